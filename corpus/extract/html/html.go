// Package html reads web pages that publish law: the national database
// vbpl.vn in its 2026 and its older layout, the private law portals, a page
// saved by Word, and any other page that holds a body of law. The body is
// found by what its lines say and not by the names of a site's elements, so
// that a page with its classes and ids taken out gives the same blocks.
//
// Package extract/formats calls it; package parse reads the blocks.
package html

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext/legacy"
)

// CodeNoBody is the Refusal code of a page that holds no text of law.
const CodeNoBody = "no_body"

// MaxBytes is the largest page that is read. The largest real one seen (a
// decree with all its appendices) has 2 MB.
const MaxBytes = 64 << 20

// Extract reads one page. Blocks are its visual paragraphs, tables and notes in
// order; Block.Class and Block.ID are those of the element that opens the
// paragraph. Meta holds what the page says of the document outside its body,
// under the keys
//
//	title      as the page heads it ("Thông tư số 06/2026/TT-BXD Công bố …")
//	number     "06/2026/TT-BXD"
//	kind       "Thông tư"
//	issuer     "Bộ Xây dựng" (several are joined by "; ")
//	signer     "Nguyễn Xuân Sang"
//	issued, effective, expired   as printed, "15/04/2026"
//	status     as printed, "Còn hiệu lực"
//	fields     lĩnh vực, joined by "; "
//	url        the page's own address, where it tells it
//
// A key is absent when the page does not tell it. Extract fails with an
// *extract.Refusal: CodeNoBody when the page holds no text of law (what the page
// still told is in the Detail), CodeTruncated when it breaks off, CodeTooLarge
// above MaxBytes.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) > MaxBytes {
		return nil, extract.TooLarge(int64(len(data)), MaxBytes)
	}
	text, encoding, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("html: decode %s: %w", name, err)
	}
	text = escapeStray(text)
	if breaksOff(text) {
		return nil, extract.Refuse(extract.CodeTruncated, "the page ends inside an open element")
	}
	root, err := parse(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("html: parse %s: %w", name, err)
	}
	if enc := repairLegacy(root); enc != legacy.None {
		encoding = enc.String()
	}
	meta := head(root)
	for _, hidden := range []bool{false, true} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		body := findBody(root, hidden)
		if body == nil {
			continue
		}
		readMeta(meta, root, body)
		out := &extract.Text{Format: "html", Encoding: encoding, How: "text", Meta: meta}
		out.Blocks = blocks(body, hidden)
		if foreign(out.Blocks) {
			out.Warnings = append(out.Warnings, "not_vietnamese: hardly a letter of the text carries a Vietnamese mark")
		}
		if hidden {
			out.Warnings = append(out.Warnings, "hidden_body: the text of law stood in a hidden part of the page")
		}
		return out, nil
	}
	readMeta(meta, root, nil)
	return nil, &extract.Refusal{Code: CodeNoBody, VN: "trang không có toàn văn văn bản", Detail: describe(meta)}
}

// decode turns the bytes into UTF-8 by byte order mark, meta element or
// content, and names the encoding.
func decode(data []byte) (text []byte, encoding string, err error) {
	if utf8.Valid(data) && !bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}) && !looksUTF16(data) {
		return data, "utf-8", nil
	}
	e, encodingName, certain := charset.DetermineEncoding(data, "")
	if !certain && bytes.Count(data[:min(len(data), 1<<16)], []byte{0}) == 0 && mostlyUTF8(data) {
		encodingName = "utf-8"
	}
	if encodingName == "utf-8" {
		data = bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF})
		return bytes.ToValidUTF8(data, []byte("\uFFFD")), "utf-8", nil
	}
	text, err = e.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", err
	}
	return text, encodingName, nil
}

func looksUTF16(data []byte) bool {
	return len(data) > 2 && (data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF)
}

// mostlyUTF8 says that of the bytes above ASCII nearly all form UTF-8.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		data = data[n:]
	}
	return good > 0 && bad*50 < good
}

// parse builds the tree. Pages nested deeper than the parser allows are
// flattened first.
func parse(ctx context.Context, text []byte) (*html.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err == nil {
		return root, nil
	}
	return html.Parse(bytes.NewReader(flatten(text)))
}

// maxDepth is how deep flatten lets elements nest; the parser stops at 512 and
// opens some of its own.
const maxDepth = 120

// flatten rewrites a page so that no element stands deeper than maxDepth. What
// lies deeper keeps its text and its line breaks.
func flatten(text []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(text))
	z := html.NewTokenizer(bytes.NewReader(text))
	z.SetMaxBuf(8 << 20)
	depth, dropped := 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.Bytes()
		case html.StartTagToken:
			raw := z.Raw()
			tag, _ := z.TagName()
			switch {
			case voidElements[string(tag)]:
				out.Write(raw)
			case depth >= maxDepth:
				dropped++
				if blockElements[string(tag)] {
					out.WriteString("<br>")
				}
			default:
				depth++
				out.Write(raw)
			}
		case html.EndTagToken:
			raw := z.Raw()
			tag, _ := z.TagName()
			switch {
			case voidElements[string(tag)]:
			case dropped > 0:
				dropped--
				if blockElements[string(tag)] {
					out.WriteString("<br>")
				}
			default:
				depth = max(depth-1, 0)
				out.Write(raw)
			}
		case html.CommentToken, html.DoctypeToken:
		default:
			out.Write(z.Raw())
		}
	}
}

func describe(meta map[string]string) string {
	var parts []string
	for _, k := range []string{"title", "number", "status", "effective", "url"} {
		if v := meta[k]; v != "" {
			parts = append(parts, k+"="+v)
		}
	}
	return strings.Join(parts, ", ")
}

// foreign says that a text is in another language: the national database also
// holds translations.
func foreign(blocks []extract.Block) bool {
	marked, letters := 0, 0
	for i := range blocks {
		for _, r := range blocks[i].Text {
			switch {
			case r >= 0xC0 && unicode.IsLetter(r):
				marked++
				letters++
			case unicode.IsLetter(r):
				letters++
			}
		}
	}
	return letters > 500 && marked*20 < letters
}
