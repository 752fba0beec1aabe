package cite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Thresholds of how much of a statement's wording the passages must hold.
const (
	supported   = 0.55 // at least this is "đã đối chiếu"
	unsupported = 0.40 // less fails
	looseWords  = 0.70 // less fails too when fewPairs of neighbouring words stand together there
	fewPairs    = 0.30
	// Of a statement with few words of content each one counts more.
	shortContent   = 8
	shortSupported = 0.72
	verbatim       = 0.95 // of the wording, in one piece
	otherMargin    = 0.30 // another passage must be this much better to be the one meant
)

// Check holds an answer against its evidence.
func Check(in Input) Report {
	c := checker{in: in, byNumber: map[int]*passage{}, question: wording.Tokenize(in.Question)}
	for i := range in.Evidence {
		p := prepare(&in.Evidence[i], in.AsOf)
		c.passages = append(c.passages, p)
		if _, twice := c.byNumber[p.Number]; !twice {
			c.byNumber[p.Number] = p
		}
	}
	c.asked = wording.Quantities(in.Question, c.question)
	return c.run()
}

type checker struct {
	in       Input
	passages []*passage
	byNumber map[int]*passage
	question []wording.Token
	asked    []wording.Quantity // numbers of the question
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
	s       sentence
	text    string // of the sentence, marks blanked, same length as the span
	plain   string // text in NFC, for patterns
	tokens  []wording.Token
	quotes  []quotation
	named   []named
	amounts []wording.Quantity
	exact   []corpus.Span // quotations that stand in a cited passage
	refs    [][2]int      // tokens of all references, those to the passage itself too
	cited   []*passage
	align   map[*passage]wording.Alignment
	doubt   bool // something that code cannot judge
	// The statement without its numbers: which tokens are numbers, the passage
	// that says most of the rest, and where; see wording.
	number  []bool
	wordsOf *passage
	wordsAt []int
}

func (c *checker) statement(s sentence) Statement {
	st := Statement{Span: s.span, Text: withoutMarks(c.in.Text[s.span.Start:s.span.End])}
	w := &work{Statement: &st, s: s, align: map[*passage]wording.Alignment{}}
	w.text = markForm.ReplaceAllStringFunc(c.in.Text[s.span.Start:s.span.End], func(m string) string { return strings.Repeat(" ", len(m)) })
	w.plain = norm.NFC.String(w.text)
	w.tokens = wording.Tokenize(w.text)
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
	w.flagQuotes()
	w.named, w.refs = findNamed(w.text, w.tokens)
	w.amounts = wording.Quantities(w.text, w.tokens)
	w.canonicalNumbers()
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
	case w.doubt:
		st.State = Unverified
	case w.coverage() >= supported && (w.content() >= shortContent || w.coverage() >= shortSupported):
		st.State = Checked
	default:
		st.State = Unverified
		w.problem(Problem{Code: Unsupported, Soft: true, Span: s.span, Number: st.Citations[0].Number,
			Detail: fmt.Sprintf("Câu “%s” diễn đạt khác xa căn cứ; hãy đọc căn cứ để đối chiếu.", shorten(st.Text))})
	}
	return st
}

// canonicalNumbers lets a number in words match one in digits: its first word is
// compared as digits, the others are no content.
func (w *work) canonicalNumbers() {
	for _, q := range w.amounts {
		if q.Word || q.Unit == "date" {
			continue
		}
		for i := q.From; i < q.To; i++ {
			t := &w.tokens[i]
			if t.Kind != vitext.Word || wording.UnitNames[t.Key] != "" && i > q.From {
				continue
			}
			if i == q.From {
				t.Key = strconv.FormatFloat(q.Value, 'f', -1, 64)
			} else if _, number := wording.NumberWords[t.Key]; number || t.Key == "mươi" || t.Key == "trăm" || t.Key == "linh" || t.Key == "lẻ" {
				t.Skip = true
			}
		}
	}
}

// flagQuotes marks the tokens at which quotations begin and end.
func (w *work) flagQuotes() {
	for _, q := range w.quotes {
		from, to := tokenRange(w.tokens, corpus.Span{Start: q.span.Start - w.Span.Start, End: q.span.End - w.Span.Start})
		if from < to {
			w.tokens[from].QuoteStart, w.tokens[to-1].QuoteEnd = true, true
		}
	}
}

// flagExact marks the tokens of quotations that stand in a cited passage.
func (w *work) flagExact() {
	for _, q := range w.exact {
		from, to := tokenRange(w.tokens, corpus.Span{Start: q.Start - w.Span.Start, End: q.End - w.Span.Start})
		for i := from; i < to; i++ {
			w.tokens[i].Exact = true
		}
	}
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
		w.align[p] = wording.Align(w.tokens, p.tokens)
	}
	c.checkQuotes(w) // before the others: what stands word for word needs no more
	w.flagExact()
	c.checkReferences(w)
	c.checkForce(w)
	// References that attribute are no content of the passage.
	for _, n := range w.named {
		if n.attribution {
			for i := n.from; i < n.to; i++ {
				w.tokens[i].Skip = true
			}
		}
	}
	skipAttribution(w)
	w.skipForce()
	for _, p := range w.cited {
		w.align[p] = wording.Align(w.tokens, p.tokens)
	}
	c.checkClauses(w)
	c.checkPassage(w)
	c.checkQuantities(w)
	c.checkPolarity(w)
	c.locate(w)
}

// Words that tell where a statement comes from and are no content.
var attributionWords = wording.WordSet(`theo căn cứ quy định tại điều khoản điểm nêu ghi rõ của luật này thì pháp bộ hiện hành như sau do đó vì vậy tức
nghĩa cụ thể ngoài ra tuy nhiên đồng thời tóm lại trả lời ngắn gọn lưu ý`)

// skipAttribution leaves out the words that lead a sentence in.
func skipAttribution(w *work) {
	for i := range w.tokens {
		if !attributionWords[w.tokens[i].Key] && !w.tokens[i].Skip {
			return
		}
		w.tokens[i].Skip = true
	}
}

// shorten cuts a text for a message.
func shorten(s string) string {
	words := strings.Fields(s)
	if len(words) <= 16 {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:16], " ") + " …"
}
