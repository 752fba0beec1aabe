package cite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Thresholds of how much of a statement's wording the passages must hold.
const (
	supported   = 0.55 // at least this is "đã đối chiếu"
	unsupported = 0.30 // less fails
	verbatim    = 0.95 // of the wording, in one piece
	otherMargin = 0.30 // another passage must be this much better to be the one meant
)

// Check holds an answer against its evidence.
func Check(in Input) Report {
	c := checker{in: in, byNumber: map[int]*passage{}, question: tokenize(in.Question)}
	for i := range in.Evidence {
		p := prepare(&in.Evidence[i], in.AsOf)
		c.passages = append(c.passages, p)
		if _, twice := c.byNumber[p.Number]; !twice {
			c.byNumber[p.Number] = p
		}
	}
	c.asked = quantities(in.Question, c.question)
	return c.run()
}

type checker struct {
	in       Input
	passages []*passage
	byNumber map[int]*passage
	question []token
	asked    []quantity // numbers of the question
}

func (c *checker) run() Report {
	var r Report
	used := map[int]bool{}
	for _, s := range split(c.in.Text) {
		st := c.statement(s)
		for _, x := range st.Citations {
			if x.Evidence >= 0 {
				used[x.Number] = true
			}
		}
		r.Statements = append(r.Statements, st)
	}
	for n := range used {
		r.Used = append(r.Used, n)
	}
	slices.Sort(r.Used)
	r.State = worst(r.Statements)
	return r
}

func worst(statements []Statement) State {
	state := State("")
	for _, s := range statements {
		switch {
		case s.State == "":
		case state == "" || s.State == Unverified || s.State == Checked && state == Verbatim:
			state = s.State
		}
		if state == Unverified {
			break
		}
	}
	if state == "" {
		return Unverified
	}
	return state
}

// work is what is known of one statement while it is checked.
type work struct {
	*Statement
	s      sentence
	text   string // of the sentence, marks blanked, same length as the span
	tokens []token
	quotes []quotation
	named  []named
	cited  []*passage
	align  map[*passage]alignment
}

func (c *checker) statement(s sentence) Statement {
	st := Statement{Span: s.span, Text: withoutMarks(c.in.Text[s.span.Start:s.span.End])}
	w := &work{Statement: &st, s: s, align: map[*passage]alignment{}}
	w.text = markForm.ReplaceAllStringFunc(c.in.Text[s.span.Start:s.span.End], func(m string) string { return strings.Repeat(" ", len(m)) })
	w.tokens = tokenize(w.text)
	marks := s.marks
	if len(marks) == 0 {
		marks = s.inherited
	}
	seen := map[int]bool{}
	for _, m := range marks {
		for _, n := range m.numbers {
			if seen[n] {
				continue
			}
			seen[n] = true
			cit := Citation{Number: n, Span: m.span, Evidence: -1}
			if p := c.byNumber[n]; p != nil {
				cit.Evidence = slices.Index(c.passages, p)
				cit.Status = p.status
				w.cited = append(w.cited, p)
			}
			st.Citations = append(st.Citations, cit)
		}
	}
	if s.heading && len(st.Citations) == 0 {
		return st
	}
	w.quotes = findQuotes(c.in.Text, s.span)
	w.named = findNamed(w.text, w.tokens)
	st.Law = c.statesLaw(w)
	if len(st.Citations) == 0 {
		if st.Law {
			w.problem(Problem{Code: NoCitation, Span: s.span, Detail: fmt.Sprintf("Câu “%s” nói về quy định nhưng không ghi số căn cứ.", shorten(st.Text))})
			st.State = Unverified
		}
		return st
	}
	for _, x := range st.Citations {
		if x.Evidence < 0 {
			w.problem(Problem{Code: UnknownNumber, Number: x.Number, Words: c.in.Text[x.Span.Start:x.Span.End], Span: x.Span,
				Detail: fmt.Sprintf("Số căn cứ [%d] không có trong danh sách; chỉ có %s.", x.Number, c.numbers())})
		}
	}
	if len(w.cited) > 0 {
		c.checkCited(w)
	}
	switch {
	case st.Failed():
		st.State = Unverified
	case w.isVerbatim():
		st.State = Verbatim
	case w.coverage() >= supported:
		st.State = Checked
	default:
		st.State = Unverified
		w.problem(Problem{Code: Unsupported, Soft: true, Span: s.span, Number: st.Citations[0].Number,
			Detail: fmt.Sprintf("Câu “%s” diễn đạt khác xa căn cứ; hãy đọc căn cứ để đối chiếu.", shorten(st.Text))})
	}
	return st
}

func (w *work) problem(p Problem) {
	w.Problems = append(w.Problems, p)
}

// at turns tokens of the statement into a span of the answer.
func (w *work) at(from, to int) corpus.Span {
	if from >= to || to > len(w.tokens) {
		return w.Span
	}
	return corpus.Span{Start: w.Span.Start + w.tokens[from].Start, End: w.Span.Start + w.tokens[to-1].End}
}

func (c *checker) numbers() string {
	var n []string
	for _, p := range c.passages {
		n = append(n, fmt.Sprintf("[%d]", p.Number))
	}
	if len(n) == 0 {
		return "không có căn cứ nào"
	}
	return strings.Join(n, ", ")
}

func (c *checker) checkCited(w *work) {
	for _, p := range w.cited {
		w.align[p] = align(w.tokens, p.tokens)
	}
	c.checkReferences(w)
	c.checkQuotes(w)
	c.checkForce(w)
	// References that attribute are no content of the passage.
	for _, n := range w.named {
		if n.attribution {
			for i := n.from; i < n.to; i++ {
				w.tokens[i].skip = true
			}
		}
	}
	skipAttribution(w)
	for _, p := range w.cited {
		w.align[p] = align(w.tokens, p.tokens)
	}
	c.checkPassage(w)
	c.checkQuantities(w)
	c.checkPolarity(w)
	c.locate(w)
}

// Words that tell where a statement comes from and are no content.
var attributionWords = wordSet(`theo căn cứ quy định tại điều khoản điểm nêu ghi rõ của luật này thì pháp bộ hiện hành như sau do đó vì vậy tức
nghĩa cụ thể ngoài ra tuy nhiên đồng thời tóm lại trả lời ngắn gọn lưu ý`)

// skipAttribution leaves out the words that lead a sentence in.
func skipAttribution(w *work) {
	for i := range w.tokens {
		if !attributionWords[w.tokens[i].key] && !w.tokens[i].skip {
			return
		}
		w.tokens[i].skip = true
	}
}

func (c *checker) checkReferences(w *work) {
	for i := range w.named {
		n := &w.named[i]
		covered := slices.IndexFunc(w.cited, n.covers)
		if covered >= 0 {
			n.attribution = !slices.ContainsFunc(w.cited, func(p *passage) bool { return n.asContent(w.align[p], c.leads(w, n)) })
			c.checkUnits(w, n)
			continue
		}
		if slices.ContainsFunc(w.cited, func(p *passage) bool { return n.asContent(w.align[p], c.leads(w, n)) }) {
			continue
		}
		first := c.leads(w, n)
		if !first && !n.closes(w) && slices.ContainsFunc(w.cited, func(p *passage) bool { return n.textHas(p, w.tokens) }) {
			continue
		}
		n.attribution = true
		if c.askedFor(n) && denies(w.text) {
			continue
		}
		number := w.cited[0].Number
		inDocument := slices.IndexFunc(w.cited, n.ofDocument)
		other := slices.IndexFunc(c.passages, n.covers)
		p := Problem{Code: WrongReference, Number: number, Words: n.words, Span: w.at(n.from, n.to)}
		switch {
		case inDocument >= 0 && other >= 0:
			p.Detail = fmt.Sprintf("“%s” không phải căn cứ [%d] (%s); “%s” là căn cứ [%d].", n.words, number, w.cited[0].label(), n.words, c.passages[other].Number)
		case inDocument >= 0:
			p.Detail = fmt.Sprintf("“%s” không khớp với căn cứ [%d], là %s.", n.words, number, w.cited[inDocument].label())
		case other >= 0:
			p.Detail = fmt.Sprintf("“%s” là căn cứ [%d], không phải [%d] (%s).", n.words, c.passages[other].Number, number, w.cited[0].label())
		case slices.ContainsFunc(c.passages, n.ofDocument):
			p.Detail = fmt.Sprintf("“%s” không khớp với căn cứ [%d], là %s.", n.words, number, w.cited[0].label())
		default:
			p.Code = UnknownDocument
			p.Detail = fmt.Sprintf("“%s” không có trong các căn cứ; căn cứ [%d] là %s.", n.words, number, w.cited[0].label())
		}
		w.problem(p)
	}
}

// leads says that the reference stands at the head of the sentence, before any
// content of its own.
func (c *checker) leads(w *work, n *named) bool {
	for i := range n.from {
		if !attributionWords[w.tokens[i].key] {
			return false
		}
	}
	return true
}

// closes says that the reference is the last thing of the sentence or stands
// alone in brackets, as an attribution does.
func (n *named) closes(w *work) bool {
	before := strings.TrimRight(w.text[:n.Span.Start], " ")
	after := strings.TrimLeft(w.text[n.Span.End:], " ")
	if strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")") {
		return true
	}
	return strings.Trim(after, " .;,*_)") == ""
}

// askedFor says that the question names the same.
func (c *checker) askedFor(n *named) bool {
	for _, q := range findNamed(c.in.Question, c.question) {
		if len(n.articles) > 0 && len(q.articles) > 0 && !slices.ContainsFunc(n.articles, func(a string) bool { return slices.Contains(q.articles, a) }) {
			continue
		}
		if n.Document.IsZero() || q.Document.IsZero() || n.Document.Name != "" && strings.EqualFold(n.Document.Name, q.Document.Name) || n.Document.Key != "" && n.Document.Key == q.Document.Key {
			return true
		}
	}
	return false
}

var denial = regexp.MustCompile(`(?i)không có (?:điều|khoản|điểm|trong|quy định)|không tồn tại|không tìm thấy|không thấy|không quy định|không phải|chỉ có \d+ điều|không nói|chưa có trong`)

func denies(text string) bool { return denial.MatchString(text) }

// checkUnits holds the khoản and điểm named against those of the điều.
func (c *checker) checkUnits(w *work, n *named) {
	if !n.attribution {
		return
	}
	for _, u := range n.units {
		article, unit, _ := strings.Cut(u, " ")
		ok, any := false, false
		var of *passage
		for _, p := range w.cited {
			if p.article != article || !n.ofDocument(p) {
				continue
			}
			any, of = true, p
			ok = ok || p.hasUnit(unit)
		}
		if any && !ok {
			w.problem(Problem{Code: WrongReference, Number: of.Number, Words: n.words, Span: w.at(n.from, n.to),
				Detail: fmt.Sprintf("%s không có %s.", of.label(), corpus.PathLabel("d0/" + unit)[:max(0, len(corpus.PathLabel("d0/"+unit))-len(" Điều 0"))])})
		}
	}
}

func (c *checker) checkQuotes(w *work) {
	for _, q := range w.quotes {
		if slices.ContainsFunc(w.cited, func(p *passage) bool { _, ok := q.in(p); return ok }) {
			continue
		}
		if q.words <= shortQuote && c.knows(q) {
			continue
		}
		words := c.in.Text[q.span.Start:q.span.End]
		p := Problem{Code: Misquoted, Number: w.cited[0].Number, Words: words, Span: q.span}
		if other := slices.IndexFunc(c.passages, func(o *passage) bool { _, ok := q.in(o); return ok }); other >= 0 {
			p.Code = WrongPassage
			p.Detail = fmt.Sprintf("Đoạn trong ngoặc kép “%s” nằm ở căn cứ [%d], không phải [%d].", shorten(words), c.passages[other].Number, p.Number)
		} else {
			p.Detail = fmt.Sprintf("Đoạn trong ngoặc kép “%s” không đúng nguyên văn căn cứ [%d].", shorten(words), p.Number)
			for _, of := range w.cited {
				if theirs, ours := q.difference(of); theirs != "" || ours != "" {
					p.Detail += fmt.Sprintf(" Căn cứ ghi “%s” chứ không phải “%s”.", theirs, ours)
					break
				}
			}
		}
		w.problem(p)
	}
}

// knows says that a short quotation, a term or a name, comes from something
// that the reader sees: any passage, a title, the question.
func (c *checker) knows(q quotation) bool {
	if _, ok := q.quotedIn(c.question); ok {
		return true
	}
	for _, p := range c.passages {
		if _, ok := q.in(p); ok {
			return true
		}
		if _, ok := q.quotedIn(tokenize(p.Title)); ok {
			return true
		}
	}
	return false
}

// Words by which an answer itself says that a text is not in force.
var (
	saysExpired = regexp.MustCompile(`(?i)hết hiệu lực|không còn hiệu lực|bãi bỏ|trước đây|quy định cũ|luật cũ|được thay thế|thay thế bởi|đã sửa đổi|tạm ngưng|ngưng hiệu lực|tạm thay|không còn áp dụng`)
	saysPending = regexp.MustCompile(`(?i)chưa có hiệu lực|sẽ có hiệu lực|bắt đầu có hiệu lực|có hiệu lực (?:kể )?từ|áp dụng từ|sắp tới|chưa áp dụng`)
)

func (c *checker) checkForce(w *work) {
	if c.in.AsOf == 0 || c.in.Past {
		return
	}
	for _, p := range w.cited {
		switch p.status {
		case corpus.StatusExpired, corpus.StatusSuspended, corpus.StatusStoodIn:
			if saysExpired.MatchString(w.text) {
				continue
			}
			w.problem(Problem{Code: NotInForce, Number: p.Number, Span: w.Span,
				Detail: fmt.Sprintf("Căn cứ [%d] (%s) %s tại ngày %s%s.", p.Number, p.label(), p.status.Name(), c.in.AsOf.VN(), until(p.Interval))})
		case corpus.StatusPending:
			if saysPending.MatchString(w.text) {
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

// support is how much of the statement a passage holds.
func support(w *work, p *passage) float64 {
	a, ok := w.align[p]
	if !ok {
		a = align(w.tokens, p.tokens)
		w.align[p] = a
	}
	return max(a.coverage, 0.8*bag(w.tokens, p.counts))
}

// coverage is how much of the statement the cited passages hold together.
func (w *work) coverage() float64 {
	var total, got float64
	for i, t := range w.tokens {
		x := weight(t)
		total += x
		for _, p := range w.cited {
			if w.align[p].of[i] >= 0 {
				got += x
				break
			}
		}
	}
	together := map[string]int{}
	for _, p := range w.cited {
		for k, n := range p.counts {
			together[k] += n
		}
	}
	if total == 0 {
		return 1 // nothing but attribution: "Điều 25 Bộ luật Lao động quy định như sau:"
	}
	return max(got/total, 0.8*bag(w.tokens, together))
}

// checkPassage says whether the cited passages support the statement, or
// another one is meant.
func (c *checker) checkPassage(w *work) {
	content := 0
	for _, t := range w.tokens {
		if weight(t) >= contentWeight {
			content++
		}
	}
	if content < 3 {
		return
	}
	have := w.coverage()
	for _, p := range c.passages {
		if slices.Contains(w.cited, p) {
			continue
		}
		if s := support(w, p); s >= supported && s >= have+otherMargin {
			w.problem(Problem{Code: WrongPassage, Number: w.cited[0].Number, Span: w.Span,
				Detail: fmt.Sprintf("Nội dung câu “%s” nằm ở căn cứ [%d] (%s), không phải [%d].", shorten(w.Text), p.Number, p.label(), w.cited[0].Number)})
			return
		}
	}
	if have < unsupported && !denies(w.text) {
		w.problem(Problem{Code: Unsupported, Number: w.cited[0].Number, Span: w.Span,
			Detail: fmt.Sprintf("Căn cứ [%d] (%s) không nói điều nêu trong câu “%s”.", w.cited[0].Number, w.cited[0].label(), shorten(w.Text))})
	}
}

func (c *checker) checkQuantities(w *work) {
	for _, q := range quantities(w.text, w.tokens) {
		if q.word || w.inNamed(q) {
			continue
		}
		words := w.text[q.span.Start:q.span.End]
		// What the passage has at the same place counts more than what it has
		// anywhere.
		if theirs, ok := w.insteadOf(q); ok {
			w.problem(Problem{Code: WrongQuantity, Number: w.cited[0].Number, Words: words, Span: w.at(q.from, q.to),
				Detail: fmt.Sprintf("“%s” không khớp căn cứ [%d]; căn cứ ghi “%s”.", words, w.cited[0].Number, theirs)})
			continue
		}
		if c.hasQuantity(w.cited, q) || slices.ContainsFunc(c.asked, q.same) {
			continue
		}
		p := Problem{Code: WrongQuantity, Number: w.cited[0].Number, Words: words, Span: w.at(q.from, q.to),
			Detail: fmt.Sprintf("“%s” không có trong căn cứ [%d].", words, w.cited[0].Number)}
		for _, o := range c.passages {
			if c.hasQuantity([]*passage{o}, q) {
				p.Detail = fmt.Sprintf("“%s” không có trong căn cứ [%d] mà có trong [%d].", words, w.cited[0].Number, o.Number)
				break
			}
		}
		w.problem(p)
	}
}

// inNamed says that the number belongs to a reference.
func (w *work) inNamed(q quantity) bool {
	return slices.ContainsFunc(w.named, func(n named) bool { return q.from < n.to && n.from < q.to })
}

func (c *checker) hasQuantity(passages []*passage, q quantity) bool {
	for _, p := range passages {
		if slices.ContainsFunc(p.quantities, q.same) {
			return true
		}
		if q.unit == "date" {
			for _, d := range []corpus.Date{p.Interval.From, p.Interval.To, c.in.AsOf} {
				if d != 0 && q.same(quantity{value: float64(d), unit: "date"}) {
					return true
				}
			}
		}
		if q.unit == "" && p.counts[fmt.Sprint(q.value)] > 0 {
			return true
		}
	}
	// The year of a date that is known.
	if q.unit == "" && q.value == float64(c.in.AsOf.Year()) {
		return true
	}
	return false
}

// insteadOf gives the quantity that the passage has where the statement has q,
// when it is another one of the same unit. Where the passage has q elsewhere,
// the words on both sides must agree, or many before it.
func (w *work) insteadOf(q quantity) (string, bool) {
	for _, p := range w.cited {
		a := w.align[p]
		if a.of[q.from] >= 0 {
			continue // stands there as it is
		}
		left, right := 0, 0
		for i := q.from - 1; i >= 0 && a.of[i] >= 0 && (i == q.from-1 || a.of[i] == a.of[i+1]-1); i-- {
			left++
		}
		for i := q.to; i < len(a.of) && a.of[i] >= 0 && (i == q.to || a.of[i] == a.of[i-1]+1); i++ {
			right++
		}
		if left == 0 {
			continue
		}
		from := a.of[q.from-1] + 1
		for _, o := range p.quantities {
			if o.from < from || o.from > from+1 || o.unit != q.unit || o.word || o.same(q) {
				continue
			}
			elsewhere := slices.ContainsFunc(p.quantities, q.same)
			if elsewhere && !(left >= 2 && right >= 2) && left < 5 {
				continue
			}
			return p.Text[o.span.Start:o.span.End], true
		}
	}
	return "", false
}

func (c *checker) checkPolarity(w *work) {
	// A place is wrong only if no cited passage has it right.
	var found []flip
	for i, p := range w.cited {
		f := flips(w.tokens, p.tokens, w.align[p])
		if len(f) == 0 && support(w, p) >= supported {
			return
		}
		if i == 0 || len(found) == 0 {
			found = f
		}
	}
	for _, f := range found {
		ours, theirs := f.ours, f.theirs
		detail := fmt.Sprintf("Căn cứ [%d] ghi “%s” ở chỗ câu trả lời viết “%s”.", w.cited[0].Number, theirs, ours)
		switch {
		case theirs == "":
			detail = fmt.Sprintf("Chữ “%s” không có trong căn cứ [%d] và làm ngược nghĩa.", ours, w.cited[0].Number)
		case ours == "":
			detail = fmt.Sprintf("Thiếu chữ “%s” của căn cứ [%d] nên ngược nghĩa.", theirs, w.cited[0].Number)
		}
		w.problem(Problem{Code: Polarity, Number: w.cited[0].Number, Words: ours, Span: w.at(f.s[0], f.s[1]), Detail: detail})
	}
}

// locate fills in where in the passages the statement is supported.
func (c *checker) locate(w *work) {
	for i := range w.Citations {
		x := &w.Citations[i]
		if x.Evidence < 0 {
			continue
		}
		p := c.passages[x.Evidence]
		a := w.align[p]
		if len(a.pairs) == 0 {
			continue
		}
		lo, hi := len(p.tokens), 0
		for _, r := range a.runs() {
			if r.n >= 2 {
				lo, hi = min(lo, r.p), max(hi, r.p+r.n-1)
			}
		}
		if lo > hi {
			continue
		}
		x.Support = corpus.Span{Start: p.tokens[lo].Start, End: p.tokens[hi].End}
		x.Path = p.Path
		size := len(p.Text) + 1
		for _, u := range p.units {
			if u.Start <= x.Support.Start && x.Support.End <= u.End && u.End-u.Start < size {
				x.Path, size = u.Path, u.End-u.Start
			}
		}
	}
}

// isVerbatim says that the statement is told in the passage's own words: its
// quotations make up most of it and stand there, or all of it does in one
// piece.
func (w *work) isVerbatim() bool {
	quoted := 0
	for _, q := range w.quotes {
		if q.words > shortQuote {
			quoted += q.words
		}
	}
	content := 0
	for _, t := range w.tokens {
		if !t.skip {
			content++
		}
	}
	if quoted > 0 && 2*quoted >= content {
		return true
	}
	for _, p := range w.cited {
		a := w.align[p]
		if content >= 4 && a.coverage >= verbatim && float64(a.longest) >= verbatim*float64(content) {
			return true
		}
	}
	return false
}

// shorten cuts a text for a message.
func shorten(s string) string {
	words := strings.Fields(s)
	if len(words) <= 16 {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:16], " ") + " …"
}
