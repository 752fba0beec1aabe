// Package export gives a conversation away as a file that its reader can keep,
// print and quote from: Markdown or DOCX, every citation a footnote with the
// provision, its effect and its words. The interfaces and the pages call it.
package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"trolyluat/assistant"
	"trolyluat/assistant/export/word"
	"trolyluat/assistant/history"
)

// Format is a kind of file, named by its ending.
type Format string

// The formats.
const (
	Markdown Format = "md"
	DOCX     Format = "docx"
)

// Valid says whether f is one of the formats.
func (f Format) Valid() bool { return f == Markdown || f == DOCX }

// MediaType is the Content-Type of the file.
func (f Format) MediaType() string {
	if f == DOCX {
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return "text/markdown; charset=utf-8"
}

// What every file says of itself.
const (
	noticeAI        = "Câu trả lời do hệ thống tự động (AI) đưa ra, để tham khảo; hãy mở căn cứ để đối chiếu. Đây không phải ý kiến tư vấn pháp lý."
	noticeFictional = "Văn bản giả định, không có giá trị pháp lý."
	noAnswer        = "(Câu hỏi này chưa có câu trả lời.)"
)

// Conversation writes a conversation. Turns whose answer cannot be read say so.
func Conversation(c history.Conversation, turns []history.Turn, format Format) ([]byte, error) {
	list := make([]turn, len(turns))
	for i, t := range turns {
		list[i] = turn{Turn: t}
		if t.Answer == nil {
			continue
		}
		var a assistant.Answer
		if err := json.Unmarshal(t.Answer, &a); err != nil {
			return nil, fmt.Errorf("export: read answer %d: %w", t.Number, err)
		}
		list[i].answer = &a
	}
	switch format {
	case Markdown:
		return markdown(c, list), nil
	case DOCX:
		return docx(c, list)
	}
	return nil, fmt.Errorf("export: unknown format %q", format)
}

type turn struct {
	history.Turn
	answer *assistant.Answer
}

// about tells for whom and as of when the answer was given.
func (t *turn) about() string {
	var parts []string
	if role := t.answer.Role.Name(); role != "" {
		parts = append(parts, "Người đọc: "+role)
	}
	parts = append(parts, "pháp luật tại ngày "+vn(t.answer.AsOf), "trả lời lúc "+t.Time.Format("15:04 02/01/2006")+" (UTC)")
	if t.answer.Mode == assistant.Extractive {
		parts = append(parts, "trích dẫn, không dùng mô hình")
	}
	return strings.Join(parts, "; ") + "."
}

// judged tells what the reader thought of the answer, "" for nothing.
func (t *turn) judged() string {
	if t.Feedback == nil {
		return ""
	}
	s := "Đánh giá của bạn: " + t.Feedback.Verdict.Name()
	for _, more := range []string{t.Feedback.Comment, t.Feedback.Provision} {
		if more != "" {
			s += "; " + more
		}
	}
	return s
}

// unverified are the problems that checks left.
func (t *turn) unverified() []string {
	var out []string
	for _, c := range t.answer.Checks {
		for _, p := range c.Problems {
			out = append(out, fmt.Sprintf("%s (%s): “%s”", p, c.StateName, strings.TrimSpace(c.Statement)))
		}
	}
	return out
}

// source names a cited provision with its effect.
func source(c *assistant.Citation) string {
	var b strings.Builder
	b.WriteString(c.Label)
	if c.Heading != "" && !strings.Contains(c.Label, c.Heading) {
		b.WriteString(" (" + c.Heading + ")")
	}
	b.WriteString(" " + c.Title)
	if c.Printed != "" && !strings.Contains(c.Title, c.Printed) {
		b.WriteString(", số " + c.Printed)
	}
	b.WriteString("; " + c.Effect() + ".")
	if c.Fictional {
		b.WriteString(" " + noticeFictional)
	}
	return b.String()
}

// vn writes an ISO date as readers do.
func vn(iso string) string {
	if p := strings.Split(iso, "-"); len(p) == 3 {
		return p[2] + "/" + p[1] + "/" + p[0]
	}
	return iso
}

// marks are the citation marks of answers: [1], [1, 2].
var marks = regexp.MustCompile(`\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]`)

// eachMark walks the text between marks and the numbers of each mark.
func eachMark(text string, words func(string), cite func(n int)) {
	at := 0
	for _, m := range marks.FindAllStringSubmatchIndex(text, -1) {
		words(text[at:m[0]])
		for n := range strings.SplitSeq(text[m[2]:m[3]], ",") {
			if number, err := strconv.Atoi(strings.TrimSpace(n)); err == nil {
				cite(number)
			}
		}
		at = m[1]
	}
	words(text[at:])
}

func find(a *assistant.Answer, n int) *assistant.Citation {
	for i := range a.Citations {
		if a.Citations[i].Number == n {
			return &a.Citations[i]
		}
	}
	return nil
}

func markdown(c history.Conversation, turns []turn) []byte {
	var b, notes bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n> %s\n", oneLine(c.Title), noticeAI)
	for i := range turns {
		t := &turns[i]
		fmt.Fprintf(&b, "\n## %d. %s\n\n", t.Number, oneLine(t.Question))
		if t.answer == nil {
			b.WriteString(noAnswer + "\n")
			continue
		}
		fmt.Fprintf(&b, "*%s*\n\n", t.about())
		used := map[int]bool{}
		var text strings.Builder
		eachMark(t.answer.Text, func(s string) { text.WriteString(s) }, func(n int) {
			if find(t.answer, n) == nil {
				fmt.Fprintf(&text, "[%d]", n)
				return
			}
			used[n] = true
			fmt.Fprintf(&text, "[^%d-%d]", t.Number, n)
		})
		b.WriteString(strings.TrimSpace(text.String()) + "\n")
		for _, p := range t.unverified() {
			fmt.Fprintf(&b, "\n- ⚠ %s\n", oneLine(p))
		}
		for _, n := range t.answer.Notes {
			fmt.Fprintf(&b, "\n- Lưu ý: %s\n", oneLine(n))
		}
		if s := t.judged(); s != "" {
			fmt.Fprintf(&b, "\n*%s*\n", oneLine(s))
		}
		for j := range t.answer.Citations {
			cited := &t.answer.Citations[j]
			if !used[cited.Number] { // named by the answer as a whole
				fmt.Fprintf(&b, "\nCăn cứ khác: [^%d-%d]\n", t.Number, cited.Number)
			}
			fmt.Fprintf(&notes, "\n[^%d-%d]: %s\n", t.Number, cited.Number, source(cited))
			for line := range strings.SplitSeq(strings.TrimSpace(cited.Quote), "\n") {
				if line = strings.TrimSpace(line); line != "" {
					fmt.Fprintf(&notes, "\n    > %s\n", line)
				}
			}
		}
	}
	b.Write(notes.Bytes())
	return b.Bytes()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func docx(c history.Conversation, turns []turn) ([]byte, error) {
	d := &word.Document{Title: c.Title, Modified: c.Updated}
	d.Paragraph(word.Title, word.Run{Text: c.Title})
	d.Paragraph(word.Note, word.Run{Text: noticeAI, Italic: true})
	for i := range turns {
		t := &turns[i]
		d.Heading(1, word.Run{Text: fmt.Sprintf("%d. %s", t.Number, oneLine(t.Question))})
		if t.answer == nil {
			d.Paragraph(word.Body, word.Run{Text: noAnswer, Italic: true})
			continue
		}
		d.Paragraph(word.Note, word.Run{Text: t.about(), Italic: true})
		w := prose{Document: d, answer: t.answer, noted: map[int]bool{}}
		w.write(t.answer.Text)
		w.rest()
		for _, p := range t.unverified() {
			d.Item(0, "⚠", word.Run{Text: p})
		}
		for _, n := range t.answer.Notes {
			d.Item(0, "–", word.Run{Text: "Lưu ý: " + n})
		}
		if s := t.judged(); s != "" {
			d.Paragraph(word.Note, word.Run{Text: s, Italic: true})
		}
	}
	var b bytes.Buffer
	if _, err := d.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return b.Bytes(), nil
}
