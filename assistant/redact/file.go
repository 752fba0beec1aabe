package redact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	wordfile "trolyluat/assistant/export/word"
	"trolyluat/assistant/privacy"
	"trolyluat/corpus/extract"
)

// Extractor reads the bytes of a file; extract.Registry is one.
type Extractor interface {
	Read(ctx context.Context, name string, data []byte) (*extract.Text, error)
}

// maxText is how long the text of a judgment may be, in bytes.
const maxText = 4 << 20

// CodeTooLong is the code of the refusal of a text over 4 MiB.
const CodeTooLong = "too_long"

// File is a judgment as it was handed in.
type File struct {
	Text string // what a plan's offsets are in
	Word bool   // a DOCX, which keeps its form

	data []byte
}

// Open reads the file of a judgment. One that is marked as a state secret is
// refused; other refusals are the extractor's.
func Open(ctx context.Context, x Extractor, name string, data []byte) (*File, error) {
	text, err := x.Read(ctx, name, data)
	if err != nil {
		return nil, fmt.Errorf("redact: read the file: %w", err)
	}
	if err := privacy.RefuseSecret(text); err != nil {
		return nil, fmt.Errorf("redact: read the file: %w", err)
	}
	f := &File{}
	_, f.Text, err = readWord(data)
	switch {
	case err == nil:
		f.Word, f.data = true, data
	case !errors.Is(err, ErrNotDOCX), strings.EqualFold(text.Format, "docx"):
		return nil, err
	default:
		var b strings.Builder
		for i := range text.Blocks {
			b.WriteString(text.Blocks[i].Text + "\n")
		}
		f.Text = b.String()
	}
	if len(f.Text) > maxText {
		return nil, &extract.Refusal{Code: CodeTooLong, VN: "văn bản dài quá 4 MB chữ", Detail: fmt.Sprintf("%d bytes of text", len(f.Text))}
	}
	return f, nil
}

// DOCX writes the file with a plan's mentions cut as a Word document: in its own
// form where it was one.
func (f *File) DOCX(p *Plan) ([]byte, error) {
	if f.Word {
		parts, _, err := readWord(f.data)
		if err != nil {
			return nil, err
		}
		return writeWord(parts, p.Mentions)
	}
	var d wordfile.Document
	for line := range strings.SplitSeq(strings.TrimRight(p.Apply(f.Text), "\n"), "\n") {
		d.Paragraph(wordfile.Body, wordfile.Run{Text: line})
	}
	var b bytes.Buffer
	if _, err := d.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("redact: write the document: %w", err)
	}
	return b.Bytes(), nil
}
