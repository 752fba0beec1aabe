// Package plain reads text files: it tells the encoding from the bytes (UTF-8,
// UTF-16, windows-1258, and the legacy Vietnamese encodings TCVN3, VNI and VISCII)
// and gives one block per line. Package formats wires it.
package plain

import (
	"context"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext"
)

// Extract reads a text file. Form feeds end pages. Lines are blocks as they
// stand; package parse joins what hard line ends broke.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) == 0 {
		return nil, extract.Refuse(extract.CodeEmpty, "")
	}
	decoded, encoding, warnings := decode(data)
	text := &extract.Text{Format: "txt", Encoding: encoding, How: "text", Warnings: warnings}
	pages := strings.Count(strings.TrimRight(decoded, "\f\r\n \t"), "\f") + 1
	if pages > 1 {
		text.Pages = pages
	}
	page := 1
	for piece := range strings.SplitSeq(decoded, "\f") {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for line := range strings.SplitSeq(vitext.Normalize(piece), "\n") {
			block := extract.Block{Text: squeeze(line)}
			if block.Text == "" {
				continue
			}
			if pages > 1 {
				block.Page = page
			}
			block.Indent = indent(line)
			text.Blocks = append(text.Blocks, block)
		}
		page++
	}
	if len(text.Blocks) == 0 {
		return nil, extract.Refuse(extract.CodeNoText, "nothing but white space")
	}
	return text, nil
}

// squeeze trims a line and makes single spaces of runs of blanks.
func squeeze(line string) string {
	if strings.Contains(line, "  ") || strings.ContainsRune(line, '\t') {
		return strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(line)
}

// indent estimates the leading blanks in points, half a 12-point em each.
func indent(line string) float64 {
	n := 0.0
	for _, r := range line {
		switch r {
		case ' ':
			n += 6
		case '\t':
			n += 36
		default:
			return n
		}
	}
	return 0
}
