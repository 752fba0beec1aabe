package rank

import "math"

// maxPairs bounds the pairs of a question; every pair needs its own count.
const maxPairs = 96

// tableSize is a power of two well above terms and alternatives.
const tableSize = 1024

// matcher holds a question ready for comparing and the counts of the passage
// compared last. It is made once a question and used for all its candidates.
type matcher struct {
	q     *Query
	keys  [tableSize]Token // 0 is empty
	place [tableSize]int16
	pair  [maxTerms][maxTerms]int16 // place in q.Pairs plus one

	sumIDF, maxIDF      float32 // over terms that occur in the store
	sumWeight, sumPairs float32 // of weight times idf
	sumPairIDF          float32
	terms, pairs        int

	tf  [NumFields][maxTerms]uint16
	pf  [NumFields][maxPairs]uint16
	run [NumFields]int // longest run of the question's words in its order
	hit []int16        // term of every body token, or -1
}

func newMatcher(q *Query) *matcher {
	m := &matcher{q: q, terms: min(len(q.Terms), maxTerms), pairs: min(len(q.Pairs), maxPairs)}
	for i := range q.Terms[:m.terms] {
		t := &q.Terms[i]
		m.put(t.Token, i)
		for _, a := range t.Alternatives {
			m.put(a, i)
		}
		m.sumIDF += t.IDF
		m.sumWeight += t.IDF * t.Weight
		m.maxIDF = max(m.maxIDF, t.IDF)
	}
	for i, p := range q.Pairs[:m.pairs] {
		if p.A < m.terms && p.B < m.terms {
			m.pair[p.A][p.B] = int16(i + 1)
			m.sumPairs += p.IDF * p.Weight
			m.sumPairIDF += p.IDF
		}
	}
	return m
}

func (m *matcher) put(t Token, term int) {
	t = t.ID()
	for i, n := int(t)&(tableSize-1), 0; n < tableSize/2; i, n = (i+1)&(tableSize-1), n+1 {
		if m.keys[i] == t {
			return
		}
		if m.keys[i] == 0 {
			m.keys[i], m.place[i] = t, int16(term)
			return
		}
	}
}

// term is the place of a token in the question, or -1.
func (m *matcher) term(t Token) int16 {
	t = t.ID()
	for i := int(t) & (tableSize - 1); ; i = (i + 1) & (tableSize - 1) {
		if m.keys[i] == t {
			return m.place[i]
		}
		if m.keys[i] == 0 {
			return -1
		}
	}
}

// match counts the question's terms and pairs in every field of p.
func (m *matcher) match(p *Passage) {
	for f := range p.Fields {
		tf, pf := &m.tf[f], &m.pf[f]
		clear(tf[:m.terms])
		clear(pf[:m.pairs])
		tokens := p.Fields[f]
		if f == int(Body) {
			if cap(m.hit) < len(tokens) {
				m.hit = make([]int16, len(tokens)*2)
			}
			m.hit = m.hit[:len(tokens)]
		}
		previous, run, longest := int16(-1), 0, 0
		for i, t := range tokens {
			at := m.term(t)
			if f == int(Body) {
				m.hit[i] = at
			}
			if at >= 0 {
				if tf[at] < math.MaxUint16 {
					tf[at]++
				}
				paired := false
				if previous >= 0 && t.Joined() {
					if k := m.pair[previous][at]; k > 0 {
						paired = true
						if pf[k-1] < math.MaxUint16 {
							pf[k-1]++
						}
					}
				}
				if paired {
					run++
				} else {
					run = 1
				}
				longest = max(longest, run)
			}
			previous = at
		}
		m.run[f] = longest
	}
}

// saturate is the BM25 curve in [0, 1).
func saturate(tf, length, mean, k1, b float32) float32 {
	if tf == 0 {
		return 0
	}
	return tf / (tf + k1*(1-b+b*length/mean))
}
