package assistant

import (
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// quoteLines writes the marked spans of a điều as the lines of a Markdown quote, as
// a lawyer would quote them: the line that leads into a khoản or a list stands
// before what is quoted of it, "…" stands where text is left out, and what stands on
// one line of the text stays on one. Marked words are bold where bold is set. It
// returns "" for no marks.
func quoteLines(c *corpus.Chunk, marks []corpus.Span, bold bool) string {
	marks = withoutHeading(c, marks)
	var lines []string
	end := -1 // of what is written so far
	var add func(from, to int, strong bool)
	add = func(from, to int, strong bool) {
		if i := strings.IndexByte(c.Text[from:to], '\n'); i > 0 {
			add(from, from+i, strong)
			add(from+i+1, to, strong)
			return
		}
		text := quotedText(strings.TrimSpace(c.Text[from:to]))
		if text == "" {
			return
		}
		if strong {
			text = "**" + text + "**"
		}
		switch {
		case end >= 0 && strings.TrimSpace(c.Text[end:from]) == "" && !strings.Contains(c.Text[end:from], "\n"):
			lines[len(lines)-1] += " " + text
		case end >= 0 && strings.TrimSpace(c.Text[end:from]) != "":
			if strings.LastIndexByte(c.Text[:from], '\n') < end { // left out within the line
				lines[len(lines)-1] += " " + leftOut + " " + text
				break
			}
			if lead := inLine(c.Text, from); lead != "" {
				lines = append(lines, lead+text)
				break
			}
			lines = append(lines, leftOut, text)
		default:
			lines = append(lines, inLine(c.Text, from)+text)
		}
		end = to
	}
	for i, m := range marks {
		for _, lead := range leadsOf(c, m) {
			if lead.Start >= end && !slices.ContainsFunc(marks[i:], func(o corpus.Span) bool { return o.Start < lead.End && lead.Start < o.End }) {
				add(lead.Start, lead.End, false)
			}
		}
		if m.Start >= end {
			add(m.Start, m.End, bold)
		}
	}
	return "> " + strings.Join(lines, "\n> ")
}

// inLine is "… " for a place within a line of the text, of which the words before
// are left out.
func inLine(text string, at int) string {
	if strings.TrimSpace(text[strings.LastIndexByte(text[:at], '\n')+1:at]) != "" {
		return leftOut + " "
	}
	return ""
}

// leadsOf are the lines that lead from the khoản that holds a span down to it,
// outermost first: of "c) …" in "2. Hồ sơ gồm:" the line of the khoản.
func leadsOf(c *corpus.Chunk, m corpus.Span) []corpus.Span {
	var out []corpus.Span
	for _, u := range c.Units { // outermost first
		if u.Start > m.Start || m.End > u.End || u.End > len(c.Text) {
			continue
		}
		from := u.Start
		for from < u.End && (c.Text[from] == ' ' || c.Text[from] == '\n') {
			from++
		}
		to := u.End
		if i := strings.IndexByte(c.Text[from:u.End], '\n'); i >= 0 {
			to = from + i
		}
		if to <= m.Start && strings.HasSuffix(strings.TrimSpace(c.Text[from:to]), ":") {
			_, to = trimmed(c.Text, from, to)
			out = append(out, corpus.Span{Start: from, End: to})
		}
	}
	return out
}

// withoutHeading drops the line that names the điều from the marks where something
// else is marked: the place is told beside the quote.
func withoutHeading(c *corpus.Chunk, marks []corpus.Span) []corpus.Span {
	first := strings.IndexByte(c.Text, '\n')
	if len(marks) < 2 || first < 0 || marks[0].End > first || !strings.HasPrefix(c.Text, corpus.LevelArticle.Name()+" ") {
		return marks
	}
	return marks[1:]
}

// placed is a place with its document for the end of a quote: "khoản 1 Điều 34,
// Luật hộ tịch số 60/2014/QH13".
func placed(h *retrieval.Hit, m corpus.Span) string {
	label := corpus.PathLabel(h.Chunk.Path)
	for _, u := range h.Chunk.Units { // outermost first: the last that holds the span is the narrowest
		if u.Start <= m.Start && m.End <= u.End {
			label = corpus.PathLabel(u.Path)
		}
	}
	if label == "" {
		label = h.Chunk.Heading
	}
	return label + ", " + documentName(&h.Document)
}
