package extract

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	utf16 := "\xff\xfe" + string(utf16le("Điều 1"))
	tests := []struct {
		name string
		data string
		want Format
	}{
		{"pdf", "%PDF-1.4\n", FormatPDF},
		{"pdf after junk", "\n\njunk %PDF-1.7", FormatPDF},
		{"rtf", `{\rtf1 abc}`, FormatRTF},
		{"rtf after blanks", "\xef\xbb\xbf \n{\\rtf1 abc}", FormatRTF},
		{"html", "<!DOCTYPE html><p>", FormatHTML},
		{"html fragment", "\n <div class=x>Điều 1</div>", FormatHTML},
		{"xhtml", "<?xml version='1.0'?><html xmlns='x'>", FormatHTML},
		{"page about PDF", "<p>Tệp %PDF-1.4", FormatHTML},
		{"web archive", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", FormatMHTML},
		{"text like a header", "Date: hôm nay\nĐiều 1", FormatTXT},
		{"other XML", "<?xml version='1.0'?><w:wordDocument>", FormatXML},
		{"text that mentions a tag", "Thẻ <p> dùng để mở đoạn", FormatTXT},
		{"text", "Điều 1. Phạm vi", FormatTXT},
		{"utf-16", utf16, FormatTXT},
		{"utf-16 bare", string(utf16le("Dieu 1. Pham vi dieu chinh")), FormatTXT},
		{"tcvn3", "LuËt doanh nghi\xd6p", FormatTXT},
		{"zip", string(zipOf(t, file{name: "a", data: "b"})), FormatZip},
		{"docx", string(zipOf(t, file{name: "[Content_Types].xml", data: "b"}, file{name: "word/document.xml", data: "b"})), FormatDOCX},
		{"docx cut", string(zipOf(t, file{name: "[Content_Types].xml", data: "b"}, file{name: "word/document.xml", data: "b"})[:200]), FormatDOCX},
		{"xlsx", string(zipOf(t, file{name: "[Content_Types].xml", data: "b"}, file{name: "xl/workbook.xml", data: "b"})), FormatXLSX},
		{"gzip", "\x1f\x8b\x08", FormatGzip},
		{"tar", string(tarOf(t, file{name: "a", data: "b"})), FormatTar},
		{"rar", "Rar!\x1a\x07\x01\x00", FormatRAR},
		{"7z", "7z\xbc\xaf\x27\x1c\x00", Format7z},
		{"text with a stray zero", strings.Repeat("Điều 1. Phạm vi\n", 60) + "\x00", FormatTXT},
		{"png", "\x89PNG\r\n\x1a\n", FormatImage},
		{"jpeg", "\xff\xd8\xff\xe0", FormatImage},
		{"program", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00", FormatBinary},
		{"encrypted office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16le("EncryptedPackage")), FormatEncryptedOffice},
		{"doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16le("WordDocument")), FormatDOC},
		{"ole", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FormatBrokenOLE},
	}
	for _, tt := range tests {
		if got := Sniff([]byte(tt.data)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// echo reads the bytes as one block.
func echo(_ context.Context, _ string, data []byte) (*Text, error) {
	return &Text{Blocks: []Block{{Text: strings.TrimSpace(string(data))}}}, nil
}

func TestRegistryRefuses(t *testing.T) {
	registry := NewRegistry(map[Format]Reader{FormatTXT: echo})
	tests := []struct {
		name string
		data string
		opt  Options
		code string
	}{
		{"empty", "", Options{}, CodeEmpty},
		{"too large", strings.Repeat("a", 100), Options{MaxBytes: 99}, CodeTooLarge},
		{"too much text", strings.Repeat("a", 100), Options{MaxText: 99}, CodeTooLarge},
		{"no text", "   ", Options{}, CodeNoText},
		{"no reader", "%PDF-1.4", Options{}, CodeUnsupported},
		{"binary", "\x7fELF\x00\x00\x01\x02\x03\x04", Options{}, CodeUnsupported},
		{"image", "\x89PNG", Options{}, CodeScanned},
		{"archive", string(zipOf(t, file{name: "a", data: "b"})), Options{}, CodeUnsupported},
		{"encrypted", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16le("EncryptedPackage")), Options{}, CodeEncrypted},
	}
	for _, tt := range tests {
		text, err := registry.File(context.Background(), tt.name, strings.NewReader(tt.data), int64(len(tt.data)), tt.opt)
		r, ok := AsRefusal(err)
		if !ok || r.Code != tt.code || r.VN == "" || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("%s: %v, %v", tt.name, text, err)
		}
	}
	if _, err := registry.Read(context.Background(), "x", []byte("Điều 1.")); err != nil {
		t.Error(err)
	}
	if other := registry.With(FormatPDF, echo); !other.Supports(FormatPDF) || !other.Supports(FormatTXT) || registry.Supports(FormatPDF) {
		t.Error("With")
	}
	if !registry.Supports(FormatTXT) || registry.Supports(FormatPDF) {
		t.Error("Supports")
	}
}

// TestTwoHundredMegabytes is the large file of the project's list of bad inputs:
// it is refused by its size before a byte of it is read.
func TestTwoHundredMegabytes(t *testing.T) {
	registry := NewRegistry(map[Format]Reader{FormatTXT: echo})
	_, err := registry.File(context.Background(), "big.txt", unreadable{}, 200<<20, Options{})
	if r, ok := AsRefusal(err); !ok || r.Code != CodeTooLarge || r.VN != "tệp quá lớn (200,0 MB, chỉ đọc đến 64,0 MB)" {
		t.Error(err)
	}
}

type unreadable struct{}

func (unreadable) ReadAt([]byte, int64) (int, error) { return 0, errors.New("read") }

func TestRegistryStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewRegistry(nil).Read(ctx, "x", []byte("a")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := NewRegistry(nil).File(context.Background(), "x", unreadable{}, 10, Options{}); err == nil || bytes.Contains([]byte(err.Error()), []byte("refused")) {
		t.Errorf("a disk error is no refusal: %v", err)
	}
}

func TestRefusalText(t *testing.T) {
	if got := Refuse(CodeScanned, "2 pages").Error(); got != "refused: scanned: 2 pages" {
		t.Error(got)
	}
	if got := Refuse("other", "").VN; got != "không đọc được tệp" {
		t.Error(got)
	}
}
