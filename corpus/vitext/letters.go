package vitext

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// vowelRows lists the twelve Vietnamese vowels, each with its six tones in the
// order ngang, huyền, sắc, hỏi, ngã, nặng.
var vowelRows = [12][6]rune{
	{'a', 'à', 'á', 'ả', 'ã', 'ạ'},
	{'ă', 'ằ', 'ắ', 'ẳ', 'ẵ', 'ặ'},
	{'â', 'ầ', 'ấ', 'ẩ', 'ẫ', 'ậ'},
	{'e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ'},
	{'ê', 'ề', 'ế', 'ể', 'ễ', 'ệ'},
	{'i', 'ì', 'í', 'ỉ', 'ĩ', 'ị'},
	{'o', 'ò', 'ó', 'ỏ', 'õ', 'ọ'},
	{'ô', 'ồ', 'ố', 'ổ', 'ỗ', 'ộ'},
	{'ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ'},
	{'u', 'ù', 'ú', 'ủ', 'ũ', 'ụ'},
	{'ư', 'ừ', 'ứ', 'ử', 'ữ', 'ự'},
	{'y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'},
}

// Rows of the vowels that a mark makes.
const (
	rowBreveA      = 1
	rowCircumflexA = 2
	rowCircumflexE = 4
	rowCircumflexO = 7
	rowHornO       = 8
	rowHornU       = 10
)

// modified says which rows carry a mark of quality (ă â ê ô ơ ư); the tone of a
// syllable that has one stands on it.
var modified = [12]bool{
	rowBreveA: true, rowCircumflexA: true, rowCircumflexE: true, rowCircumflexO: true, rowHornO: true, rowHornU: true,
}

// The tones, as columns of vowelRows.
const (
	toneNone = iota
	toneHuyen
	toneSac
	toneHoi
	toneNga
	toneNang
)

// class bits of a rune.
const (
	isLetter    = 1 << iota
	isMark      // combining mark: belongs to the letter before
	isDigit     // 0-9
	isUpper     // has a lower-case form
	isVowel     // one of vowelRows, either case
	isToned     // a vowel with a tone
	isDiacritic // a Latin letter that Fold changes beyond its case
)

// letter is what the tables know of a rune.
type letter struct {
	class uint8
	row   uint8 // of vowelRows, when isVowel
	tone  uint8
	fold  byte // the ASCII letter that Fold gives, 0 if none
	lower uint16
}

// tableSize covers Latin with all its Vietnamese letters (up to U+1EFF); runes
// beyond are asked of package unicode.
const tableSize = 0x1F00

var letters = makeLetters()

func makeLetters() *[tableSize]letter {
	var t [tableSize]letter
	for r := rune(0); r < tableSize; r++ {
		l := &t[r]
		l.lower = uint16(r)
		if low := unicode.ToLower(r); low != r && low < tableSize {
			l.lower = uint16(low)
			l.class |= isUpper
		}
		switch {
		case unicode.IsLetter(r):
			l.class |= isLetter
		case unicode.IsMark(r):
			l.class |= isMark
		case r >= '0' && r <= '9':
			l.class |= isDigit
		}
		if l.class&isLetter != 0 {
			l.fold = foldLatin(rune(l.lower))
			if l.fold != 0 && l.lower >= utf8.RuneSelf {
				l.class |= isDiacritic
			}
		}
	}
	for i, row := range vowelRows {
		for tone, r := range row {
			for _, r := range [2]rune{r, unicode.ToUpper(r)} {
				t[r].class |= isVowel
				if tone != toneNone {
					t[r].class |= isToned
				}
				t[r].row, t[r].tone = uint8(i), uint8(tone)
			}
		}
	}
	return &t
}

// foldLatin gives the ASCII letter under the diacritics of a lower-case Latin
// letter, 0 where there is none.
func foldLatin(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r)
	}
	switch r {
	case 'đ', 'ð', 'ɖ':
		return 'd'
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'ı':
		return 'i'
	}
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	if base < utf8.RuneSelf && base != r {
		return byte(base)
	}
	return 0
}

// vowel returns the letter of a row and tone, in the case asked for.
func vowel(row, tone uint8, upper bool) rune {
	r := vowelRows[row][tone]
	if upper {
		return unicode.ToUpper(r)
	}
	return r
}

func classOf(r rune) uint8 {
	if r < tableSize {
		return letters[r].class
	}
	switch {
	case unicode.IsLetter(r):
		if unicode.IsUpper(r) {
			return isLetter | isUpper
		}
		return isLetter
	case unicode.IsMark(r):
		return isMark
	}
	return 0
}

func lowerOf(r rune) rune {
	if r < tableSize {
		return rune(letters[r].lower)
	}
	return unicode.ToLower(r)
}
