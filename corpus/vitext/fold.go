package vitext

import (
	"sort"
	"unicode/utf8"
)

// Fold returns s in lower case without diacritics, đ as d: what a question typed
// without marks is matched against. Letters outside Latin are only lower-cased;
// combining marks vanish.
func Fold(s string) string {
	if i := foldedPrefix(s); i == len(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = appendFolded(b, r)
	}
	return string(b)
}

// foldedPrefix is the length of the part of s that Fold leaves alone, looking at
// ASCII only.
func foldedPrefix(s string) int {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return i
		}
	}
	return len(s)
}

func appendFolded(b []byte, r rune) []byte {
	if r < tableSize {
		l := &letters[r]
		switch {
		case l.fold != 0:
			return append(b, l.fold)
		case l.class&isMark != 0:
			return b
		}
		return utf8.AppendRune(b, rune(l.lower))
	}
	return utf8.AppendRune(b, lowerOf(r))
}

// Folded is a folded text that knows where each of its bytes came from, so that
// a match in it can be shown in the original.
type Folded struct {
	Text string
	// from and at are parallel: at folded offset from[i] the original offset is
	// at[i], and both grow by one until the next entry.
	from, at []int32
	size     int // of the original
}

// FoldMap is Fold with the way back.
func FoldMap(s string) Folded {
	f := Folded{size: len(s)}
	b := make([]byte, 0, len(s))
	delta := int32(0)
	for i, r := range s {
		before := len(b)
		b = appendFolded(b, r)
		if d := int32(i - before); len(b) > before && d != delta {
			f.from = append(f.from, int32(before))
			f.at = append(f.at, int32(i))
			delta = d
		}
	}
	f.Text = string(b)
	return f
}

// Original maps a byte offset of Text to the byte offset in the source. The end
// of Text maps to the end of the source; marks that folding drops belong to the
// letter before them.
func (f *Folded) Original(offset int) int {
	if offset >= len(f.Text) {
		return f.size
	}
	i := sort.Search(len(f.from), func(i int) bool { return int(f.from[i]) > offset }) - 1
	if i < 0 {
		if len(f.at) > 0 {
			return min(offset, int(f.at[0]))
		}
		return min(offset, f.size)
	}
	// A letter that folding made longer must not reach past the next one.
	limit := f.size
	if i+1 < len(f.at) {
		limit = int(f.at[i+1])
	}
	return min(int(f.at[i])+offset-int(f.from[i]), limit)
}

// Span maps a range of Text to the range of the source that it stands for.
func (f *Folded) Span(start, end int) (from, to int) {
	return f.Original(start), f.Original(end)
}

// HasDiacritics tells whether s has a letter that Fold strips: đ, a Vietnamese
// vowel with a mark or tone, or a combining mark.
func HasDiacritics(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if classOf(r)&(isDiacritic|isMark) != 0 {
			return true
		}
		i += n
	}
	return false
}
