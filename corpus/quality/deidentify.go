package quality

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// Deidentify returns a copy of a judgment with the names of its parties cut to
// their given name's letter, as NQ 03/2017/NQ-HĐTP Điều 7 has it, and long
// numbers (identity cards, phones, accounts) blanked. All replacements keep the
// length in bytes, with "·" and spaces-free dots as filler, so that every span
// of the document stays right.
func Deidentify(d *corpus.Document) *corpus.Document {
	out := *d
	text := []byte(d.Text)
	var names []string
	if d.Judgment != nil {
		j := *d.Judgment
		j.Parties = append([]corpus.Party(nil), j.Parties...)
		for i, p := range j.Parties {
			if name := strings.TrimSpace(p.Name); len(strings.Fields(name)) >= 2 {
				names = append(names, name)
				j.Parties[i].Name = initials(name)
			}
		}
		out.Judgment = &j
	}
	sort.Slice(names, func(i, j int) bool { return len(names[i]) > len(names[j]) })
	for _, name := range names {
		short := initials(name)
		fill := short + strings.Repeat(".", len(name)-len(short))
		for at := 0; ; {
			i := strings.Index(string(text[at:]), name)
			if i < 0 {
				break
			}
			copy(text[at+i:], fill)
			at += i + len(name)
		}
	}
	blankNumbers(text)
	out.Text = string(text)
	out.Title = scrub(d.Title, names)
	return &out
}

// initials keeps the family and middle names and cuts the given name to its
// letter: "Trần Thị Mơ" is "Trần Thị M".
func initials(name string) string {
	words := strings.Fields(name)
	last := words[len(words)-1]
	r, _ := utf8.DecodeRuneInString(last)
	words[len(words)-1] = string(r)
	return strings.Join(words, " ")
}

func scrub(s string, names []string) string {
	for _, name := range names {
		s = strings.ReplaceAll(s, name, initials(name))
	}
	return s
}

// blankNumbers puts dots over runs of nine digits and more: no amount of money
// is written so without separators, while cards, phones and accounts are.
func blankNumbers(text []byte) {
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && unicode.IsDigit(rune(text[j])) {
			j++
		}
		if j-i >= 9 {
			for k := i; k < j; k++ {
				text[k] = '.'
			}
		}
		i = max(j, i+1)
	}
}
