package amendment

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/vitext"
)

var (
	// marks of footnotes: "[12]", and the notes that publishers of law print into
	// the text in brackets.
	footnoteMark = regexp.MustCompile(`\[\d{1,3}\]`)
	publishers   = regexp.MustCompile(`\[[^\[\]]*(?:được|bị|hết hiệu lực|hướng dẫn)[^\[\]]*\]`)
	// a small number glued to the end of a word: a footnote mark whose raised
	// setting was lost
	raised = regexp.MustCompile(`(\p{L}|[.,;:”)])(\d{1,3})(\s|$)`)
	// … or behind the label of a unit: "5.12 Khoản"
	afterLabel = regexp.MustCompile(`(?m)^(\s*(?:Điều \d+\p{L}?|\d{1,3}\p{L}?)\.)\d{1,3}(\s)`)
	// … or stands alone before what was repealed: "Điều 58. 13 (được bãi bỏ)"
	beforeRepealed = regexp.MustCompile(`\.\s+\d{1,3}\s+\((được|bị) bãi bỏ\)`)
)

// normalise brings a text of a điều into the form in which it is compared: tone
// placement, footnote marks, running heads, quotes, dashes and spaces do not
// count.
func normalise(s string) string {
	s = norm.NFC.String(s)
	s = publishers.ReplaceAllString(s, "")
	s = footnoteMark.ReplaceAllString(s, "")
	s = afterLabel.ReplaceAllString(s, "$1$2")
	s = beforeRepealed.ReplaceAllString(s, ". ($1 bãi bỏ)")
	s = strings.TrimSuffix(strings.TrimSpace(s), "/.")
	s = vitext.CanonicalTone(s)
	var b strings.Builder
	space := true
	for _, r := range s {
		switch r {
		case '“', '”', '«', '»', '‘', '’', '\'':
			r = '"'
		case '–', '—', '‑', '−':
			r = '-'
		}
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// Same says that two texts of a điều are identical after normalising.
func Same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, y := normalise(a), normalise(b)
	return unspaced(x) == unspaced(y) || unspaced(raisedAway(x)) == unspaced(raisedAway(y))
}

// unspaced drops the spaces: "1.Trong" is "1. Trong".
func unspaced(s string) string { return strings.ReplaceAll(s, " ", "") }

// raisedAway drops numbers glued to words.
func raisedAway(s string) string { return raised.ReplaceAllString(s, "$1$3") }

// classBase is the class of differences that no amendment made.
const classBase = "the base file differs where nothing was amended"

// classAct is the class of differences that stand in the amending act's file too: its
// new text was taken over to the letter, and the official consolidation has another
// word ("Ủy ban nhân cấp huyện").
const classAct = "the amending act's file has these words"

// difference tells in what two texts of a điều differ. given are the new texts that
// the amending acts give for it.
func difference(path, prefix, problem, issued string, given []string, ours, theirs string) Difference {
	d := Difference{Path: path}
	a, b := words(ours), words(theirs)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	d.Ours, d.Theirs = around(a, i), around(b, i)
	switch {
	case problem != "":
		d.Class = "instruction not applied: " + problem
	case ours == "":
		d.Class = "not rebuilt"
	case prefix == "" && ofBase(words(issued), a, b):
		d.Class = classBase
	case prefix == "" && ofAct(given, a, b):
		d.Class = classAct
	case letters(a) == letters(b):
		d.Class = "punctuation"
	case strings.EqualFold(letters(a), letters(b)):
		d.Class = "letter case"
	case vitext.Fold(letters(a)) == vitext.Fold(letters(b)):
		d.Class = "spelling"
	case changedWords(a, b) <= 3:
		d.Class = "up to three words"
	default:
		d.Class = "other words"
	}
	d.Class = prefix + d.Class
	return d
}

// words are the words of a text of a điều after normalising.
func words(s string) []string { return strings.Fields(raisedAway(normalise(s))) }

// ofBase says that all words in which ours and theirs differ stand in ours as
// they stood in the text as issued, away from what the amendments changed: the
// file of the base has another wording there than the official text.
func ofBase(issued, ours, theirs []string) bool {
	if len(issued) == 0 {
		return false
	}
	kept := make([]bool, len(ours)) // the word is of the issued text, and so are its neighbours
	for _, m := range matches(issued, ours) {
		for k := range m.n {
			kept[m.b+k] = true
		}
	}
	i, j := 0, 0
	for _, m := range append(matches(ours, theirs), match{len(ours), len(theirs), 0}) {
		if m.a > i || m.b > j {
			for k := max(0, i-1); k < min(len(ours), m.a+1); k++ {
				if !kept[k] {
					return false
				}
			}
		}
		i, j = m.a+m.n, m.b+m.n
	}
	return true
}

// ofAct says that all words in which ours and theirs differ stand in ours, with
// those beside them, as one of the new texts has them.
func ofAct(given []string, ours, theirs []string) bool {
	texts := make([]string, len(given))
	for i := range given {
		texts[i] = " " + strings.Join(words(given[i]), " ") + " "
	}
	i, j, gaps := 0, 0, 0
	for _, m := range append(matches(ours, theirs), match{len(ours), len(theirs), 0}) {
		if m.a > i || m.b > j {
			gaps++
			window := " " + strings.Join(ours[max(0, i-2):min(len(ours), m.a+2)], " ") + " "
			found := false
			for _, t := range texts {
				found = found || strings.Contains(t, window)
			}
			if !found {
				return false
			}
		}
		i, j = m.a+m.n, m.b+m.n
	}
	return gaps > 0
}

// match is a run of n equal words at a of one text and b of the other.
type match struct{ a, b, n int }

// matches aligns two texts by their longest common subsequence of words.
func matches(a, b []string) []match {
	lead := 0
	for lead < len(a) && lead < len(b) && a[lead] == b[lead] {
		lead++
	}
	tail := 0
	for tail < len(a)-lead && tail < len(b)-lead && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[lead:len(a)-tail], b[lead:len(b)-tail]
	var out []match
	add := func(i, j, n int) {
		if n == 0 {
			return
		}
		if k := len(out) - 1; k >= 0 && out[k].a+out[k].n == i && out[k].b+out[k].n == j {
			out[k].n += n
			return
		}
		out = append(out, match{i, j, n})
	}
	add(0, 0, lead)
	if len(x)*len(y) <= 1<<26 {
		table := make([]int32, (len(x)+1)*(len(y)+1))
		w := len(y) + 1
		for i := len(x) - 1; i >= 0; i-- {
			for j := len(y) - 1; j >= 0; j-- {
				if x[i] == y[j] {
					table[i*w+j] = table[(i+1)*w+j+1] + 1
				} else {
					table[i*w+j] = max(table[(i+1)*w+j], table[i*w+j+1])
				}
			}
		}
		for i, j := 0, 0; i < len(x) && j < len(y); {
			switch {
			case x[i] == y[j]:
				add(lead+i, lead+j, 1)
				i, j = i+1, j+1
			case table[(i+1)*w+j] >= table[i*w+j+1]:
				i++
			default:
				j++
			}
		}
	}
	add(len(a)-tail, len(b)-tail, tail)
	return out
}

func around(words []string, i int) string {
	return strings.Join(words[max(0, min(i, len(words))-4):min(len(words), i+8)], " ")
}

// letters joins the letters and digits of words.
func letters(words []string) string {
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// changedWords counts the words between the common beginning and the common end
// of two texts, in the longer one.
func changedWords(a, b []string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && j < len(b)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	return max(len(a), len(b)) - i - j
}
