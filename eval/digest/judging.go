package digest

import (
	"regexp"
	"strings"

	"trolyluat/assistant/cases/digest"
	"trolyluat/corpus"
)

// judging is one judgment with its gold placed in the text that the digest is of.
type judging struct {
	raw           string
	doc           *corpus.Document
	gold          *Gold
	at            []int // byte of raw → byte of doc.Text, -1 for what is not there
	spans, placed int
}

func newJudging(raw string, doc *corpus.Document, g *Gold) *judging {
	return &judging{raw: raw, doc: doc, gold: g, at: align(raw, doc.Text)}
}

// place carries a span of the raw text over.
func (j *judging) place(s [2]int) corpus.Span {
	out := corpus.Span{Start: -1, End: -1}
	for i := s[0]; i < s[1] && i < len(j.at); i++ {
		if k := j.at[i]; k >= 0 {
			if out.Start < 0 {
				out.Start = k
			}
			out.End = k + 1
		}
	}
	j.spans++
	if out.Start >= 0 {
		j.placed++
	}
	return out
}

func (j *judging) places(list [][2]int) []corpus.Span {
	out := make([]corpus.Span, len(list))
	for i, s := range list {
		out[i] = j.place(s)
	}
	return out
}

// shared is how many bytes two spans share.
func shared(a, b corpus.Span) int { return max(0, min(a.End, b.End)-max(a.Start, b.Start)) }

// meets says that a told line is the gold span: it has half of it, or it lies in it
// by half.
func meets(told, gold corpus.Span) bool {
	n := shared(told, gold)
	return n > 0 && (2*n >= told.Len() || 2*n >= gold.Len())
}

var digits = regexp.MustCompile(`\d+`)

// dayOf writes the words of a date as the digest does: "2017-05-09", "2017-05",
// "2017".
func dayOf(words string) string {
	n := digits.FindAllString(words, -1)
	out := ""
	for i := len(n) - 1; i >= 0; i-- {
		if out != "" {
			out += "-"
		}
		if len(n[i]) == 1 {
			out += "0"
		}
		out += n[i]
	}
	return out
}

func roleOf(role string) string {
	switch role = strings.ToLower(role); {
	case strings.HasPrefix(role, "nguyên đơn"):
		return "nguyen_don"
	case strings.HasPrefix(role, "bị đơn"):
		return "bi_don"
	case strings.Contains(role, "quyền lợi"):
		return "lien_quan"
	}
	return ""
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// judge compares the digest with the gold.
func (j *judging) judge(k *kept) map[string]tally {
	d := digest.Make(j.doc)
	out := map[string]tally{}
	miss := func(list, words string) {
		k.Missed = append(k.Missed, j.gold.ID+" "+list+": "+flat(words))
	}
	wrong := func(list, words string) {
		k.Wrong = append(k.Wrong, j.gold.ID+" "+list+": "+flat(words))
	}
	within := j.place([2]int{j.gold.From, j.gold.Until})

	var t tally
	used := make([]bool, len(d.Parties))
	for _, p := range j.gold.Parties {
		t.gold++
		name := flat(j.raw[p.start:p.end])
		hit := false
		for i, told := range d.Parties {
			if !used[i] && roleOf(told.Role) == p.role && strings.HasSuffix(" "+flat(told.Name), " "+name) {
				used[i], hit = true, true
				break
			}
		}
		if !hit {
			miss("parties", p.role+" "+name)
			continue
		}
		t.found++
	}
	for i, told := range d.Parties {
		if roleOf(told.Role) == "" {
			continue // a representative, a witness
		}
		t.told++
		if used[i] {
			t.right++
		} else {
			wrong("parties", told.Role+" "+told.Name)
		}
	}
	out["parties"] = t

	claims, open := j.places(j.gold.Claims), j.places(j.gold.Open)
	t = tally{gold: float64(len(claims))}
	for i, c := range claims {
		hit := false
		for _, l := range d.Claims {
			hit = hit || meets(l.Span, c)
		}
		if hit {
			t.found++
		} else {
			miss("claims", j.raw[j.gold.Claims[i][0]:j.gold.Claims[i][1]])
		}
	}
	for _, l := range d.Claims {
		if shared(l.Span, within) == 0 {
			continue
		}
		t.told++
		right := false
		for _, c := range append(open, claims...) {
			right = right || shared(l.Span, c) > 0
		}
		if right {
			t.right++
		} else {
			wrong("claims", l.Text)
		}
	}
	out["claims"] = t

	if j.gold.Dates == nil { // not marked
		return out
	}
	dates := j.places(j.gold.Dates)
	t = tally{gold: float64(len(dates))}
	same := func(e digest.Event, i int) bool {
		return shared(e.Span, dates[i]) > 0 && e.Date == dayOf(j.raw[j.gold.Dates[i][0]:j.gold.Dates[i][1]])
	}
	for i := range dates {
		hit := false
		for _, e := range d.Timeline {
			hit = hit || same(e, i)
		}
		if hit {
			t.found++
		} else {
			miss("dates", j.raw[j.gold.Dates[i][0]:j.gold.Dates[i][1]])
		}
	}
	for _, e := range d.Timeline {
		if shared(e.Span, within) == 0 {
			continue
		}
		t.told++
		right := false
		for i := range dates {
			right = right || same(e, i)
		}
		if right || e.Span.End > within.End {
			t.right++
		} else {
			wrong("dates", e.Date+" "+e.Text)
		}
	}
	out["dates"] = t

	amounts := j.places(j.gold.Amounts)
	t = tally{gold: float64(len(amounts))}
	for i, g := range amounts {
		hit := false
		for _, a := range d.Amounts {
			hit = hit || meets(a.Span, g)
		}
		if hit {
			t.found++
		} else {
			miss("amounts", j.raw[j.gold.Amounts[i][0]:j.gold.Amounts[i][1]])
		}
	}
	for _, a := range d.Amounts {
		if shared(a.Span, within) == 0 {
			continue
		}
		t.told++
		right := false
		for _, g := range amounts {
			right = right || meets(a.Span, g)
		}
		if right {
			t.right++
		} else {
			wrong("amounts", a.Text+" | "+a.In)
		}
	}
	out["amounts"] = t
	return out
}
