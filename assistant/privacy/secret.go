package privacy

import (
	"fmt"
	"regexp"
	"strings"

	"trolyluat/corpus/extract"
)

// CodeSecret is the code of the refusal of a file that is marked as a state
// secret.
const CodeSecret = "state_secret"

// markedBlocks is how far from the top a secrecy marking is looked for: it stands
// in the head of a document.
const markedBlocks = 30

var secretMark = regexp.MustCompile(`^[\s\[(\-–—*]*(?:(?:[Đđ]ộ|ĐỘ) (?:mật|MẬT)\s*:?\s*)?(TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật)[\s\])\-–—*.]*$`)

// RefuseSecret returns a refusal with [CodeSecret] for a text with a secrecy
// marking (MẬT, TỐI MẬT, TUYỆT MẬT: Luật 117/2025/QH15 Điều 5), nil for any other.
// Whoever takes uploads calls it before the text is used.
func RefuseSecret(t *extract.Text) error {
	mark := marking(t)
	if mark == "" {
		return nil
	}
	return &extract.Refusal{Code: CodeSecret, Detail: "marked " + mark,
		VN: fmt.Sprintf("Tệp có dấu độ mật “%s”: không nhận văn bản thuộc bí mật nhà nước (Luật 117/2025/QH15 Điều 5). Nội dung tệp không được đọc và không được lưu.", mark)}
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
