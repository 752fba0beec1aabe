package layout

import "strings"

// isSymbolFont tells the fonts whose characters are pictures or Greek letters.
func isSymbolFont(name string) bool {
	name = strings.ToLower(name)
	return name == "symbol" || strings.HasPrefix(name, "wingdings") || strings.HasPrefix(name, "webdings") || strings.HasPrefix(name, "zapfdingbats")
}

// symbolGreek is the Symbol font from 0x41 to 0x5A and from 0x61 to 0x7A.
const (
	symbolUpper = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
	symbolLower = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
)

// symbolMarks are further characters of the Symbol font that law texts use.
var symbolMarks = map[rune]rune{
	0xA3: '≤', 0xB3: '≥', 0xB1: '±', 0xB4: '×', 0xB8: '÷', 0xB9: '≠', 0xBB: '≈', 0xBC: '…', 0xB0: '°', 0xB7: '•', 0xD7: '⋅',
	0xAE: '→', 0xAC: '←', 0xAD: '↑', 0xAF: '↓', 0xDE: '⇒', 0xDB: '⇔', 0xE5: '∑', 0xF2: '∫', 0xD6: '√', 0xA5: '∞', 0xCE: '∈', 0xB6: '∂',
	0xBE: '-', 0x2D: '−',
}

// wingdings are the boxes, ticks and arrows of the Wingdings font.
var wingdings = map[rune]rune{
	0xA8: '☐', 0x6F: '☐', 0x71: '☐', 0x70: '☐', 0xFE: '☑', 0xFD: '☒', 0x78: '☒', 0xFC: '✓', 0xFB: '✗',
	0xE0: '→', 0xDF: '←', 0xF0: '⇨', 0xE8: '➔', 0xD8: '➢', 0x46: '☞', 0x28: '☎', 0x2A: '✉', 0xA7: '▪', 0x6E: '■', 0x6C: '●', 0xA1: '○', 0x76: '❖',
}

// Symbol gives the Unicode character that a symbol font shows for a code, which
// may stand in the private use area. Codes unknown here are bullets.
func Symbol(font string, r rune) rune {
	if r >= 0xF000 && r <= 0xF0FF {
		r -= 0xF000
	}
	if r <= 0x20 {
		return ' '
	}
	if strings.HasPrefix(strings.ToLower(font), "wingdings") {
		if out, ok := wingdings[r]; ok {
			return out
		}
		return '•'
	}
	if strings.ToLower(font) != "symbol" {
		return '•'
	}
	switch {
	case r >= 'A' && r <= 'Z':
		return []rune(symbolUpper)[r-'A']
	case r >= 'a' && r <= 'z':
		return []rune(symbolLower)[r-'a']
	}
	if out, ok := symbolMarks[r]; ok {
		return out
	}
	if r < 0x7F {
		return r
	}
	return '•'
}

// mapSymbols replaces the private use codes in text set in a symbol font.
// Ordinary letters stay: programs keep the font's name when text is typed on.
func mapSymbols(font, s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xF000 && r <= 0xF0FF {
			return Symbol(font, r)
		}
		return r
	}, s)
}
