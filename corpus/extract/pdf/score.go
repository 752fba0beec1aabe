package pdf

import (
	"strings"
	"unicode"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext"
	"trolyluat/corpus/vitext/legacy"
)

// doubtful is the share of plausible words under which a page gets a second
// opinion. Statutes reach 0.9; tables of abbreviations and foreign names 0.7.
const doubtful = 0.6

// judge counts the letters of a page and says how much of it reads like text.
func (s *sheet) judge() {
	var b strings.Builder
	unmapped, total := 0, 0
	count := func(glyphs []glyph) {
		for i := range glyphs {
			total++
			if g := &glyphs[i]; g.font.unmapped || g.text == "\uFFFD" {
				unmapped++
			}
		}
	}
	for i := range s.rows {
		b.WriteString(s.rows[i].text())
		b.WriteByte('\n')
		for k := range s.rows[i].spans {
			count(s.rows[i].spans[k].glyphs)
		}
	}
	for _, t := range s.tables {
		b.WriteString(cellText(t.glyphs))
		b.WriteByte('\n')
		count(t.glyphs)
	}
	s.state.Score, s.state.Letters = plausibility(b.String())
	if total > 0 && unmapped*2 > total {
		s.state.Score = min(s.state.Score, 0.3)
	}
}

// plausibility is the share of words that may be words: Vietnamese syllables,
// words of plain Latin letters in one case, numbers of legal texts. Letters are
// counted along.
func plausibility(text string) (score float64, letters int) {
	good, all := 0, 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '\'' || r == '|'
	}) {
		n, odd, upper, lower := 0, 0, 0, 0
		for _, r := range word {
			switch {
			case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r), unicode.IsControl(r):
				odd++
			case unicode.IsLetter(r):
				n++
				letters++
				if unicode.IsUpper(r) {
					upper++
				} else {
					lower++
				}
			case unicode.IsDigit(r):
			case unicode.IsSymbol(r):
				odd++
			}
		}
		if n < 2 && odd == 0 {
			continue
		}
		all++
		switch {
		case odd > 0 && n > 0 || odd > 1:
		case vitext.IsVietnameseSyllable(word):
			good++
		case upper > 1 && lower > 1 && !capitalised(word):
		case plainLatin(word):
			good++
		}
	}
	if all == 0 {
		return 1, letters
	}
	return float64(good) / float64(all), letters
}

func capitalised(word string) bool {
	for i, r := range word {
		if i > 0 && unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// plainLatin says that a word has no letters beyond ASCII and a vowel in it, or
// is an abbreviation.
func plainLatin(word string) bool {
	vowel, upper, n := false, true, 0
	for _, r := range word {
		if r >= 0x80 && !strings.ContainsRune("đĐ", r) {
			return false
		}
		n++
		vowel = vowel || strings.ContainsRune("aeiouyAEIOUY", r)
		upper = upper && !unicode.IsLower(r)
	}
	return vowel || upper && n <= 12
}

// decodeLegacy decodes blocks whose fonts did not tell that they are in a legacy
// encoding, and names the encoding of the file.
func decodeLegacy(blocks []extract.Block, sheets []sheet) string {
	seen := make(map[legacy.Encoding]int)
	for i := range sheets {
		for enc, n := range sheets[i].encodings {
			seen[enc] += n
		}
	}
	var all strings.Builder
	for i := range blocks {
		if all.Len() < 1<<20 {
			all.WriteString(blocks[i].Text)
			all.WriteByte('\n')
		}
	}
	if prior := legacy.Guess(all.String()); prior != legacy.None {
		for i := range blocks {
			text, enc := legacy.Repair(blocks[i].Text, prior)
			if enc == legacy.None {
				continue
			}
			seen[enc] += len(text)
			seen[legacy.None] -= len(text)
			blocks[i].Text = text
			for r := range blocks[i].Rows {
				for c := range blocks[i].Rows[r] {
					blocks[i].Rows[r][c] = legacy.Decode(enc, false, blocks[i].Rows[r][c])
				}
			}
		}
	}
	name, best, total := "utf-8", max(seen[legacy.None], 0), 0
	for enc, n := range seen {
		total += max(n, 0)
		if enc != legacy.None && n > best {
			name, best = enc.String(), n
		}
	}
	if best*20 < total*19 {
		return "mixed"
	}
	return name
}
