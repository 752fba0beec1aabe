package rank

import (
	"cmp"
	"math"
	"slices"
)

// Candidate is one passage among those that a first search found.
type Candidate struct {
	Passage *Passage
	// Score is that of the lexical search, 0 when it did not find the passage.
	Score float64
}

// Mean lengths by which BM25 is normalised, in syllables: those of Vietnamese
// statutes at large. They are constants so that a model means the same in every
// store.
var meanLength = [NumFields]float32{Body: 230, Heading: 11, Name: 22, Context: 16}

const meanUnit = 70

// fieldWeight is what a word counts in each field where fields are added, as in
// the lexical search.
var fieldWeight = [NumFields]float32{Body: 1, Heading: 6, Name: 3, Context: 1}

// Features computes one row for every candidate of a list. The columns are
// [FeatureNames]; some compare a candidate with the others of its list.
func Features(q *Query, list []Candidate) [][]float32 {
	m := newMatcher(q)
	flat := make([]float32, len(list)*len(FeatureNames))
	rows := make([][]float32, len(list))
	order := ranks(len(list), func(i int) float32 { return float32(list[i].Score) })
	top := 0.0
	for i := range list {
		top = max(top, list[i].Score)
	}
	if top == 0 {
		top = 1
	}
	masks := make([]mask, len(list))
	for i := range list {
		row := flat[i*len(FeatureNames) : (i+1)*len(FeatureNames) : (i+1)*len(FeatureNames)]
		rows[i] = row
		w := writer{row: row}
		m.match(list[i].Passage)
		m.firstStage(&w, &list[i], top, order[i])
		m.fields(&w, list[i].Passage)
		m.whole(&w, list[i].Passage)
		m.units(&w, list[i].Passage, &masks[i])
		m.form(&w, list[i].Passage)
	}
	documents(rows, list)
	m.local(rows, masks)
	vectors(q, rows, list, order)
	relative(rows)
	return rows
}

// writer fills a row from left to right.
type writer struct {
	row []float32
	at  int
}

func (w *writer) put(values ...float32) {
	w.at += copy(w.row[w.at:], values)
}

// ranks gives each of n candidates its place by key, 0 the best.
func ranks(n int, key func(int) float32) []int {
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	slices.SortStableFunc(idx, func(a, b int) int { return cmp.Compare(key(b), key(a)) })
	place := make([]int, n)
	for p, i := range idx {
		place[i] = p
	}
	return place
}

// ranksOf is ranks by a column.
func ranksOf(rows [][]float32, column int) []int {
	return ranks(len(rows), func(i int) float32 { return rows[i][column] })
}

func log1(x float32) float32 { return float32(math.Log1p(float64(x))) }

func share(part, whole float32) float32 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// FeatureNames are the columns of [Features], in order.
var FeatureNames = slices.Concat(firstStageNames, fieldNames, wholeNames, unitNames, formNames,
	documentNames, localNames, vectorNames, relativeNames)

var firstStageNames = []string{"lexical", "lexical.log", "lexical.rank"}

func (m *matcher) firstStage(w *writer, c *Candidate, top float64, place int) {
	bound := float64(m.sumWeight + m.sumPairs)
	absolute := float32(0)
	if bound > 0 {
		absolute = float32(c.Score / bound)
	}
	w.put(float32(c.Score/top), absolute, log1(float32(place)))
}

var fieldNames = []string{
	"body.bm25", "body.pairs", "body.cover", "body.paircover", "body.run",
	"heading.bm25", "heading.pairs", "heading.cover", "heading.paircover", "heading.run", "heading.reverse",
	"name.bm25", "name.pairs", "name.cover", "name.paircover", "name.run", "name.reverse",
}

// fields compares the question with body, heading and name by themselves: BM25 of syllables and
// pairs as a share of what it can reach, the idf-weighted share of the question
// that occurs, the longest run of its words; and how much of the field the
// question says.
func (m *matcher) fields(w *writer, p *Passage) {
	for f := Body; f <= Name; f++ {
		length := float32(len(p.Fields[f]))
		mean := meanLength[f]
		var single, cover, pairs, pairCover float32
		for i := range m.q.Terms[:m.terms] {
			if tf := m.tf[f][i]; tf > 0 {
				t := &m.q.Terms[i]
				single += t.IDF * t.Weight * saturate(float32(tf), length, mean, 0.9, 0.75)
				cover += t.IDF
			}
		}
		for i := range m.q.Pairs[:m.pairs] {
			if tf := m.pf[f][i]; tf > 0 {
				t := &m.q.Pairs[i]
				pairs += t.IDF * t.Weight * saturate(float32(tf), length, mean, 0.9, 0.75)
				pairCover += t.IDF
			}
		}
		w.put(share(single, m.sumWeight), share(pairs, m.sumPairs), share(cover, m.sumIDF), share(pairCover, m.sumPairIDF),
			share(float32(m.run[f]), float32(m.terms)))
		if f != Body {
			w.put(m.reverse(p.Fields[f]))
		}
	}
}

// reverse is the idf-weighted share of a field that the question says.
func (m *matcher) reverse(tokens []Token) float32 {
	var all, said float32
	for _, t := range tokens {
		idf := m.q.IDF(t.ID())
		all += idf
		if m.term(t) >= 0 {
			said += idf
		}
	}
	return share(said, all)
}

// weightedLength is the length of a passage as BM25F counts it, and the mean.
func weightedLength(p *Passage) (length, mean float32) {
	for f := range p.Fields {
		length += fieldWeight[f] * float32(len(p.Fields[f]))
		mean += fieldWeight[f] * meanLength[f]
	}
	return length, mean
}

var wholeNames = []string{"bm25f", "bm25f.pairs", "cover", "paircover", "titlecover", "missing.idf", "missing.count", "rarest.heading", "rarest.name"}

// whole compares the question with all fields together.
func (m *matcher) whole(w *writer, p *Passage) {
	length, mean := weightedLength(p)
	var single, pairs, cover, pairCover, title, missing, count float32
	rarest, rarestIDF := -1, float32(0)
	for i := range m.q.Terms[:m.terms] {
		t := &m.q.Terms[i]
		tf := float32(0)
		for f := range m.tf {
			tf += fieldWeight[f] * float32(m.tf[f][i])
		}
		if t.IDF > rarestIDF {
			rarest, rarestIDF = i, t.IDF
		}
		if m.tf[Heading][i]+m.tf[Name][i]+m.tf[Context][i] > 0 {
			title += t.IDF
		}
		if tf == 0 {
			count++
			missing = max(missing, t.IDF)
			continue
		}
		single += t.IDF * t.Weight * saturate(tf, length, mean, 0.9, 0.75)
		cover += t.IDF
	}
	for i := range m.q.Pairs[:m.pairs] {
		t := &m.q.Pairs[i]
		tf := float32(0)
		for f := range m.pf {
			tf += fieldWeight[f] * float32(m.pf[f][i])
		}
		if tf > 0 {
			pairs += t.IDF * t.Weight * saturate(tf, length, mean, 0.9, 0.75)
			pairCover += t.IDF
		}
	}
	inHeading, inName := float32(0), float32(0)
	if rarest >= 0 {
		inHeading = float32(min(m.tf[Heading][rarest], 1))
		inName = float32(min(m.tf[Name][rarest], 1))
	}
	w.put(share(single, m.sumWeight), share(pairs, m.sumPairs), share(cover, m.sumIDF), share(pairCover, m.sumPairIDF),
		share(title, m.sumIDF), share(missing, m.maxIDF), share(count, float32(m.terms)), inHeading, inName)
}

var unitNames = []string{"unit.bm25f", "unit.cover", "unit.paircover", "unit.all", "unit.place", "unit.lead", "unit.count", "unit.log",
	"unit.opens", "unit.opening"}

// units finds the khoản that answers best, its heading and names counted in.
func (m *matcher) units(w *writer, p *Passage, seen *mask) {
	var best, bestCover, bestPair, bestAll, bestPlace, bestLength, opens, opening float32
	n := len(p.Units)
	try := func(from, to int32, place float32) {
		if to <= from {
			return
		}
		var tf [maxTerms]uint16
		var pf [maxPairs]uint16
		previous := int16(-1)
		tokens := p.Fields[Body]
		for i := from; i < to; i++ {
			at := m.hit[i]
			if at >= 0 {
				tf[at]++
				if previous >= 0 && tokens[i].Joined() {
					if k := m.pair[previous][at]; k > 0 {
						pf[k-1]++
					}
				}
			}
			previous = at
		}
		length := float32(to - from)
		weighted, mean := length, float32(meanUnit)
		for f := Heading; f < NumFields; f++ {
			weighted += fieldWeight[f] * float32(len(p.Fields[f]))
			mean += fieldWeight[f] * meanLength[f]
		}
		var sum, cover, pair, all float32
		var said uint64
		run, open := m.open(tokens, from, to)
		opens, opening = max(opens, run), max(opening, open)
		for i := range m.q.Terms[:m.terms] {
			t := &m.q.Terms[i]
			whole := float32(tf[i])
			for f := Heading; f < NumFields; f++ {
				whole += fieldWeight[f] * float32(m.tf[f][i])
			}
			if tf[i] > 0 {
				cover += t.IDF
				said |= 1 << i
			}
			if whole > 0 {
				all += t.IDF
				sum += t.IDF * t.Weight * saturate(whole, weighted, mean, 0.9, 0.75)
			}
		}
		for i := range m.q.Pairs[:m.pairs] {
			t := &m.q.Pairs[i]
			whole := float32(pf[i])
			for f := Heading; f < NumFields; f++ {
				whole += fieldWeight[f] * float32(m.pf[f][i])
			}
			if pf[i] > 0 {
				pair += t.IDF
			}
			if whole > 0 {
				sum += t.IDF * t.Weight * saturate(whole, weighted, mean, 0.9, 0.75)
			}
		}
		if sum > best {
			best, bestPlace, bestLength = sum, place, length
			seen.unit = said
		}
		bestCover, bestPair, bestAll = max(bestCover, cover), max(bestPair, pair), max(bestAll, all)
	}
	lead := int32(len(p.Fields[Body]))
	if n > 0 {
		lead = p.Units[0].From
	}
	var leadCover float32
	said := uint64(0)
	for _, at := range m.hit[:lead] {
		if at >= 0 && said&(1<<at) == 0 {
			said |= 1 << at
			leadCover += m.q.Terms[at].IDF
		}
	}
	if n == 0 {
		try(0, lead, 0)
	}
	for i, u := range p.Units {
		try(u.From, u.To, float32(i)/float32(n))
	}
	w.put(share(best, m.sumWeight+m.sumPairs), share(bestCover, m.sumIDF), share(bestPair, m.sumPairIDF), share(bestAll, m.sumIDF),
		bestPlace, share(leadCover, m.sumIDF), log1(float32(n)), log1(bestLength), share(opens, m.sumIDF), share(opening, m.sumIDF))
	seen.of(m)
}

// open tells how much of the question a unit opens with: the idf of the run of
// its words that begins within the first three tokens, and of all its words
// within the first twelve. The khoản that defines a term opens with it.
func (m *matcher) open(tokens []Token, from, to int32) (run, all float32) {
	var said uint64
	running, previous := true, int16(-1)
	for i := from; i < min(to, from+12); i++ {
		at := m.hit[i]
		if at >= 0 {
			if running && (previous < 0 && i < from+3 || previous >= 0 && tokens[i].Joined()) {
				if said&(1<<at) == 0 {
					run += m.q.Terms[at].IDF
				}
				previous = at
			} else {
				running = false
			}
			if said&(1<<at) == 0 {
				all += m.q.Terms[at].IDF
				said |= 1 << at
			}
		} else if previous >= 0 {
			running = false
		}
	}
	return run, all
}
