package cite

import (
	"fmt"
	"regexp"

	"trolyluat/corpus"
)

// Words by which an answer itself says that a text is not in force.
var (
	saysExpired = regexp.MustCompile(`(?i)hết hiệu lực|không còn hiệu lực|(?:đã|được|bị) bãi bỏ|trước đây|quy định cũ|luật cũ|được thay thế|thay thế bởi|đã sửa đổi|tạm ngưng|ngưng hiệu lực|tạm thay|không còn áp dụng`)
	saysPending = regexp.MustCompile(`(?i)chưa có hiệu lực|sẽ có hiệu lực|bắt đầu có hiệu lực|có hiệu lực (?:kể )?từ|áp dụng từ|sắp tới|chưa áp dụng`)
)

func (c *checker) checkForce(w *work) {
	if c.in.AsOf == 0 || c.in.Past {
		return
	}
	for _, p := range w.cited {
		switch p.status {
		case corpus.StatusExpired, corpus.StatusSuspended, corpus.StatusStoodIn:
			if saysExpired.MatchString(w.plain) {
				continue
			}
			w.problem(Problem{Code: NotInForce, Number: p.Number, Span: w.Span,
				Detail: fmt.Sprintf("Căn cứ [%d] (%s) %s tại ngày %s%s.", p.Number, p.label(), p.status.Name(), c.in.AsOf.VN(), until(p.Interval))})
		case corpus.StatusPending:
			if saysPending.MatchString(w.plain) {
				continue
			}
			w.problem(Problem{Code: NotYetInForce, Number: p.Number, Span: w.Span,
				Detail: fmt.Sprintf("Căn cứ [%d] (%s) chưa có hiệu lực tại ngày %s%s.", p.Number, p.label(), c.in.AsOf.VN(), since(p.Interval))})
		case corpus.StatusUnknown:
			w.problem(Problem{Code: UnknownStatus, Number: p.Number, Span: w.Span, Soft: true,
				Detail: fmt.Sprintf("Chưa rõ hiệu lực của căn cứ [%d] (%s) tại ngày %s.", p.Number, p.label(), c.in.AsOf.VN())})
		}
	}
}

func until(i corpus.Interval) string {
	if i.To == 0 {
		return ""
	}
	return " (hết hiệu lực từ " + i.To.VN() + ")"
}

func since(i corpus.Interval) string {
	if i.From == 0 {
		return ""
	}
	return " (có hiệu lực từ " + i.From.VN() + ")"
}

// skipForce leaves out the words that say that a text is not in force: no passage
// says so of itself.
func (w *work) skipForce() {
	if w.plain != w.text {
		return // decomposed letters: offsets differ
	}
	for _, p := range []*regexp.Regexp{saysExpired, saysPending} {
		for _, m := range p.FindAllStringIndex(w.text, -1) {
			from, to := tokenRange(w.tokens, corpus.Span{Start: m[0], End: m[1]})
			for i := from; i < to; i++ {
				w.tokens[i].Skip = true
			}
		}
	}
}
