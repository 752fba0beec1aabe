package language

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/vitext"
)

// Marks as combining characters.
const (
	circumflex = '\u0302'
	breve      = '\u0306'
	horn       = '\u031b'
)

var telexTones = map[byte]rune{'s': '\u0301', 'f': '\u0300', 'r': '\u0309', 'x': '\u0303', 'j': '\u0323'}
var vniTones = map[byte]rune{'1': '\u0301', '2': '\u0300', '3': '\u0309', '4': '\u0303', '5': '\u0323'}

// keystrokes reads a word as keys that an input method did not convert: Telex
// ("dduwowngf", "nguoiwf") or VNI ("d9uo7ng2"). It returns "" when the word has
// no such key, or what the keys give is no Vietnamese syllable.
func keystrokes(word string) string {
	if len(word) > 2*maxWord {
		return ""
	}
	vni := strings.ContainsAny(word, "123456789")
	letters := make([]rune, 0, len(word))
	marks := make([]rune, 0, len(word)) // of the letter in the same place
	tone := rune(0)
	used := false
	mark := func(m rune, bases string) bool {
		for i := len(letters) - 1; i >= 0; i-- {
			if strings.ContainsRune(bases, letters[i]) && marks[i] == 0 {
				marks[i] = m
				if m == horn && letters[i] == 'o' && i > 0 && letters[i-1] == 'u' && marks[i-1] == 0 {
					marks[i-1] = horn // uo with one key is ươ
				}
				return true
			}
		}
		return false
	}
	vowel := func() bool {
		for _, l := range letters {
			if strings.ContainsRune("aeiouy", l) {
				return true
			}
		}
		return false
	}
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= 0x80 {
			return "" // marks already: not plain keys
		}
		done := false
		if vni {
			switch {
			case vniTones[c] != 0 && vowel():
				tone, done = vniTones[c], true
			case c == '6':
				done = mark(circumflex, "aeo")
			case c == '7':
				done = mark(horn, "uo")
			case c == '8':
				done = mark(breve, "a")
			case c == '9':
				done = mark('đ', "d")
			}
			if !done && c >= '0' && c <= '9' {
				return ""
			}
		} else {
			switch {
			case telexTones[c] != 0 && vowel() && i > 0:
				tone, done = telexTones[c], true
			case c == 'w':
				switch {
				case mark(horn, "o"), mark(horn, "u"), mark(breve, "a"):
				default: // w alone is ư
					letters, marks = append(letters, 'u'), append(marks, horn)
				}
				done = true
			case c == 'a' || c == 'e' || c == 'o':
				done = strings.ContainsRune(string(letters), rune(c)) && mark(circumflex, string(rune(c)))
			case c == 'd':
				done = len(letters) > 0 && mark('đ', "d")
			}
		}
		if done {
			used = true
			continue
		}
		letters, marks = append(letters, rune(c)), append(marks, 0)
	}
	if !used {
		return ""
	}
	var b strings.Builder
	last := -1
	for i, l := range letters {
		if strings.ContainsRune("aeiouy", l) {
			last = i
			if marks[i] != 0 {
				break
			}
		}
	}
	for i, l := range letters {
		switch marks[i] {
		case 0:
			b.WriteRune(l)
		case 'đ':
			b.WriteRune('đ')
		default:
			b.WriteRune(l)
			b.WriteRune(marks[i])
		}
		if i == last && tone != 0 {
			b.WriteRune(tone)
		}
	}
	out := vitext.CanonicalTone(norm.NFC.String(b.String()))
	if !vitext.IsVietnameseSyllable(out) {
		return ""
	}
	return out
}
