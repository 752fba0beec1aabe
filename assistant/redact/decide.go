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
		out.Mentions = added(out.Mentions, text, a.Words, with)
	}
	if len(d.Added) > 0 {
		out.Kept = apart(out.Kept, out.Mentions)
	}
	return out
}

// added puts cuts of words among those of a plan, in the order of the text. What is
// cut already within the words goes with them; where a cut reaches over their ends
// it stays, and they are left to it.
func added(list []Mention, text, words, with string) []Mention {
	var out []Mention
	i := 0
	for _, at := range occurrences(text, words) {
		for i < len(list) && list[i].End <= at[0] {
			out = append(out, list[i])
			i++
		}
		within := i // up to the first cut behind the words
		over := false
		for within < len(list) && list[within].Start < at[1] {
			over = over || list[within].Start < at[0] || list[within].End > at[1]
			within++
		}
		if over {
			continue
		}
		i = within
		out = append(out, Mention{Kind: Person, Start: at[0], End: at[1], Text: text[at[0]:at[1]], Replacement: with, Confidence: 1, Why: "người xem lại thêm"})
	}
	return append(out, list[i:]...)
}

// apart leaves out the names that stay where a cut takes them.
func apart(kept, cuts []Mention) []Mention {
	out := []Mention{}
	for _, k := range kept {
		i, _ := slices.BinarySearchFunc(cuts, k, func(c, k Mention) int {
			if c.End <= k.Start {
				return -1
			}
			return 1
		})
		if i == len(cuts) || cuts[i].Start >= k.End {
			out = append(out, k)
		}
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
	// The phrases by their first two words, then one pass over the words of the
	// result.
	first := map[string][]int{}
	var phrases [][]string
	var out []Left
	seen := map[string]bool{}
	for _, list := range [][]Mention{p.Mentions, done.Mentions} {
		for _, m := range list {
			words := strings.Join(strings.Fields(m.Text), " ")
			if seen[words] || m.Kind != Number && !strings.Contains(words, " ") || m.Kind == Place || m.Kind == Parcel {
				continue
			}
			seen[words] = true
			if w := wordsOf(words); len(w) > 0 {
				key := strings.Join(w[:min(2, len(w))], " ")
				first[key] = append(first[key], len(phrases))
				phrases, out = append(phrases, w), append(out, Left{Words: words})
			}
		}
	}
	all := wordsOf(done.Apply(text))
	for at := range all {
		for n := 1; n <= 2 && at+n <= len(all); n++ {
			for _, k := range first[strings.Join(all[at:at+n], " ")] {
				if n := len(phrases[k]); at+n <= len(all) && slices.Equal(all[at:at+n], phrases[k]) {
					out[k].Times++
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(l Left) bool { return l.Times == 0 })
}

// wordsOf are the words of a text: runs of letters and digits.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !letterOrDigit(r) })
}
