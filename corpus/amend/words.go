package amend

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// editPhrase works a phrase operation into a text and says how often the phrase
// stood there.
func editPhrase(text string, op *Dated) (string, int) {
	switch op.Op {
	case corpus.OpReplacePhrase, corpus.OpCorrect:
		return substitute(text, op.Old, func(found string) string { return likeCase(op.New, found, op.Old) })
	case corpus.OpDeletePhrase:
		out, n := substitute(text, op.Old, func(string) string { return "" })
		if n > 0 {
			out = tidy(out)
		}
		return out, n
	case corpus.OpInsertPhrase:
		if op.Old == "" {
			return insertAtEnd(text, op)
		}
		return substitute(text, op.Old, func(found string) string {
			if op.After == "<" {
				return join(likeCase(op.New, found, op.Old), found)
			}
			return join(found, op.New)
		})
	}
	return text, 0
}

// insertAtEnd puts a phrase at the beginning or the end of a unit.
func insertAtEnd(text string, op *Dated) (string, int) {
	switch op.After {
	case "<":
		l := labelOf(text)
		return text[:l.rest] + join(op.New, lowerFirst(text[l.rest:])), 1
	case ">":
		s := strings.TrimRight(text, " \n")
		mark := ""
		if n := len(s); n > 0 && strings.IndexByte(".;", s[n-1]) >= 0 {
			s, mark = s[:n-1], s[n-1:]
		}
		return join(s, strings.TrimRight(op.New, ".;")) + mark, 1
	}
	return text, 0
}

// lowerFirst makes the first letter small, unless a name begins the text.
func lowerFirst(s string) string {
	for _, w := range properNames {
		if strings.HasPrefix(s, w) {
			return s
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// properNames begin the names of authorities and texts.
var properNames = []string{"Ủy ban", "Uỷ ban", "Chính phủ", "Quốc hội", "Bộ ", "Tòa án", "Toà án", "Viện kiểm sát", "Thủ tướng", "Nhà nước",
	"Hội đồng nhân dân", "Kiểm toán", "Ngân hàng", "Luật ", "Điều ", "Việt Nam", "Kho bạc"}

// join puts two phrases together with a space unless the second begins with a
// mark of punctuation.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	if strings.IndexByte(",;.:)", b[0]) >= 0 || strings.HasSuffix(a, " ") || strings.HasSuffix(a, "(") || b[0] == ' ' {
		return a + b
	}
	return a + " " + b
}

// likeCase gives the new phrase a capital where the found one had it and the old
// one, as quoted, had not.
func likeCase(new, found, old string) string {
	f, _ := utf8.DecodeRuneInString(found)
	o, _ := utf8.DecodeRuneInString(old)
	n, w := utf8.DecodeRuneInString(new)
	if unicode.IsUpper(f) && !unicode.IsUpper(o) && unicode.IsLower(n) {
		return string(unicode.ToUpper(n)) + new[w:]
	}
	return new
}

// substitute replaces every occurrence of a phrase as whole words. Tone
// placement, spaces and line breaks, dashes and the case of the first letter are
// free.
//
// Where the phrase stands nowhere in its own case, any case will do: acts quote
// names of authorities with other capitals.
func substitute(text, old string, with func(found string) string) (string, int) {
	t, at := canonical(text)
	p, _ := canonical(strings.TrimSpace(old))
	if len(p) == 0 {
		return text, 0
	}
	out, n := exchange(text, t, at, p, with)
	if n == 0 && len(p) > 8 {
		for _, s := range [...][]rune{t, p} {
			for i, r := range s {
				s[i] = unicode.ToLower(r)
			}
		}
		out, n = exchange(text, t, at, p, with)
	}
	return out, n
}

// exchange is substitute on the canonical runes t of text, whose offsets are at.
func exchange(text string, t []rune, at []int, p []rune, with func(found string) string) (string, int) {
	lower := unicode.ToLower(p[0])
	var b strings.Builder
	last, n := 0, 0
	for i := 0; i+len(p) <= len(t); i++ {
		if t[i] != p[0] && unicode.ToLower(t[i]) != lower {
			continue
		}
		match := true
		for j := 1; j < len(p); j++ {
			if t[i+j] != p[j] {
				match = false
				break
			}
		}
		if !match || i > 0 && letter(p[0]) && letter(t[i-1]) || i+len(p) < len(t) && letter(p[len(p)-1]) && letter(t[i+len(p)]) {
			continue
		}
		start, end := at[i], at[i+len(p)]
		for end > start && (text[end-1] == ' ' || text[end-1] == '\n') {
			end--
		}
		b.WriteString(text[last:start])
		b.WriteString(with(text[start:end]))
		last = end
		n++
		i += len(p) - 1
	}
	if n == 0 {
		return text, 0
	}
	b.WriteString(text[last:])
	return b.String(), n
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// canonical brings a text into the form in which phrases are compared, with the
// byte offset of every rune and of the end.
func canonical(s string) ([]rune, []int) {
	toned := vitext.CanonicalTone(s)
	source := []rune(s)
	runes := []rune(toned)
	if len(runes) != len(source) {
		runes = source
	}
	out := make([]rune, 0, len(runes))
	at := make([]int, 0, len(runes)+1)
	offset := 0
	for i, r := range runes {
		width := utf8.RuneLen(source[i])
		if width < 0 {
			width = 1
		}
		switch {
		case unicode.IsSpace(r):
			r = ' '
			if n := len(out); n > 0 && out[n-1] == ' ' {
				offset += width
				continue
			}
		case r == '–' || r == '—' || r == '‑':
			r = '-'
		}
		out = append(out, r)
		at = append(at, offset)
		offset += width
	}
	return out, append(at, len(s))
}

// tidy closes the gap that a deleted phrase leaves: double spaces and commas.
func tidy(s string) string {
	for _, r := range [...][2]string{{"  ", " "}, {" ,", ","}, {" ;", ";"}, {" .", "."}, {",,", ","}, {", ,", ","}, {",;", ";"}, {",.", "."}, {"( ", "("}, {" )", ")"}} {
		for strings.Contains(s, r[0]) {
			s = strings.ReplaceAll(s, r[0], r[1])
		}
	}
	return s
}
