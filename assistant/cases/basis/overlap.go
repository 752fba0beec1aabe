package basis

import (
	"hash/maphash"
	"math"
	"strings"
)

var seed = maphash.MakeSeed()

// terms are the words and word pairs of a text written by [words], each once, in the
// order of the text: their weights then come to the same sum every time.
func terms(text string) []uint64 {
	w := strings.Fields(text)
	out := make([]uint64, 0, 2*len(w))
	seen := make(map[uint64]bool, 2*len(w))
	add := func(s string) {
		if h := maphash.String(seed, s); !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	for i := range w {
		add(w[i])
		if i > 0 {
			add(w[i-1] + " " + w[i])
		}
	}
	return out
}

// termSet is what [terms] finds, to look up in.
func termSet(text string) map[uint64]bool {
	set := map[uint64]bool{}
	for _, t := range terms(text) {
		set[t] = true
	}
	return set
}

// weigh counts in how many điều of the law each term stands.
func (l *Law) weigh() {
	df := map[uint64]int{}
	for _, a := range l.Articles {
		a.terms = terms(a.plain)
		for _, t := range a.terms {
			df[t]++
		}
	}
	l.idf = make(map[uint64]float64, len(df))
	for t, n := range df {
		l.idf[t] = math.Log(float64(len(l.Articles)+1) / float64(n))
	}
	for _, a := range l.Articles {
		for _, t := range a.terms {
			a.mass += l.idf[t]
		}
	}
}

// overlap is how much of what is peculiar to each điều of the law stands in a
// text, over the most that any of them has: 0 to 1.
func (l *Law) overlap(text map[uint64]bool) map[*Article]float64 {
	out := make(map[*Article]float64, len(l.Articles))
	most := 0.0
	for _, a := range l.Articles {
		sum := 0.0
		for _, t := range a.terms {
			if text[t] {
				sum += l.idf[t]
			}
		}
		// The constant keeps short điều from winning by a word or two.
		x := sum / (20 + a.mass)
		out[a], most = x, max(most, x)
	}
	if most > 0 {
		for a := range out {
			out[a] /= most
		}
	}
	return out
}
