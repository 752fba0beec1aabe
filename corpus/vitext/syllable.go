package vitext

import "strings"

// onsets are the initial consonants of Vietnamese spelling; "" is one too.
var onsets = makeSet("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

// rhymes are the vowels with final consonant, without tone, in canonical
// spelling, as the phonology textbooks list them.
var rhymes = makeSet(`
	a ac ach ai am an ang anh ao ap at au ay
	ăc ăm ăn ăng ăp ăt
	âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et
	ê êch êm ên ênh êp êt êu êng
	i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
	o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oc oi om on ong ooc oong op ot
	ô ôc ôi ôm ôn ông ôp ôt ôông ôôc
	ơ ơi ơm ơn ơp ơt
	u ua uân uâng uât uây uc ui um un ung uôc uôi uôm uôn uông uôt up ut uê uêch uênh uên uơ uơn uy uya uych uyên uyêt uynh uyt uyn uyp uyu
	ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ưm
	y yêm yên yêt yêu yêng yt ych ynh ym yn yp`)

// stopped rhymes end in p, t, c or ch and know two tones only, sắc and nặng.
func stopped(rhyme string) bool {
	switch rhyme[len(rhyme)-1] {
	case 'p', 't', 'c':
		return true
	}
	return strings.HasSuffix(rhyme, "ch")
}

func makeSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// IsVietnameseSyllable tells whether a word could be a Vietnamese syllable by
// its spelling: an onset, a rhyme and a tone that go together, in either tone
// placement and any letter case, NFC. It knows no word list: "đương" is one and
// so is "ngoém"; "string", "qtr" and "đường1" are not.
func IsVietnameseSyllable(word string) bool {
	var w syllable
	if !w.parse(word) {
		return false
	}
	tone, tones := uint8(toneNone), 0
	var plain [maxSyllable * 2]byte
	buf := plain[:0]
	split := -1 // where the vowels begin
	for i, r := range w.r[:w.n] {
		l := &letters[r]
		if l.class&isLetter == 0 {
			return false
		}
		low := rune(l.lower)
		if l.class&isVowel != 0 {
			if split < 0 {
				split = len(buf)
			}
			if l.tone != toneNone {
				tone = l.tone
				tones++
			}
			low = vowelRows[l.row][0]
		} else if low >= 0x80 && low != 'đ' || low == 'f' || low == 'j' || low == 'w' || low == 'z' {
			return false
		}
		_ = i
		buf = appendRune(buf, low)
	}
	if split < 0 || tones > 1 {
		return false
	}
	onset, rhyme := string(buf[:split]), string(buf[split:])
	switch {
	case onset == "q":
		if !strings.HasPrefix(rhyme, "u") || len(rhyme) < 2 {
			return false
		}
		// "quy" is written with y, "quơ", "quốc" with the bare vowel.
		onset, rhyme = "qu", rhyme[1:]
	case onset == "g" && strings.HasPrefix(rhyme, "i"):
		switch {
		case rhyme == "i" || rhyme == "in" || rhyme == "im" || strings.HasPrefix(rhyme, "iê"):
			onset = "gi" // gì, gìn, giếng: the i serves twice
		case rhyme == "ia": // gia
			onset, rhyme = "gi", "a"
		default:
			onset, rhyme = "gi", rhyme[1:]
		}
	}
	if onset != "" && !onsets[onset] || !rhymes[rhyme] {
		return false
	}
	if stopped(rhyme) && tone != toneSac && tone != toneNang {
		return false
	}
	return fits(onset, rhyme)
}

// fits checks the spelling rules between onset and vowel: k, gh, ngh before
// i e ê y; c, g, ng before the others; rhymes with yê stand alone.
func fits(onset, rhyme string) bool {
	front := strings.HasPrefix(rhyme, "e") || strings.HasPrefix(rhyme, "ê") || strings.HasPrefix(rhyme, "i") || strings.HasPrefix(rhyme, "y")
	switch onset {
	case "gh", "ngh":
		return front && rhyme[0] != 'y'
	case "k":
		return front
	case "c", "g", "ng":
		return !front
	case "qu":
		return rhyme[0] != 'u' && !strings.HasPrefix(rhyme, "ư") && !strings.HasPrefix(rhyme, "o")
	case "":
		return rhyme != "yt" && rhyme != "ych" && rhyme != "ynh"
	}
	if strings.HasPrefix(rhyme, "yê") {
		return false
	}
	// mỹ, lý, hy, sy …; but no y before a final consonant except after qu.
	return rhyme[0] != 'y' || rhyme == "y"
}

func appendRune(b []byte, r rune) []byte {
	if r < 0x80 {
		return append(b, byte(r))
	}
	return append(b, string(r)...)
}
