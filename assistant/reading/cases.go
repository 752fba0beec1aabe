package reading

import (
	"slices"
	"strings"
)

// cases are the items of the list that a piece is of, itself included, when a
// quantity is asked for, each item gives one and the question tells none of them
// from the others: "nghỉ bao nhiêu ngày" where the law has 12, 14 or 16 days by
// the kind of work. None where the question tells, or there is no such list.
func (r *Reading) cases(passage, k int) []int {
	list := r.cut[passage]
	x := &list[k]
	if r.Asked.Ask != AskQuantity || x.parent < 0 || !x.first {
		return nil
	}
	text := r.passages[passage].Text
	var items []int
	for i := range list {
		if o := &list[i]; o.parent == x.parent && o.first && o.level == x.level && answers(r.Asked, text[o.Start:o.End]) {
			items = append(items, i)
		}
	}
	if len(items) < 2 {
		return nil
	}
	parts := make([][]token, len(items))
	for n, i := range items {
		parts[n] = list[i].tokens
	}
	if r.tells(parts, append(r.Words.tokens(r.passages[passage].Heading), list[x.parent].tokens...)) {
		return nil
	}
	return items
}

// tells says that the question tells the cases from one another: it has a word of
// some of them and not of all. Words that stand over all of them tell nothing.
func (r *Reading) tells(cases [][]token, above []token) bool {
	over := map[string]bool{}
	for _, t := range above {
		over[t.text] = true
	}
	count := map[string]int{} // of cases, by word
	for _, tokens := range cases {
		seen := map[string]bool{}
		for _, t := range tokens {
			if _, asked := r.Words.weights[t.text]; asked && !seen[t.text] && !over[t.text] && !framing[r.Words.folded][t.text] {
				seen[t.text] = true
				count[t.text]++
			}
		}
	}
	for _, n := range count {
		if n < len(cases) {
			return true
		}
	}
	return false
}

// Cases are the items of the law, without their labels, that answer each for its
// case the question that a phrase answers for one: see cases. None where the
// phrase answers alone.
func (r *Reading) Cases(p Phrase) []string {
	for k := range r.cut[p.Passage] {
		x := &r.cut[p.Passage][k]
		if p.Span.Start < x.Start || p.Span.End > x.End {
			continue
		}
		at := k
		if x.lead && k+1 < len(r.cut[p.Passage]) && !answers(r.Asked, p.Text) {
			at = k + 1 // "như sau"
		}
		var out []string
		for _, i := range r.cases(p.Passage, at) {
			o := &r.cut[p.Passage][i]
			out = append(out, strings.Trim(r.passages[p.Passage].Text[o.Start+o.label:o.End], " ;.,:"))
		}
		if len(out) > 0 {
			return out
		}
		return r.casesInSentence(p, r.passages[p.Passage].Text[x.Start:x.End], x.Start)
	}
	return nil
}

// markCases marks the items beside a marked one that answer for other cases, and
// the line that leads into them; it returns how many words that took.
func (r *Reading) markCases(marked map[int]bool, passage, k, used int) int {
	words := 0
	list := r.cut[passage]
	items := r.cases(passage, k)
	if len(items) > 0 {
		items = append(items, list[items[0]].parent)
	}
	for _, i := range items {
		if !marked[i] && used+words+len(list[i].tokens) <= listWords {
			marked[i] = true
			words += len(list[i].tokens)
		}
	}
	return words
}

// ofCase begin the words that say for which case a quantity before them holds.
var ofCase = []string{"đối với ", "nếu ", "khi ", "trong trường hợp ", "trường hợp ", "cho "}

// casesInSentence are the quantities of the sentence of a phrase with the case
// that each is for: "30 năm đối với bất động sản", "10 năm đối với động sản". None
// where the sentence has fewer than two of the kind, or the question tells.
func (r *Reading) casesInSentence(p Phrase, line string, start int) []string {
	if r.Asked.Ask != AskQuantity {
		return nil
	}
	var out []string
	within := false
	var parts [][]token
	list := quantities(line)
	for i, q := range list {
		end := len(line)
		if i+1 < len(list) {
			end = list[i+1].Span.Start
		}
		rest := line[q.Span.End:end]
		if at := strings.IndexAny(rest, ",;."); at >= 0 {
			rest = rest[:at]
		}
		rest = strings.TrimSpace(rest)
		rest = strings.TrimSuffix(strings.TrimSuffix(rest, " và"), " hoặc")
		if !answersQuantity(r.Asked, q) || !slices.ContainsFunc(ofCase, func(w string) bool { return strings.HasPrefix(rest, w) }) {
			continue
		}
		parts = append(parts, r.Words.tokens(rest))
		within = within || start+q.Span.Start < p.Span.End && p.Span.Start < start+q.Span.End
		out = append(out, line[q.Span.Start:q.Span.End]+" "+rest)
	}
	if len(out) < 2 || !within || r.tells(parts, nil) {
		return nil
	}
	return out
}
