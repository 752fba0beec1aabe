package amend

import (
	"regexp"
	"strings"

	"trolyluat/corpus"
)

// publisherNote is a note that a publisher of law printed into the text: "[Điều
// này được hướng dẫn bởi Điều 5 Nghị định 1/2020/NĐ-CP có hiệu lực từ ngày …]".
var publisherNote = regexp.MustCompile(`\[[^\[\]]*(?:được|bị|hết hiệu lực|thực hiện|hướng dẫn|bởi)[^\[\]]*\]`)

// gap fills what was blanked; no text has it.
const gap = '\x01'

// plainText is the text of a document with the notes of publishers and the
// running heads of its file blanked. Offsets stay.
func plainText(d *corpus.Document) string {
	text := d.Text
	var b []byte
	blank := func(from, to int) {
		if b == nil {
			b = []byte(text)
		}
		for i := from; i < to; i++ {
			if b[i] != '\n' {
				b[i] = gap
			}
		}
	}
	if strings.Contains(text, "[") {
		for _, m := range publisherNote.FindAllStringIndex(text, -1) {
			blank(m[0], m[1])
		}
	}
	title, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if len(title) >= 20 && len(title) < 300 {
		head := "\n" + title + "."
		for pos := 0; ; {
			i := strings.Index(text[pos:], head)
			if i < 0 {
				break
			}
			from := pos + i + 1
			to := lineEnd(text, from)
			blank(from, to)
			pos = to
		}
	}
	if b == nil {
		return text
	}
	for i := range b {
		if b[i] == gap {
			b[i] = ' '
		}
	}
	return string(b)
}

// closeGaps drops the runs of spaces that a blanked note leaves in new text, and
// the lines that are empty now.
func closeGaps(s string) string {
	s = strings.ReplaceAll(s, "Điều\n", "Điều ") // broken between the word and its number
	if !strings.Contains(s, "   ") && !strings.Contains(s, "\n ") {
		return s
	}
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if strings.Contains(line, "   ") {
			line = strings.Join(strings.Fields(line), " ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
