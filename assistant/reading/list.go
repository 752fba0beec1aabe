package reading

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"trolyluat/assistant/wording"
)

// enumeration is what choices are looked for in together: the items under a line that
// leads into them, or all sentences of a điều.
type enumeration struct {
	passage int
	lead    int       // piece, -1 of a whole điều
	items   []int     // pieces
	member  []float64 // by choice: how well the best item and it agree
}

// lists are the lists of all passages.
func (r *choiceReader) lists() []enumeration {
	var out []enumeration
	for i, cut := range r.cut {
		whole := enumeration{passage: i, lead: -1}
		for k := range cut {
			if cut[k].level == levelHeading {
				continue
			}
			whole.items = append(whole.items, k)
			if !cut[k].lead {
				continue
			}
			l := enumeration{passage: i, lead: k}
			for j := k + 1; j < len(cut); j++ {
				if cut[j].parent == k {
					l.items = append(l.items, j)
				}
			}
			if len(l.items) > 1 {
				out = append(out, l)
			}
		}
		out = append(out, whole)
	}
	return out
}

// Which list is meant: as far as the stem stands over it and the choices in it.
const (
	listOfStem    = 1.0
	listOfChoices = 0.6
	listShorter   = 0.15 // the list of one khoản before the whole điều
	listPlace     = 0.1  // by place of the passage
)

// listFor is the list that the stem and the choices together are about.
func (r *choiceReader) listFor(choices []Choice) *enumeration {
	stem := distinct(r.tokens(r.stem))
	words := make([]map[string]bool, len(choices))
	for i, c := range choices {
		if allOf.MatchString(c.Text) {
			continue
		}
		words[i] = distinct(r.tokens(c.Text))
		own := map[string]bool{}
		for t := range words[i] {
			if !r.shared[t] {
				own[t] = true
			}
		}
		if len(own) > 0 {
			words[i] = own
		}
	}
	var best *enumeration
	top := math.Inf(-1)
	lists := r.lists()
	for n := range lists {
		l := &lists[n]
		cut := r.cut[l.passage]
		over := distinct(r.tokens(r.passages[l.passage].Heading))
		if l.lead >= 0 {
			for k := l.lead; k >= 0; k = cut[k].parent {
				add(over, cut[k].tokens)
			}
		}
		l.member = make([]float64, len(choices))
		for _, k := range l.items {
			have := distinct(cut[k].tokens)
			adds := map[string]bool{}
			for t := range have {
				if !stem[t] && !r.shared[t] && !over[t] {
					adds[t] = true
				}
			}
			for i := range choices {
				if words[i] != nil {
					l.member[i] = max(l.member[i], r.agree(words[i], have, adds, over))
				}
			}
		}
		sum, said := 0.0, 0.0
		for i := range choices {
			if words[i] != nil {
				sum += l.member[i]
				said++
			}
		}
		score := listOfStem*r.shareOf(stem, over) - listPlace*float64(l.passage)
		if said > 0 {
			score += listOfChoices * sum / said
		}
		if l.lead >= 0 {
			score += listShorter
		}
		if score > top {
			top, best = score, l
		}
	}
	return best
}

// agree is how well a choice and an item say the same: the share of the choice
// that stands in the item or, counting half, over it, and the share of what the
// item adds to the stem that the choice says; the first counts more (F2).
func (r *choiceReader) agree(choice, have, adds, over map[string]bool) float64 {
	forth := r.shareOf(choice, have)
	both := maps.Clone(have)
	maps.Copy(both, over)
	forth = (forth + r.shareOf(choice, both)) / 2
	if forth == 0 || len(adds) == 0 {
		return forth
	}
	back := r.shareOf(adds, choice)
	return 5 * forth * back / (4*back + forth)
}

// bareNumber is a choice that says a number and hardly more: "6", "06 nội dung".
var bareNumber = regexp.MustCompile(`^\s*0*(\d{1,3})\s*(?:\p{L}+\s*){0,3}[.;]?\s*$`)

// counted says of a choice that is a bare number whether the list has that many
// items: 1, 0, or -1 where it has not.
func (r *choiceReader) counted(choice string, l *enumeration) float64 {
	m := bareNumber.FindStringSubmatch(choice)
	if r.asked.Ask != AskQuantity || m == nil || l == nil || l.lead < 0 {
		return 0
	}
	if n, err := strconv.Atoi(m[1]); err == nil && n == r.units(l) {
		return 1
	}
	return -1
}

// units counts the items that begin with a label.
func (r *choiceReader) units(l *enumeration) int {
	n := 0
	for _, k := range l.items {
		if r.cut[l.passage][k].first {
			n++
		}
	}
	return n
}

// clauseStarts stand before a negation that is of a clause by itself, not of what
// is asked: "mà không đăng ký".
var clauseStarts = wording.WordSet("mà khi nếu do thì và nhưng hoặc hay vì dù")

// modals may stand between a negation and what it negates.
var modals = wording.WordSet("được phép bị có cần phải thể quyền")

// negated are the places of the negations of a main clause.
func negated(s []wording.Token) []int {
	var out []int
	for i, t := range s {
		if t.Key != "không" && t.Key != "chưa" || i+2 >= len(s) || i > 0 && clauseStarts[s[i-1].Key] || wording.Negations(s[i:i+2]) == 0 {
			continue
		}
		out = append(out, i)
	}
	return out
}

// turned says that the stem asks for what the list does not say: "không có quyền
// nào sau đây" of a list of "có quyền sau đây", or "được … nào" of a list of
// "không được …".
func (r *choiceReader) turned(l *enumeration) bool {
	asks := negative.MatchString(r.stem)
	if l == nil {
		return asks
	}
	p := &r.passages[l.passage]
	text := p.Heading
	if l.lead >= 0 {
		x := r.cut[l.passage][l.lead]
		text += "\n" + p.Text[x.Start:x.End]
	}
	stem, over := wording.Tokenize(strings.ToLower(r.stem)), wording.Tokenize(strings.ToLower(text))
	said, own := 0, 0 // negations of the stem that the law has itself, and others
	for _, i := range negated(stem) {
		if wording.IndexKeys(over, stem[i:i+3]) >= 0 || l.lead < 0 && wording.IndexKeys(wording.Tokenize(strings.ToLower(p.Text)), stem[i:i+3]) >= 0 {
			said++
			continue
		}
		own++
		k := i + 1
		for k < len(stem) && modals[stem[k].Key] {
			k++
		}
		if wording.IndexKeys(over, stem[i+1:i+3]) >= 0 || k+2 <= len(stem) && wording.IndexKeys(over, stem[k:k+2]) >= 0 {
			return true
		}
	}
	for _, j := range negated(over) {
		k := j + 1
		for k < len(over) && modals[over[k].Key] {
			k++
		}
		if k+2 > len(over) {
			continue
		}
		if at := wording.IndexKeys(stem, over[k:k+2]); at > 0 {
			before := stem[max(0, at-3):at]
			if wording.Negations(before) == 0 && slices.ContainsFunc(before, func(t wording.Token) bool { return modals[t.Key] }) {
				return !asks
			}
		}
	}
	return asks && (said == 0 || own > 0)
}

// likely is a phrase that may answer the stem, with its probability.
type likely struct {
	words []string
	prob  float64
}

// said is how much of a choice is expected to be said by the phrase that answers
// the stem, and the other way round (F1).
func (r *choiceReader) said(choice string) float64 {
	want := map[string]int{}
	n := 0
	for _, t := range r.tokens(choice) {
		want[t.text]++
		n++
	}
	sum := 0.0
	for _, p := range r.phrases {
		got := map[string]int{}
		both := 0
		for _, t := range p.words {
			if got[t] < want[t] {
				both++
			}
			got[t]++
		}
		if both > 0 {
			sum += p.prob * 2 * float64(both) / float64(n+len(p.words))
		}
	}
	return sum
}

// includes says how many of the other choices stand whole in a choice.
func (r *choiceReader) includes(c Choice, choices []Choice) float64 {
	have := distinct(r.tokens(c.Text))
	n := 0.0
	for _, o := range choices {
		if o.Letter == c.Letter || allOf.MatchString(o.Text) {
			continue
		}
		if words := distinct(r.tokens(o.Text)); len(words) < len(have) && r.shareOf(words, have) >= 0.9 {
			n++
		}
	}
	return min(2, n) / 2
}
