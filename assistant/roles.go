package assistant

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// procedural says that a question is about how a thing is done.
var procedural = regexp.MustCompile(`(?i)thủ tục|hồ sơ|đăng ký|xin (?:cấp|phép)|cấp (?:giấy|lại|đổi)|làm (?:giấy|lại|thế nào|như thế nào)|nộp|khai|giấy tờ|khiếu nại|khởi kiện|tố cáo|trình tự`)

// sections writes the parts of an extractive answer by the reader's role.
func (t *turn) sections(ctx context.Context, answer *Answer) error {
	switch t.question.Role {
	case Judge:
		return t.judgeSections(ctx, answer)
	case Drafter:
		return t.drafterSections(ctx, answer)
	case Official:
		return t.officialSections(ctx, answer)
	}
	return t.citizenSections(ctx, answer)
}

// basis quotes what answers, the whole first citation where nothing is marked.
func (t *turn) basis(answer *Answer) Section {
	var b strings.Builder
	s := Section{Key: "basis", Title: "Căn cứ", Citations: []int{}}
	for i := range answer.Citations {
		c := &answer.Citations[i]
		if c.Role != string(retrieval.RoleAnswer) {
			continue
		}
		lead := "\n\nXem thêm"
		if i == 0 {
			lead = "Theo"
		}
		fmt.Fprintf(&b, "%s %s, %s (%s) [%d]", lead, title(*c), name(*c), effect(*c), c.Number)
		switch {
		case len(c.Marks) > 0:
			b.WriteString(":\n\n" + t.quoted(i))
		case i == 0:
			fmt.Fprintf(&b, ":\n\n> %s", strings.ReplaceAll(c.Quote, "\n", "\n> "))
		default:
			b.WriteString(".")
		}
		s.Citations = append(s.Citations, c.Number)
	}
	s.Text = b.String()
	return s
}

// quoted quotes the marked sentences of a citation.
func (t *turn) quoted(citation int) string {
	if at := t.citedAt[citation]; at >= 0 && at < len(t.marks) && len(t.marks[at]) > 0 {
		return quoteLines(&t.hits[at].Chunk, t.marks[at], true)
	}
	return "> " + quotedText(t.cited[citation].Chunk.Text)
}

// citizenSections: the basis, what to do where the question is about doing
// something, what is not told, whom to ask.
func (t *turn) citizenSections(ctx context.Context, answer *Answer) error {
	answer.Sections = append(answer.Sections, t.basis(answer))
	if !procedural.MatchString(t.asked) {
		return nil
	}
	found, err := t.allAspects(ctx)
	if err != nil {
		return err
	}
	var todo []string
	todoSection := Section{Key: "to_do", Title: "Việc cần làm", Citations: []int{}}
	var open []string
	for _, a := range aspects {
		if a.key == "result" {
			continue
		}
		if len(found[a.key]) > 0 {
			part := t.section(answer, a.key, a.title, found[a.key][:1])
			todo = append(todo, a.title+":\n"+part.Text)
			todoSection.Citations = append(todoSection.Citations, part.Citations...)
		} else if a.asked.MatchString(t.asked) {
			open = append(open, strings.ToLower(a.title))
		}
	}
	if len(todo) > 0 {
		todoSection.Text = strings.Join(todo, "\n\n")
		answer.Sections = append(answer.Sections, todoSection)
	}
	if len(open) > 0 {
		answer.Sections = append(answer.Sections, Section{Key: "open", Title: "Chưa nói tới", Citations: []int{}, Unknown: true,
			Text: "Các văn bản tìm được không nói về: " + strings.Join(open, ", ") + ". Bạn nên hỏi nơi tiếp nhận trước khi làm."})
	}
	return nil
}

// officialSections: every aspect of the task with its basis, "chưa rõ" where the
// store does not say.
func (t *turn) officialSections(ctx context.Context, answer *Answer) error {
	answer.Sections = append(answer.Sections, t.basis(answer))
	found, err := t.allAspects(ctx)
	if err != nil {
		return err
	}
	for _, a := range aspects {
		asked := a.asked.MatchString(t.asked)
		if len(found[a.key]) == 0 {
			// Who is competent is said to be unclear whether it was asked or not: the
			// duty of an official's answer.
			// What the first provision is about by its name, the basis has told.
			if (asked || a.key == "authority") && !a.words.MatchString(t.hits[0].Chunk.Heading) {
				answer.Sections = append(answer.Sections, Section{Key: a.key, Title: a.title, Text: "Chưa rõ: các quy định tìm được trong kho không nói riêng về việc này.", Citations: []int{}, Unknown: true})
			}
			continue
		}
		s := t.section(answer, a.key, a.title, found[a.key])
		if a.key == "authority" {
			s.Text += "\n\nThẩm quyền có thể đã được chuyển bằng văn bản phân quyền, phân cấp hoặc văn bản của địa phương; kho " + t.transfers() + "."
		}
		answer.Sections = append(answer.Sections, s)
	}
	return nil
}

var transferWords = regexp.MustCompile(`(?i)phân quyền|phân cấp|ủy quyền|phân định thẩm quyền`)

// transfers tells which of the hits move authority.
func (t *turn) transfers() string {
	var names []string
	for i := range t.hits {
		if h := &t.hits[i]; transferWords.MatchString(h.Document.Title) && !slices.Contains(names, documentName(&h.Document)) {
			names = append(names, documentName(&h.Document))
		}
	}
	if len(names) == 0 {
		return "chưa thấy văn bản nào như vậy về việc này, nên cơ quan đang có thẩm quyền là chưa rõ"
	}
	return "có " + strings.Join(names, "; ")
}

// allAspects reads more hits than were read for the answer and finds the
// sentences on each aspect.
func (t *turn) allAspects(ctx context.Context) (map[string][]picked, error) {
	r, err := t.readMore(ctx, aspectHits)
	if err != nil {
		return nil, err
	}
	return t.aspectsOf(r.Each()), nil
}

// proceduralLaw is a text on how courts and parties proceed.
var proceduralLaw = regexp.MustCompile(`(?i)tố tụng|thi hành án|trọng tài|hòa giải, đối thoại|thủ tục`)

// judgeSections: situation → issues → law chosen → án lệ and judgments → doubts.
// It never says who wins.
func (t *turn) judgeSections(ctx context.Context, answer *Answer) error {
	add := func(s Section) {
		if s.Citations == nil {
			s.Citations = []int{}
		}
		if s.Text != "" {
			answer.Sections = append(answer.Sections, s)
		}
	}
	add(Section{Key: "situation", Title: "Tình huống", Text: fmt.Sprintf("%s\n\n%s", t.asked, t.read.AsOfReason)})
	issues := t.read.Parts
	if len(issues) == 0 {
		issues = []string{t.asked}
	}
	var list []string
	for i, part := range issues {
		list = append(list, fmt.Sprintf("%d. %s", i+1, part))
	}
	add(Section{Key: "issues", Title: "Vấn đề pháp lý", Text: strings.Join(list, "\n")})
	if err := t.chooseLaw(ctx, answer); err != nil {
		return err
	}
	var substance, procedure []int
	var cases []picked
	for i := range t.hits {
		h := &t.hits[i]
		marks := t.markedOf(i)
		switch {
		case h.Document.Kind == corpus.KindPrecedent || h.Document.Kind == corpus.KindJudgment:
			if len(marks) == 0 && len(cases) < 3 && i < aspectHits {
				marks = t.firstSentence(i)
			}
			cases = append(cases, marks...)
		case len(marks) == 0:
		case proceduralLaw.MatchString(h.Document.Title):
			procedure = append(procedure, i)
		default:
			substance = append(substance, i)
		}
	}
	add(t.provisions(answer, "substance", "Pháp luật nội dung", substance))
	add(t.provisions(answer, "procedure", "Pháp luật tố tụng", procedure))
	add(t.section(answer, "precedents", "Án lệ và bản án tương tự", cases))
	answer.Choice.Doubts = append(answer.Choice.Doubts, t.doubts(answer)...)
	if len(answer.Choice.Doubts) > 0 {
		add(Section{Key: "doubts", Title: "Điểm còn nghi vấn", Text: "- " + strings.Join(answer.Choice.Doubts, "\n- ")})
	}
	return nil
}

// provisions quotes the marked sentences of hits, each with its full place and
// effect in front.
func (t *turn) provisions(answer *Answer, key, title string, hits []int) Section {
	s := Section{Key: key, Title: title, Citations: []int{}}
	var parts []string
	for _, hit := range hits {
		n := t.citing(answer, hit, nil)
		c := answer.Citations[n-1]
		parts = append(parts, fmt.Sprintf("%s, %s (%s) [%d]:\n\n%s", titled(c), name(c), effect(c), n, quoteLines(&t.hits[hit].Chunk, t.marks[hit], false)))
		s.Citations = append(s.Citations, n)
	}
	s.Text = strings.Join(parts, "\n\n")
	return s
}

// firstSentence is the first sentence of a hit that is no label line.
func (t *turn) firstSentence(hit int) []picked {
	text := t.hits[hit].Chunk.Text
	for line := range strings.SplitSeq(text, "\n") {
		if len(strings.Fields(line)) >= 8 {
			at := strings.Index(text, line)
			end := at + len(line)
			if i := strings.Index(line, ". "); i > 60 {
				end = at + i + 1
			}
			return []picked{{hit: hit, span: corpus.Span{Start: at, End: end}, text: text[at:end]}}
		}
	}
	return nil
}

// doubts are what facts and texts leave open.
func (t *turn) doubts(answer *Answer) []string {
	out := []string{}
	for _, c := range answer.Corrections {
		out = append(out, c.Text)
	}
	for _, c := range answer.Citations {
		if c.Status == corpus.StatusUnknown {
			out = append(out, fmt.Sprintf("Chưa rõ hiệu lực của %s, %s [%d].", c.Label, name(c), c.Number))
		}
	}
	if t.read.AsOfFrom == AsOfToday {
		out = append(out, "Câu hỏi không nêu ngày xảy ra sự việc; pháp luật nội dung phải xét theo ngày đó.")
	}
	if answer.Certainty == Low {
		out = append(out, "Các quy định tìm được có thể không đúng với tình tiết; cần tìm thêm căn cứ.")
	}
	return out
}

// versioner gives all versions of a điều; retrieval.Index is one.
type versioner interface {
	Articles(ctx context.Context, document, path string) ([]corpus.Chunk, error)
}

// drafterSections: what law says by rank, over time, where it differs, its terms.
func (t *turn) drafterSections(ctx context.Context, answer *Answer) error {
	order := make([]int, 0, len(t.hits))
	for i := range t.hits {
		if len(t.markedOf(i)) > 0 {
			order = append(order, i)
		}
	}
	rank := func(i int) int {
		d := &t.hits[i].Document
		if d.Rank != 0 {
			return d.Rank
		}
		if r := d.Kind.Rank(); r != 0 {
			return r
		}
		return 99
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	s := t.provisions(answer, "current", "Quy định hiện hành", order)
	if s.Text != "" {
		answer.Sections = append(answer.Sections, s)
	}
	if v, ok := t.terms.(versioner); ok {
		changes, err := t.changes(ctx, v, answer)
		if err != nil {
			return err
		}
		if changes.Text != "" {
			answer.Sections = append(answer.Sections, changes)
		}
	}
	if s := t.differences(answer, order); s.Text != "" {
		answer.Sections = append(answer.Sections, s)
	}
	var terms []string
	section := Section{Key: "terms", Title: "Thuật ngữ", Citations: []int{}}
	for _, c := range answer.Citations {
		if c.Role == string(retrieval.RoleDefinition) {
			terms = append(terms, fmt.Sprintf("> %s [%d]", quotedText(c.Quote), c.Number))
			section.Citations = append(section.Citations, c.Number)
		}
	}
	if section.Text = strings.Join(terms, "\n\n"); section.Text != "" {
		answer.Sections = append(answer.Sections, section)
	}
	return nil
}

// changes lists the versions of the cited điều over time.
func (t *turn) changes(ctx context.Context, v versioner, answer *Answer) (Section, error) {
	s := Section{Key: "history", Title: "Quá trình thay đổi", Citations: []int{}}
	var lines []string
	for n := range t.cited {
		h := &t.cited[n]
		versions, err := v.Articles(ctx, h.Chunk.Document, h.Chunk.Path)
		if err != nil {
			return s, fmt.Errorf("assistant: versions of %s: %w", h.Chunk.Path, err)
		}
		slices.SortStableFunc(versions, func(a, b corpus.Chunk) int { return int(a.From) - int(b.From) })
		var spans []string
		for _, c := range versions {
			if c.Window > 0 {
				continue
			}
			line := c.Interval.VN()
			if c.From == 0 {
				line = strings.TrimSpace("từ chưa rõ " + line)
			}
			if c.From == h.Chunk.From {
				line += " (bản đang dẫn)"
			}
			spans = append(spans, line)
		}
		if len(spans) > 1 {
			lines = append(lines, fmt.Sprintf("- %s, %s có %d bản: %s [%d]", corpus.PathLabel(h.Chunk.Path), documentName(&h.Document), len(spans), strings.Join(spans, "; "), n+1))
			s.Citations = append(s.Citations, n+1)
		}
	}
	s.Text = strings.Join(lines, "\n")
	return s, nil
}

// differences names the numbers of one unit in which the marked sentences of two
// provisions differ.
func (t *turn) differences(answer *Answer, order []int) Section {
	s := Section{Key: "differences", Title: "Chỗ khác nhau", Citations: []int{}}
	type amount struct {
		number int
		words  string
		q      wording.Quantity
	}
	byUnit := map[string][]amount{}
	var units []string
	for _, hit := range order {
		for _, p := range t.markedOf(hit) {
			tokens := wording.Tokenize(p.text)
			wording.MarkLabels(p.text, tokens)
			for _, q := range wording.Quantities(p.text, tokens) {
				if q.Unit == "" || q.Unit == "date" || q.Word {
					continue
				}
				if byUnit[q.Unit] == nil {
					units = append(units, q.Unit)
				}
				byUnit[q.Unit] = append(byUnit[q.Unit], amount{t.citing(answer, hit, nil), p.text[q.Span.Start:q.Span.End], q})
			}
		}
	}
	var lines []string
	for _, u := range units {
		for i, a := range byUnit[u] {
			for _, b := range byUnit[u][i+1:] {
				if a.number != b.number && !a.q.Same(b.q) && len(lines) < 4 {
					lines = append(lines, fmt.Sprintf("- %s [%d] và %s [%d]: khác nhau về con số, cần xem có cùng một việc không.", a.words, a.number, b.words, b.number))
				}
			}
		}
	}
	s.Text = strings.Join(lines, "\n")
	return s
}
