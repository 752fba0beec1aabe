package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"trolyluat/corpus/extract"
)

// Extract reads one file. The blocks are paragraphs in reading order with their
// page; running headers, footers and page numbers come as HeaderBlock and
// FooterBlock. The error has an *extract.Refusal in its chain when the file is
// refused: CodeEncrypted, CodeScanned, CodeCorrupt, CodeTooLarge, CodeTimeout.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) > maxFile {
		return nil, extract.TooLarge(int64(len(data)), maxFile)
	}
	text, err := read(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("pdf %s: %w", name, err)
	}
	return text, nil
}

// read reads a file in this process.
func read(ctx context.Context, data []byte) (*extract.Text, error) {
	data, err := frame(data)
	if err != nil {
		return nil, err
	}
	d, err := open(ctx, data)
	switch {
	case errors.Is(err, errPassword):
		return nil, extract.Refuse(extract.CodeEncrypted, err.Error())
	case err != nil:
		return nil, extract.Refuse(extract.CodeCorrupt, err.Error())
	}
	pages, warnings, err := d.pages()
	if err != nil {
		return nil, extract.Refuse(extract.CodeCorrupt, err.Error())
	}
	out := &extract.Text{Format: "pdf", Encoding: "utf-8", How: "text", Pages: len(pages), Warnings: warnings}
	var sheets []sheet
	images := 0
	for i := range pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := d.draw(&pages[i])
		if err != nil {
			if isStop(err) {
				return nil, err
			}
			out.Warnings = append(out.Warnings, fmt.Sprintf("page_unreadable: %d: %v", i+1, err))
		}
		if c.images > 0.5 {
			images++
		}
		sheets = append(sheets, newSheet(c, &pages[i], i+1))
	}
	out.Blocks = compose(sheets)
	letters := 0
	for i := range out.Blocks {
		letters += len(out.Blocks[i].Text)
	}
	if letters < 20*len(pages) && images > 0 {
		return nil, extract.Refuse(extract.CodeScanned, fmt.Sprintf("%d pages, %d of them images, %d bytes of text", len(pages), images, letters))
	}
	if letters == 0 {
		return nil, extract.Refuse(extract.CodeNoText, fmt.Sprintf("%d pages", len(pages)))
	}
	return out, nil
}

// frame cuts off what stands before the header and after the end, and mends a
// header that the object layer would not take.
func frame(data []byte) ([]byte, error) {
	start := bytes.Index(data[:min(len(data), 4096)], []byte("%PDF-"))
	if start < 0 {
		return nil, extract.Refuse(extract.CodeCorrupt, "no header")
	}
	data = data[start:]
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 {
		return nil, extract.Refuse(extract.CodeTruncated, "no end-of-file mark")
	}
	data = data[:end+5]
	if len(data) < 64 {
		return nil, extract.Refuse(extract.CodeTruncated, "too short")
	}
	fixed := bytes.Clone(data)
	copy(fixed, "%PDF-1.7\n")
	return fixed, nil
}
