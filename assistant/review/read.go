package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
)

// CodeSecret is the code of the refusal of a file that is marked as a state
// secret.
const CodeSecret = "state_secret"

// Extractor reads the bytes of a file; extract.Registry is one.
type Extractor interface {
	Read(ctx context.Context, name string, data []byte) (*extract.Text, error)
}

// markedBlocks is how far from the top, and from the bottom, a secrecy marking is
// looked for: it stands in the head of a document.
const markedBlocks = 30

var secretMark = regexp.MustCompile(`^[\s\[(\-–—*]*(?:(?:[Đđ]ộ|ĐỘ) (?:mật|MẬT)\s*:?\s*)?(TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật)[\s\])\-–—*.]*$`)

// Read reads the file of a draft into a document. A file with a secrecy marking
// (MẬT, TỐI MẬT, TUYỆT MẬT: Luật 117/2025/QH15 Điều 5) is refused with
// [CodeSecret]; nothing but the marking is read and nothing is kept. Other
// refusals are those of the extractor and the parser.
func Read(ctx context.Context, x Extractor, name string, data []byte) (*corpus.Document, error) {
	text, err := x.Read(ctx, name, data)
	if err != nil {
		return nil, fmt.Errorf("review: read %s: %w", name, err)
	}
	if mark := marking(text); mark != "" {
		return nil, fmt.Errorf("review: read %s: %w", name, &extract.Refusal{Code: CodeSecret, Detail: "marked " + mark,
			VN: fmt.Sprintf("Tệp có dấu độ mật “%s”: không nhận văn bản thuộc bí mật nhà nước (Luật 117/2025/QH15 Điều 5). Nội dung tệp không được đọc và không được lưu.", mark)})
	}
	sum := sha256.Sum256(data)
	src := corpus.Source{Name: name, URI: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)),
		Format: text.Format, Encoding: text.Encoding, How: text.How, Pages: text.Pages}
	doc, err := parse.Parse(text, src)
	if err != nil {
		return nil, fmt.Errorf("review: read %s: %w", name, err)
	}
	doc.Source = src
	doc.Amendments = amend.Read(doc)
	doc.Relations = amend.Relations(doc)
	return doc, nil
}

// marking returns the secrecy marking of a text, "" when it has none.
func marking(t *extract.Text) string {
	seen := 0
	for i := range t.Blocks {
		b := &t.Blocks[i]
		if seen == markedBlocks {
			break
		}
		if strings.TrimSpace(b.Text) == "" {
			continue
		}
		seen++
		lines := strings.Split(b.Text, "\n")
		for _, row := range b.Rows {
			for _, cell := range row {
				lines = append(lines, strings.Split(cell, "\n")...)
			}
		}
		for _, line := range lines {
			if m := secretMark.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				if m[1] == strings.ToUpper(m[1]) || strings.Contains(strings.ToLower(line), "độ mật") {
					return strings.ToUpper(m[1])
				}
			}
		}
	}
	return ""
}
