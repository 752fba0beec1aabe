package assistant

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/reading"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// aspect is what readers need of a procedure, with the words by which provisions
// speak of it.
type aspect struct {
	key, title string
	words      *regexp.Regexp
	asked      *regexp.Regexp // words by which a question asks for it
}

// aspects of a task, in the order of an official's answer.
var aspects = []aspect{
	{"steps", "Trình tự", regexp.MustCompile(`(?i)trình tự|thủ tục|các bước|như sau:|nộp (?:hồ sơ|đơn|trực tiếp|qua)|tiếp nhận|thụ lý|gửi (?:hồ sơ|đơn)`), regexp.MustCompile(`(?i)trình tự|thủ tục|các bước|làm (?:thế|như thế) nào|ra sao`)},
	{"authority", "Thẩm quyền", regexp.MustCompile(`(?i)thẩm quyền (?:của|giải quyết|cấp|quyết định|đăng ký|xử phạt|xử lý|thu|ban hành|phê duyệt|thành lập)|(?:có|thuộc|đúng) thẩm quyền (?:của|giải quyết|cấp|quyết định|đăng ký|xử phạt|phê duyệt)|(?:do|bởi) (?:ủy ban|bộ|sở|cơ quan|chủ tịch|tòa án|thủ tướng|chính phủ)|(?:^(?:\d+\. |\p{L}\) )?|[,;] |do |bởi |tại |là )(?:ủy ban nhân dân|chủ tịch|bộ trưởng|cơ quan|tòa án|sở|phòng|trung tâm|giám đốc|thủ trưởng) [^.;]{0,60}(?:cấp|quyết định|giải quyết|tiếp nhận|phê duyệt|đăng ký|thực hiện)`), regexp.MustCompile(`(?i)thẩm quyền|cơ quan nào|ai (?:cấp|quyết định|giải quyết)|ở đâu|nơi nào`)},
	{"papers", "Hồ sơ, giấy tờ", regexp.MustCompile(`(?i)hồ sơ|giấy tờ|tờ khai|đơn đề nghị|đơn yêu cầu|bản sao|giấy xác nhận`), regexp.MustCompile(`(?i)hồ sơ|giấy tờ|gồm những gì|cần gì`)},
	{"deadline", "Thời hạn", regexp.MustCompile(`(?i)thời hạn|ngày làm việc|chậm nhất|trong vòng|kể từ ngày`), regexp.MustCompile(`(?i)bao lâu|thời hạn|mấy ngày|bao nhiêu ngày|khi nào`)},
	{"form_fee", "Biểu mẫu, phí, lệ phí", regexp.MustCompile(`(?i)lệ phí|(?:^|\s)phí\s|mẫu số|biểu mẫu|theo mẫu`), regexp.MustCompile(`(?i)phí|mẫu|bao nhiêu tiền|tốn`)},
	{"result", "Kết quả", regexp.MustCompile(`(?i)kết quả|(?:được )?cấp (?:giấy|lại)|giấy chứng nhận|quyết định công nhận|trích lục`), regexp.MustCompile(`(?i)kết quả|được cấp`)},
}

// Bounds of what an aspect is told by.
const (
	aspectShare     = 0.40 // of the question's words in the sentence, its lead and the heading
	aspectSentences = 2
	aspectHits      = 6
	aspectEarly     = 24 // bytes into a sentence within which it begins with its aspect
)

// picked is a sentence of a hit.
type picked struct {
	hit  int
	span corpus.Span
	text string
	list []corpus.Span // the items that it leads into
}

// aspectsOf finds the sentences of the hits that speak of each aspect. One that
// speaks of several serves another aspect only where no other sentence does and it
// begins with that aspect.
func (t *turn) aspectsOf(sentences []reading.Sentence) map[string][]picked {
	out := map[string][]picked{}
	used := map[string]bool{}
	for _, a := range aspects {
		var found []reading.Sentence
		for _, s := range sentences {
			if s.Share >= aspectShare && a.words.MatchString(s.Text) && t.sameMatter(s.Passage) {
				found = append(found, s)
			}
		}
		fresh := slices.DeleteFunc(slices.Clone(found), func(s reading.Sentence) bool { return used[place(s)] })
		if len(fresh) == 0 {
			fresh = slices.DeleteFunc(found, func(s reading.Sentence) bool { return !a.begins(s) })
		}
		found = fresh
		slices.SortStableFunc(found, func(x, y reading.Sentence) int {
			switch a, b := a.fit(x), a.fit(y); {
			case a > b:
				return -1
			case a < b:
				return 1
			}
			return 0
		})
		taken := 0
		for _, s := range found {
			if taken == aspectSentences || slices.ContainsFunc(out[a.key], func(p picked) bool { return p.hit == s.Passage && slices.Contains(p.list, s.Span) }) {
				continue
			}
			taken++
			used[place(s)] = true
			p := picked{hit: s.Passage, span: s.Span, text: s.Text}
			if s.Leads {
				for _, o := range sentences {
					if o.Passage == s.Passage && o.Lead == s.Text && o.Span.Start > s.Span.Start && len(p.list) < 12 {
						p.list = append(p.list, o.Span)
					}
				}
			}
			out[a.key] = append(out[a.key], p)
		}
	}
	return out
}

// otherMatter is how many words the heading of a điều may have beside those of
// the question, more than the best hit's: "Thủ tục đăng ký kết hôn" is another
// matter than "khai tử", "Cấp lại Giấy chứng nhận …" another than "Đăng ký …".
const otherMatter = 1

// aspectWords in a heading say which aspect of a matter it treats, not which matter.
var aspectWords = map[string]bool{"trình": true, "tự": true, "thủ": true, "tục": true, "thẩm": true, "quyền": true, "hồ": true, "sơ": true, "giấy": true, "tờ": true,
	"thời": true, "hạn": true, "lệ": true, "phí": true, "mẫu": true, "kết": true, "quả": true, "mức": true, "cơ": true, "quan": true, "nơi": true, "thu": true, "nộp": true, "người": true,
	"trách": true, "nhiệm": true, "và": true, "của": true, "việc": true}

// sameMatter says that a hit speaks of the matter that is asked about, by its
// heading, where the best hit's heading names that matter; a procedure as the
// national base describes it is found by its name.
func (t *turn) sameMatter(hit int) bool {
	words := t.reading.Words
	if hit == 0 || t.hits[hit].Document.Kind == corpus.KindProcedure || !words.Rarest(t.hits[0].Chunk.Heading, aspectWords) {
		return true
	}
	h := &t.hits[hit]
	return t.besides(hit) <= t.besides(0)+otherMatter && words.Rarest(h.Chunk.Heading+"\n"+h.Document.Title+"\n"+h.Chunk.Text, aspectWords)
}

// besides counts the words of a hit's heading that the question has not.
func (t *turn) besides(hit int) int {
	n := 0
	asked := syllables(vitext.Fold(t.text))
	for _, w := range syllables(strings.ToLower(t.hits[hit].Chunk.Heading)) {
		if !aspectWords[w] && !slices.Contains(asked, vitext.Fold(w)) {
			n++
		}
	}
	return n
}

// fit says how well a sentence tells the aspect of what is asked: best when it
// begins with it.
func (a aspect) fit(s reading.Sentence) float64 {
	v := s.Share + s.Prob
	if a.begins(s) {
		v++
	}
	return v
}

// begins says that a sentence begins with the aspect.
func (a aspect) begins(s reading.Sentence) bool {
	m := a.words.FindStringIndex(s.Text)
	return m != nil && m[0] < aspectEarly
}

func place(s reading.Sentence) string { return fmt.Sprint(s.Passage, " ", s.Span.Start) }

// section writes picked sentences as a part of the answer; the citations are
// made or marked for them.
func (t *turn) section(answer *Answer, key, title string, list []picked) Section {
	s := Section{Key: key, Title: title, Citations: []int{}}
	var b strings.Builder
	for i, p := range list {
		n := t.citing(answer, p.hit, append([]corpus.Span{p.span}, p.list...))
		if i > 0 {
			b.WriteString("\n\n")
		}
		h := &t.hits[p.hit]
		fmt.Fprintf(&b, "> %s%s", inLine(h.Chunk.Text, p.span.Start), quotedText(h.Chunk.Text[p.span.Start:p.span.End]))
		for _, item := range p.list {
			fmt.Fprintf(&b, "\n> %s", quotedText(h.Chunk.Text[item.Start:item.End]))
		}
		fmt.Fprintf(&b, " (%s) [%d]", placed(h, p.span), n)
		if !slices.Contains(s.Citations, n) {
			s.Citations = append(s.Citations, n)
		}
	}
	s.Text = b.String()
	return s
}

// quotedText is text for a line of a Markdown quote.
func quotedText(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "*", "∗"), "\n", " ")
}

// citing is the number of the citation of a hit with spans of it marked; a hit
// that is not cited yet is added.
func (t *turn) citing(answer *Answer, hit int, spans []corpus.Span) int {
	for len(t.marks) <= hit {
		t.marks = append(t.marks, nil)
	}
	t.marks[hit] = unite(t.marks[hit], spans)
	for n, at := range t.citedAt {
		if at == hit {
			answer.Citations[n] = t.cite(&t.hits[hit], n+1, t.marks[hit])
			return n + 1
		}
	}
	n := len(answer.Citations) + 1
	answer.Citations = append(answer.Citations, t.cite(&t.hits[hit], n, t.marks[hit]))
	t.cited = append(t.cited, t.hits[hit])
	t.citedAt = append(t.citedAt, hit)
	return n
}

// unite joins spans in order without overlap.
func unite(a, b []corpus.Span) []corpus.Span {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y corpus.Span) int { return x.Start - y.Start })
	var out []corpus.Span
	for _, s := range all {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// markedOf writes the marked sentences of a hit as a quote.
func (t *turn) markedOf(hit int) []picked {
	var out []picked
	if hit < len(t.marks) {
		for _, m := range t.marks[hit] {
			out = append(out, picked{hit: hit, span: m, text: t.hits[hit].Chunk.Text[m.Start:m.End]})
		}
	}
	return out
}
