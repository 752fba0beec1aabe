package cite

import (
	"slices"
	"strconv"
	"strings"
)

// Instructions lists, in Vietnamese and without repeats, what a model has to
// put right: the problems for the one repair of an answer. It is empty when
// nothing failed.
func Instructions(r Report) []string {
	var out []string
	for _, s := range r.Statements {
		for _, p := range s.Problems {
			if !p.Soft && !slices.Contains(out, p.Detail) {
				out = append(out, p.Detail)
			}
		}
	}
	return out
}

// MarkText is what [Mark] puts behind a statement.
const MarkText = "*(chưa kiểm chứng)*"

// Mark returns the answer with every statement that failed or could not be
// confirmed marked, and the marks that name no passage taken out.
func Mark(text string, r Report) string {
	return revise(text, r, func(s Statement) bool { return s.Failed() || s.State == Unverified }, func(words string) string {
		return strings.TrimRight(words, " ") + " " + MarkText
	})
}

// Cut returns the answer without the statements that failed. Headings and
// lead-ins that lose all they led to go with them.
func Cut(text string, r Report) string {
	return tidy(revise(text, r, Statement.Failed, func(string) string { return "" }))
}

// Kept says how many statements of law passed: an answer without one is better
// replaced than cut.
func (r Report) Kept() int {
	n := 0
	for _, s := range r.Statements {
		if s.Law && !s.Failed() {
			n++
		}
	}
	return n
}

func revise(text string, r Report, wrong func(s Statement) bool, change func(words string) string) string {
	var b strings.Builder
	at := 0
	for _, s := range r.Statements {
		b.WriteString(text[at:s.Span.Start])
		words := dropUnknown(text, s)
		if wrong(s) {
			words = change(words)
		}
		b.WriteString(words)
		at = s.Span.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// dropUnknown takes the marks that name no passage out of a statement.
func dropUnknown(text string, s Statement) string {
	unknown := map[int]bool{}
	for _, c := range s.Citations {
		if c.Evidence < 0 {
			unknown[c.Number] = true
		}
	}
	words := text[s.Span.Start:s.Span.End]
	if len(unknown) == 0 {
		return words
	}
	var b strings.Builder
	at := 0
	for _, m := range findMarks(words) {
		var keep []string
		for _, n := range m.numbers {
			if !unknown[n] {
				keep = append(keep, "["+strconv.Itoa(n)+"]")
			}
		}
		if len(keep) == len(m.numbers) {
			continue
		}
		before := words[at:m.span.Start]
		if len(keep) == 0 {
			before = strings.TrimRight(before, " ")
		}
		b.WriteString(before)
		b.WriteString(strings.Join(keep, ""))
		at = m.span.End
	}
	b.WriteString(words[at:])
	return b.String()
}

// tidy removes what cutting left empty: bullets without words, headings and
// lead-ins with nothing under them, double blank lines.
func tidy(text string) string {
	lines := strings.Split(text, "\n")
	var kept []string
	for _, l := range lines {
		l = strings.TrimRight(l, " ")
		bare := bulletForm.ReplaceAllString(l+" ", "")
		if strings.TrimSpace(bare) == "" && strings.TrimSpace(l) != "" {
			continue
		}
		kept = append(kept, l)
	}
	// From the end on, so that a heading sees what is left under it.
	var left []string // in reverse
	below := ""       // the next line that is not blank
	blank := false    // blank lines stand between
	for i := len(kept) - 1; i >= 0; i-- {
		l := kept[i]
		if l == "" {
			left = append(left, l)
			blank = true
			continue
		}
		heading := headingForm.MatchString(l)
		leads := heading || strings.HasSuffix(strings.TrimRight(withoutMarks(l), " *_"), ":")
		if leads && (below == "" || heading && headingForm.MatchString(below) || !heading && blank && !bulletForm.MatchString(below)) {
			continue
		}
		left = append(left, l)
		below, blank = l, false
	}
	slices.Reverse(left)
	kept = left
	var out []string
	for _, l := range kept {
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
