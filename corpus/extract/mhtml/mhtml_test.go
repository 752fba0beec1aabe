package mhtml

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"trolyluat/corpus/extract"
)

// echo reads the bytes as one block.
func echo(_ context.Context, _ string, data []byte) (*extract.Text, error) {
	return &extract.Text{Format: "html", Blocks: []extract.Block{{Text: string(data)}}}, nil
}

const head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"----=_B\"\r\n\r\n"

func TestReader(t *testing.T) {
	page := "<html><p>Điều 1</p></html>"
	tests := []struct{ name, in string }{
		{"quoted-printable", head + "------=_B\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><p>=C4=90i=E1=BB=81u =\r\n1</p></html>\r\n------=_B\r\nContent-Type: image/png\r\n\r\nxx\r\n------=_B--\r\n"},
		{"base64", head + "------=_B\r\nContent-Type: image/png\r\n\r\nxx\r\n------=_B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(page)) + "\r\n------=_B--\r\n"},
		{"plain", "\xef\xbb\xbfMIME-Version: 1.0\nContent-Type: text/html\n\n" + page},
	}
	for _, tt := range tests {
		if got := extract.Sniff([]byte(tt.in)); got != extract.FormatMHTML {
			t.Errorf("%s: sniffed as %q", tt.name, got)
		}
		text, err := Reader(echo)(context.Background(), "x", []byte(tt.in))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := text.Blocks[0].Text; got != page {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	for in, code := range map[string]string{
		"":                              extract.CodeEmpty,
		"no header at all":              extract.CodeCorrupt,
		head:                            extract.CodeTruncated,
		head + "------=_B--\r\n":        extract.CodeNoText,
		"Content-Type: text/plain\n\nx": extract.CodeNoText,
		head + "------=_B\r\nContent-Type: text/html\r\n\r\n<p>": extract.CodeTruncated,
	} {
		text, err := Reader(echo)(context.Background(), "x", []byte(in))
		if r, ok := extract.AsRefusal(err); !ok || r.Code != code {
			t.Errorf("%.30q: %v, %v", in, text, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add(head + "------=_B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+\r\n------=_B--\r\n")
	f.Add("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n")
	f.Fuzz(func(t *testing.T, in string) {
		text, err := Reader(echo)(context.Background(), "x", []byte(in))
		if err == nil && len(text.Blocks[0].Text) > len(in) && !strings.Contains(in, "=") {
			t.Fatalf("%d bytes from %d", len(text.Blocks[0].Text), len(in))
		}
	})
}
