package extract

import "errors"

// Code says why a file was refused. Its values are stable: they are counted in
// the closing table of an ingestion.
type Code string

// The reasons for which a file is refused.
const (
	Empty       Code = "empty"       // no bytes
	Truncated   Code = "truncated"   // the file breaks off
	Corrupt     Code = "corrupt"     // not readable as what it claims to be
	Encrypted   Code = "encrypted"   // needs a password
	TooLarge    Code = "too_large"   // over Options.MaxBytes or MaxText
	Bomb        Code = "bomb"        // unpacks to far more than it holds
	Unsupported Code = "unsupported" // a format that nothing here reads
	Scanned     Code = "scanned"     // images of pages without a text layer
	NoText      Code = "no_text"     // readable, but holds no text
	Unsafe      Code = "unsafe"      // an archive entry with a name that leaves the archive, or a link
	TooMany     Code = "too_many"    // an archive with more entries or levels than allowed
	MissingTool Code = "missing_tool"
	Timeout     Code = "timeout" // reading took longer than allowed
)

// reasons are what a reader is told when a Refusal carries no words of its own.
var reasons = map[Code]string{
	Empty:       "tệp rỗng",
	Truncated:   "tệp bị cắt cụt, không đọc được hết",
	Corrupt:     "tệp bị hỏng, không đọc được",
	Encrypted:   "tệp được đặt mật khẩu",
	TooLarge:    "tệp quá lớn",
	Bomb:        "tệp nén bung ra quá lớn so với dung lượng của nó (nghi là bom nén)",
	Unsupported: "định dạng không được hỗ trợ",
	Scanned:     "bản quét, cần OCR",
	NoText:      "tệp không có nội dung văn bản",
	Unsafe:      "tên tệp trong gói nén không an toàn",
	TooMany:     "gói nén có quá nhiều tệp hoặc quá nhiều lớp lồng nhau",
	MissingTool: "thiếu chương trình cần để đọc định dạng này",
	Timeout:     "đọc tệp quá lâu nên đã dừng",
}

// Refusal is the error for a file that is not read, with the reason by code, in
// Vietnamese for the reader and in English detail for the log.
type Refusal struct {
	Code   Code
	VN     string // for the reader, a phrase without a full stop: "tệp rỗng"
	Detail string // English, may be empty
}

// Refuse returns a Refusal with the standing Vietnamese words of its code.
func Refuse(code Code, detail string) *Refusal {
	vn, ok := reasons[code]
	if !ok {
		vn = "không đọc được tệp"
	}
	return &Refusal{Code: code, VN: vn, Detail: detail}
}

// Error gives the code and the detail in English.
func (r *Refusal) Error() string {
	if r.Detail == "" {
		return "refused: " + string(r.Code)
	}
	return "refused: " + string(r.Code) + ": " + r.Detail
}

// AsRefusal finds the Refusal in the chain of err.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
