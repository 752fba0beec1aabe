package redact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Decision is what the person who goes through a plan has decided.
type Decision struct {
	Off   map[int]bool // mentions, by their place in the plan, that are not cut
	Added []Addition   // words that are cut beside them
}

// Addition is words that are cut wherever they stand as whole words.
type Addition struct {
	Words       string `json:"words"`
	Replacement string `json:"replacement"` // "" for "…"
}

// added is the reason of a cut that a person asked for.
const added = "người xem lại thêm"

// Decide returns the plan as decided: mentions that are off are kept, added words
// are cut where nothing is cut yet.
func (p *Plan) Decide(text string, d Decision) *Plan {
	out := &Plan{Publication: p.Publication, Mentions: []Mention{}, Kept: slices.Clone(p.Kept)}
	for i, m := range p.Mentions {
		if !d.Off[i] {
			out.Mentions = append(out.Mentions, m)
			continue
		}
		m.Replacement, m.Why = m.Text, "người xem lại để nguyên"
		out.Kept = append(out.Kept, m)
	}
	for _, a := range d.Added {
		with := a.Replacement
		if strings.TrimSpace(with) == "" {
			with = "…"
		}
		for _, at := range occurrences(text, a.Words) {
			m := Mention{Kind: Person, Start: at[0], End: at[1], Text: text[at[0]:at[1]], Replacement: with, Confidence: 1, Why: added}
			// What is cut already within the words goes with them; what reaches over
			// their ends stays.
			if slices.ContainsFunc(out.Mentions, func(o Mention) bool {
				return o.Start < m.End && m.Start < o.End && (o.Start < m.Start || o.End > m.End)
			}) {
				continue
			}
			out.Mentions = slices.DeleteFunc(out.Mentions, func(o Mention) bool { return o.Start >= m.Start && o.End <= m.End })
			out.Mentions = append(out.Mentions, m)
			slices.SortFunc(out.Mentions, func(a, b Mention) int { return a.Start - b.Start })
		}
		out.Kept = slices.DeleteFunc(out.Kept, func(k Mention) bool {
			return slices.ContainsFunc(out.Mentions, func(m Mention) bool { return m.Start < k.End && k.Start < m.End })
		})
	}
	return out
}

// occurrences are the places where words stand, whole, in any layout of space.
func occurrences(text, words string) [][]int {
	list := strings.Fields(words)
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i] = regexp.QuoteMeta(list[i])
	}
	form, err := regexp.Compile(strings.Join(list, `\s+`))
	if err != nil { // quoted words always compile
		return nil
	}
	return slices.DeleteFunc(form.FindAllStringIndex(text, -1), func(at []int) bool {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		return letterOrDigit(before) || letterOrDigit(after)
	})
}

func letterOrDigit(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

// Left is words that a plan cuts in one place and that stand uncut in another.
type Left struct {
	Words string
	Times int
}

// Left lists what still stands in the text cut by done of what p proposed to cut:
// full names, organisations and numbers. A single given name may be another word
// and is not told.
func (p *Plan) Left(text string, done *Plan) []Left {
	result := done.Apply(text)
	seen := map[string]bool{}
	var out []Left
	for _, list := range [][]Mention{p.Mentions, done.Mentions} {
		for _, m := range list {
			words := strings.Join(strings.Fields(m.Text), " ")
			if seen[words] || m.Kind != Number && !strings.Contains(words, " ") || m.Kind == Place || m.Kind == Parcel {
				continue
			}
			seen[words] = true
			if n := len(occurrences(result, words)); n > 0 {
				out = append(out, Left{words, n})
			}
		}
	}
	return out
}
