package extract

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The reasons for which a file is refused. The values are stable: they are
// counted in the closing table of an ingestion.
const (
	CodeEmpty       = "empty"       // no bytes
	CodeTruncated   = "truncated"   // the file breaks off
	CodeCorrupt     = "corrupt"     // not readable as what it claims to be
	CodeEncrypted   = "encrypted"   // needs a password
	CodeTooLarge    = "too_large"   // over Options.MaxBytes or MaxText
	CodeBomb        = "bomb"        // unpacks to far more than it holds
	CodeUnsupported = "unsupported" // a format that nothing here reads
	CodeScanned     = "scanned"     // images of pages without a text layer
	CodeNoText      = "no_text"     // readable, but holds no text
	CodeUnsafe      = "unsafe"      // an archive entry with a name that leaves the archive, or a link
	CodeTooMany     = "too_many"    // an archive with more entries or levels than allowed
	CodeMissingTool = "missing_tool"
	CodeTimeout     = "timeout" // reading took longer than allowed
)

// reasons are what a reader is told when a Refusal carries no words of its own.
var reasons = map[string]string{
	CodeEmpty:       "tệp rỗng",
	CodeTruncated:   "tệp bị cắt cụt, không đọc được hết",
	CodeCorrupt:     "tệp bị hỏng, không đọc được",
	CodeEncrypted:   "tệp được đặt mật khẩu",
	CodeTooLarge:    "tệp quá lớn",
	CodeBomb:        "tệp nén bung ra quá lớn so với dung lượng của nó (nghi là bom nén)",
	CodeUnsupported: "định dạng không được hỗ trợ",
	CodeScanned:     "bản quét, cần OCR",
	CodeNoText:      "tệp không có nội dung văn bản",
	CodeUnsafe:      "tên tệp trong gói nén không an toàn",
	CodeTooMany:     "gói nén có quá nhiều tệp hoặc quá nhiều lớp lồng nhau",
	CodeMissingTool: "thiếu chương trình cần để đọc định dạng này",
	CodeTimeout:     "đọc tệp quá lâu nên đã dừng",
}

// Refusal is the error for a file that is not read, with the reason by code, in
// Vietnamese for the reader and in English detail for the log.
type Refusal struct {
	Code   string // one of the Code constants, or another package's own
	VN     string // for the reader, a phrase without a full stop: "tệp rỗng"
	Detail string // English, may be empty
}

// Refuse returns a Refusal with the standing Vietnamese words of its code.
func Refuse(code, detail string) *Refusal {
	vn, ok := reasons[code]
	if !ok {
		vn = "không đọc được tệp"
	}
	return &Refusal{Code: code, VN: vn, Detail: detail}
}

// Error gives the code and the detail in English.
func (r *Refusal) Error() string {
	if r.Detail == "" {
		return "refused: " + r.Code
	}
	return "refused: " + r.Code + ": " + r.Detail
}

// TooLarge is the refusal of a file of size bytes where limit are read.
func TooLarge(size, limit int64) *Refusal {
	r := Refuse(CodeTooLarge, fmt.Sprintf("%d bytes, at most %d are read", size, limit))
	r.VN = fmt.Sprintf("tệp quá lớn (%s, chỉ đọc đến %s)", megabytes(size), megabytes(limit))
	return r
}

// megabytes prints a size the Vietnamese way, with a decimal comma.
func megabytes(n int64) string {
	return strings.Replace(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64), ".", ",", 1) + " MB"
}

// AsRefusal finds the Refusal in the chain of err.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
