package assistant

import (
	"fmt"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// Bounds of what is quoted of one điều, in bytes.
const (
	quoteWhole  = 1500 // a điều up to this is quoted whole
	quoteAtMost = 2500
)

// What the best evidence must hold of the question: the share of its words and
// the share of its pairs of words, added. Measured with BM25F ranking: from
// surely on 99 % of a third of the Zalo questions whose gold điều is among the
// first three hits of the Bộ pháp điển, and none of the unanswerable questions
// over the sample law; under perhaps nearly all questions that are none of the
// law's business.
const (
	surely  = 1.0
	perhaps = 0.6
)

// judge says whether the hits carry an answer: a provision that the question
// names does, one that it names and the store has not leaves none, else it takes
// the words of the question.
func (t *turn) judge(w *words, found retrieval.Result) Certainty {
	hits, best := found.Hits, 0.0
	for i := range hits[:min(3, len(hits))] {
		h := &hits[i]
		if h.Reason == retrieval.ReasonDirect {
			return High
		}
		single, pairs := w.coverage(h.Chunk.Text, h.Chunk.Heading, h.Document.Title, strings.Join(h.Chunk.Context, "\n"))
		best = max(best, single+pairs)
	}
	switch {
	case len(found.Analysis.Missing) > 0:
		return None
	case best >= surely:
		return High
	case best >= perhaps:
		return Low
	}
	return None
}

// passage is what is quoted of a hit, word for word: the whole điều when it is
// short, else the khoản or điểm that carries the answer, else the part of the
// text around the sentence that matches best. path names what is quoted.
func passage(h *retrieval.Hit, w *words) (path, quote string) {
	text := h.Chunk.Text
	if len(text) <= quoteWhole {
		return h.Chunk.Path, text
	}
	if h.BestPath != "" {
		for _, u := range h.Chunk.Units {
			if u.Path == h.BestPath && u.End <= len(text) && u.Start < u.End {
				if u.End-u.Start <= quoteAtMost {
					return u.Path, strings.TrimSpace(text[u.Start:u.End])
				}
				text = text[u.Start:u.End]
				path = u.Path
				break
			}
		}
	}
	if path == "" {
		path = h.Chunk.Path
	}
	if len(text) <= quoteAtMost {
		return path, strings.TrimSpace(text)
	}
	best, at := -1.0, 0
	for _, s := range w.sentences(text) {
		if s.score > best {
			best, at = s.score, s.span.Start
		}
	}
	return path, around(text, at)
}

// around cuts whole sentences of text about position at, of at most quoteWhole
// bytes where sentences allow, with "…" where something is left out.
func around(text string, at int) string {
	spans := cutSentences(text)
	first := 0
	for i, s := range spans {
		if s.Start <= at {
			first = i
		}
	}
	last := first
	for {
		size := spans[last].End - spans[first].Start
		switch {
		case last+1 < len(spans) && size+spans[last+1].End-spans[last].End <= quoteWhole:
			last++
		case first > 0 && size+spans[first].Start-spans[first-1].Start <= quoteWhole:
			first--
		default:
			quote := text[spans[first].Start:spans[last].End]
			if first > 0 {
				quote = "… " + quote
			}
			if last+1 < len(spans) {
				quote += " …"
			}
			return quote
		}
	}
}

// extract writes the answer without a model: what was found, where, and the
// sentences that matter.
func (t *turn) extract(answer *Answer) string {
	var b strings.Builder
	if !answer.Found {
		b.WriteString("Không tìm thấy căn cứ trong kho văn bản để trả lời câu hỏi này.")
		if len(answer.Citations) > 0 {
			b.WriteString(" Các văn bản gần nhất, có thể không đúng điều bạn hỏi:\n")
			for _, c := range answer.Citations {
				fmt.Fprintf(&b, "\n- %s, %s [%d]", title(c), name(c), c.Number)
			}
			b.WriteString("\n\nBạn có thể hỏi lại với từ ngữ khác, nêu rõ tên hoặc số hiệu văn bản, hoặc chọn ngày áp dụng khác.")
		}
		return b.String()
	}
	if answer.Certainty == Low {
		b.WriteString("Chưa tìm thấy căn cứ trả lời chắc chắn. Những quy định gần nhất với câu hỏi, xin đọc kỹ xem có đúng trường hợp của bạn không:\n\n")
	}
	for i, c := range answer.Citations {
		switch i {
		case 0:
			fmt.Fprintf(&b, "Theo %s, %s (%s) [%d]:\n", title(c), name(c), effect(c), c.Number)
		default:
			fmt.Fprintf(&b, "\n\nXem thêm %s, %s (%s) [%d]:\n", title(c), name(c), effect(c), c.Number)
		}
		for _, m := range c.Marks {
			fmt.Fprintf(&b, "\n> **%s**", strings.ReplaceAll(c.Quote[m.Start:m.End], "*", "∗"))
		}
		if len(c.Marks) == 0 {
			fmt.Fprintf(&b, "\n> %s", strings.ReplaceAll(c.Quote, "\n", "\n> "))
		}
	}
	return b.String()
}

// title is the place with its heading: "Điều 25 (Thời gian thử việc)".
func title(c Citation) string {
	if c.Heading == "" || c.Heading == c.Label {
		return c.Label
	}
	return c.Label + " (" + c.Heading + ")"
}

// name is the document: "Bộ luật Lao động số 45/2019/QH14".
func name(c Citation) string {
	if c.Printed == "" || strings.Contains(c.Title, c.Printed) {
		return c.Title
	}
	return c.Title + " số " + c.Printed
}

// effect tells the status with its interval: "còn hiệu lực từ 01/01/2021".
func effect(c Citation) string {
	text := c.StatusName
	if d, err := corpus.ParseDate(c.From); err == nil && d != 0 {
		text += " từ " + d.VN()
	}
	if d, err := corpus.ParseDate(c.To); err == nil && d != 0 {
		text += " đến trước " + d.VN()
	}
	if c.Fictional {
		text += "; văn bản giả định, không có giá trị pháp lý"
	}
	return text
}

// verbatimChecks are the checks of an extractive answer: what it says is quoted.
func verbatimChecks(citations []Citation, found bool) []Check {
	checks := []Check{}
	if !found {
		return checks
	}
	for _, c := range citations {
		for _, m := range c.Marks {
			checks = append(checks, Check{Statement: c.Quote[m.Start:m.End], State: "dung_nguyen_van",
				StateName: "đúng nguyên văn", Citations: []int{c.Number}})
		}
	}
	return checks
}
