package retrieval

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"trolyluat/corpus/vitext"
)

// damage types questions as hurried people do.
type damage struct {
	strip, typos float64
	random       *rand.Rand
}

// Damage returns what types questions as hurried people do: strip is the share of
// syllables whose diacritics are taken away, typos that of those with a slip. The
// same questions in the same order and seed give the same damage.
func Damage(strip, typos float64, seed uint64) func(question string) string {
	return newDamage(strip, typos, seed).apply
}

func newDamage(strip, typos float64, seed uint64) *damage {
	return &damage{strip, typos, rand.New(rand.NewPCG(seed, 0xda3e39cb94b95bdb))}
}

// apply takes diacritics away and plants slips, syllable by syllable. A slip is a
// letter left out, put in, changed for another, or swapped with its neighbour,
// each as often; words without two letters stay.
func (d *damage) apply(text string) string {
	if d.strip == 0 && d.typos == 0 {
		return text
	}
	words := strings.Fields(vitext.Normalize(text))
	for i, w := range words {
		if d.strip > 0 && d.random.Float64() < d.strip {
			w = plain(w)
		}
		if d.typos > 0 && d.random.Float64() < d.typos {
			w = d.slip(w)
		}
		words[i] = w
	}
	return strings.Join(words, " ")
}

// plain is a word without diacritics, letter case kept.
func plain(w string) string {
	var b strings.Builder
	for _, r := range w {
		f := vitext.Fold(string(r))
		if unicode.IsUpper(r) {
			f = strings.ToUpper(f)
		}
		b.WriteString(f)
	}
	return b.String()
}

func (d *damage) slip(w string) string {
	letters := []rune(w)
	var at []int
	for i, r := range letters {
		if unicode.IsLetter(r) {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return w
	}
	k := at[d.random.IntN(len(at))]
	other := rune('a' + d.random.IntN(26))
	switch d.random.IntN(4) {
	case 0:
		letters = append(letters[:k], letters[k+1:]...)
	case 1:
		letters = append(letters[:k], append([]rune{other}, letters[k:]...)...)
	case 2:
		letters[k] = other
	default:
		if k+1 < len(letters) {
			letters[k], letters[k+1] = letters[k+1], letters[k]
		}
	}
	return string(letters)
}
