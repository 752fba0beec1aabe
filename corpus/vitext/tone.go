package vitext

import "unicode/utf8"

// CanonicalTone moves the tone mark of every syllable to one place, so that both
// spellings of a word match: hoà → hòa, thuý → thúy, and the slips gía → giá,
// qúy → quý, hòan → hoàn. The place is the old style's (on the first of two
// vowels that end a syllable), which most statutes use. The input should be NFC;
// letter case and everything else stay. For matching only: show the original.
func CanonicalTone(s string) string {
	var out []byte
	done := 0 // s[:done] is in out, once out is not nil
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf && letters[s[i]].class&isLetter == 0 {
			i++
			continue
		}
		start, moved := i, false
		var vowels, toned int
		for i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			c := classOf(r)
			if c&(isLetter|isMark) == 0 {
				break
			}
			if c&isVowel != 0 {
				vowels++
			}
			if c&isToned != 0 {
				toned++
			}
			i += n
		}
		if i == start { // neither letter nor ASCII
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		if vowels < 2 || toned != 1 {
			continue
		}
		var w syllable
		if moved = w.parse(s[start:i]) && w.place(); moved {
			out = append(out, s[done:start]...)
			out = w.append(out)
			done = i
		}
	}
	if out == nil {
		return s
	}
	return string(append(out, s[done:]...))
}

// maxSyllable is longer than any syllable (nghiêng has seven letters).
const maxSyllable = 10

// syllable is a word taken apart into letters.
type syllable struct {
	r [maxSyllable]rune
	n int
}

// parse takes the runes of a word; it is false for what is too long to be a
// syllable.
func (w *syllable) parse(s string) bool {
	w.n = 0
	for _, r := range s {
		if w.n == maxSyllable || r >= tableSize {
			return false
		}
		w.r[w.n] = r
		w.n++
	}
	return w.n > 0
}

func (w *syllable) append(b []byte) []byte {
	for _, r := range w.r[:w.n] {
		b = utf8.AppendRune(b, r)
	}
	return b
}

func isLetterLike(r rune, lower byte) bool { return r == rune(lower) || r == rune(lower-'a'+'A') }

// nucleus returns the range [from, to) of the vowels that may carry the tone:
// without the u of qu and the i of gi. It is empty where the vowels are not in
// one piece, as in words that are not Vietnamese.
func (w *syllable) nucleus() (from, to int) {
	is := func(i int) bool { return letters[w.r[i]].class&isVowel != 0 }
	for from < w.n && !is(from) {
		from++
	}
	to = from
	for to < w.n && is(to) {
		to++
	}
	for i := to; i < w.n; i++ {
		if is(i) {
			return 0, 0
		}
	}
	if to-from >= 2 && from > 0 {
		first := &letters[w.r[from]]
		if isLetterLike(w.r[from-1], 'q') && vowelRows[first.row][0] == 'u' ||
			from == 1 && isLetterLike(w.r[0], 'g') && vowelRows[first.row][0] == 'i' {
			// "gì", "giêng"; but the i of "gịn" or "gì" is itself the vowel.
			from++
		}
	}
	return from, to
}

// place puts the one tone of the syllable where it belongs and tells whether
// it was elsewhere.
func (w *syllable) place() bool {
	from, to := w.nucleus()
	if from >= to {
		return false
	}
	at, tone := -1, uint8(toneNone)
	for i := 0; i < to; i++ {
		if l := &letters[w.r[i]]; l.class&isToned != 0 {
			at, tone = i, l.tone
		}
	}
	if at < 0 {
		return false
	}
	want := w.toneSeat(from, to)
	if want == at {
		return false
	}
	w.setTone(at, toneNone)
	w.setTone(want, tone)
	return true
}

// toneSeat tells which vowel of the nucleus carries the tone.
func (w *syllable) toneSeat(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if modified[letters[w.r[i]].row] {
			// The last marked vowel: ươ takes it on ơ; ưu and ưa on ư.
			return i
		}
	}
	switch n := to - from; {
	case to < w.n: // closed by a consonant: hoàn, khuýp
		return to - 1
	case n >= 3: // ngoài, khuỷu
		return from + 1
	default: // hòa, của, chào; one vowel
		return from
	}
}

func (w *syllable) setTone(i int, tone uint8) {
	l := &letters[w.r[i]]
	w.r[i] = vowel(l.row, tone, l.class&isUpper != 0)
}
