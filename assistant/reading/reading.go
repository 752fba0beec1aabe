// Package reading reads provisions for a question without a language model: it
// marks the sentences that answer, takes out the phrase that is asked for, and
// weighs claims (true or false, multiple choice) against the provisions by their
// words, numbers, negations, modality and subject, and says how sure it is.
// Package assistant calls it for extractive answers; reading/train fits its
// weights.
package reading

import (
	"math"
	"slices"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
)

// Passage is a điều that may hold the answer, best first.
type Passage struct {
	Text    string // with the line that names it
	Heading string
	// Best is the span of the khoản or điểm that the search points at; zero when
	// it points at the whole.
	Best  corpus.Span
	Score float64 // of the search, the best passage's is 1
	// Above are the name of the text and the headings over the điều, and Prob is
	// how probable the search holds the passage to answer: for judging whether the
	// passages carry an answer.
	Above string
	Prob  float64
}

// Reader reads with fitted weights. It is safe for concurrent use.
type Reader struct{ weights Weights }

// New makes a reader with the given weights.
func New(w Weights) *Reader { return &Reader{w} }

// Default is the reader with the weights that ship.
func Default() *Reader { return New(shipped()) }

// Reading is a question with the passages read for it.
type Reading struct {
	Words     *Words
	Asked     Asked
	weights   *Weights
	text      string
	passages  []Passage
	cut       [][]piece
	list      []candidate
	prob      [][]float64 // by passage and piece
	comparers []*cite.Comparer
	look      Frequencies
	asked     string // see Hear
	meant     []Meant
}

// Read cuts the passages into sentences and says how likely each answers the
// question. Words that the question typed without diacritics are matched without
// them. Errors are those of frequencies.
func (r *Reader) Read(question string, passages []Passage, frequencies Frequencies) (*Reading, error) {
	w, err := NewWords(question, frequencies)
	if err != nil {
		return nil, err
	}
	out := &Reading{Words: w, Asked: Parse(question), weights: &r.weights, text: question, passages: passages, look: frequencies}
	out.list, out.cut = w.candidates(out.Asked, passages)
	out.prob = make([][]float64, len(out.cut))
	for i := range out.cut {
		out.prob[i] = make([]float64, len(out.cut[i]))
	}
	rows := make([][]float64, len(out.list))
	for i := range out.list {
		rows[i] = out.list[i].features
	}
	for i, p := range softmax(r.weights.Mark, rows) {
		out.prob[out.list[i].passage][out.list[i].piece] = p
	}
	return out, nil
}

// softmax turns rows into probabilities of being the one that answers.
func softmax(weights []float64, rows [][]float64) []float64 {
	s := make([]float64, len(rows))
	top := math.Inf(-1)
	for i, row := range rows {
		s[i] = dot(weights, row)
		top = max(top, s[i])
	}
	z := 0.0
	for i := range s {
		s[i] = math.Exp(s[i] - top)
		z += s[i]
	}
	for i := range s {
		s[i] /= z
	}
	return s
}

func dot(w, x []float64) float64 {
	s := 0.0
	for i := range min(len(w), len(x)) {
		s += w[i] * x[i]
	}
	return s
}

// How much is marked: sentences in the order of their probability until enough
// of it is covered, as long as they fit; from markSure on only those that are
// worth their words. A list that answers is marked whole up to its own bound.
const (
	markSure   = 0.78
	markEnough = 0.9
	markWorth  = 0.002 // probability a word that a further sentence must have
	markStep   = 20    // words that going on to another sentence counts for
	markWords  = 120
	listWords  = 260
	markMost   = 6 // sentences besides those of a list
)

// Marks are the spans of each passage's text that answer, in the order of the
// text; none where nothing does.
func (r *Reading) Marks() [][]corpus.Span {
	marked := make([]map[int]bool, len(r.cut))
	for i := range marked {
		marked[i] = map[int]bool{}
	}
	order := make([]int, len(r.list))
	for i := range order {
		order[i] = i
	}
	prob := func(i int) float64 { return r.prob[r.list[i].passage][r.list[i].piece] }
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case prob(a) > prob(b):
			return -1
		case prob(a) < prob(b):
			return 1
		}
		return 0
	})
	used, covered := 0, 0.0
	for n, i := range order {
		if n > markMost || n > 0 && covered > markEnough {
			break
		}
		at, k := r.list[i].passage, r.list[i].piece
		if words := len(r.cut[at][k].tokens); n > 0 && (used+words > markWords || covered > markSure && prob(i) < markWorth*float64(words+markStep)) {
			continue
		}
		covered += prob(i)
		if !marked[at][k] {
			used += r.mark(marked[at], at, k, used)
		}
	}
	for i := range r.cut {
		for k := range r.cut[i] {
			if marked[i][k] {
				used += r.markCases(marked[i], i, k, used)
			}
		}
	}
	out := make([][]corpus.Span, len(r.cut))
	for i := range r.cut {
		out[i] = []corpus.Span{}
		for k := range r.cut[i] {
			if marked[i][k] {
				out[i] = append(out[i], r.cut[i][k].Span)
			}
		}
	}
	return out
}

// mark marks a piece with the rest of its sentence and the list that it leads
// into, and returns how many words that took.
func (r *Reading) mark(marked map[int]bool, passage, k, used int) int {
	list, text := r.cut[passage], r.passages[passage].Text
	words := len(list[k].tokens)
	marked[k] = true
	for j := k + 1; j < len(list) && !marked[j]; j++ {
		before, next := list[j-1], list[j]
		if next.first || text[before.End:next.Start] != " " || text[before.End-1] != ';' || used+words+len(next.tokens) > markWords {
			break
		}
		marked[j] = true
		words += len(next.tokens)
	}
	if r.Asked.Ask == AskDefinition { // goes on to the end of its khoản
		for j := k + 1; j < len(list) && !marked[j] && !list[j].first && text[list[j-1].End:list[j].Start] == " " && used+words+len(list[j].tokens) <= markWords; j++ {
			marked[j] = true
			words += len(list[j].tokens)
		}
	}
	if !list[k].lead || r.Asked.Ask == AskQuantity && answers(r.Asked, text[list[k].Start:list[k].End]) {
		return words // the items say when, not how much
	}
	limit := markWords
	switch r.Asked.Ask {
	case AskList, AskOther, AskManner, AskDefinition:
		limit = listWords
	}
	for j := k + 1; j < len(list); j++ {
		if list[j].parent == k && !marked[j] && used+words+len(list[j].tokens) <= limit {
			marked[j] = true
			words += len(list[j].tokens)
		}
	}
	return words
}

// Sure is the probability of the best sentence and what belongs to it: how sure
// the reader is of its place, given that one of the passages answers.
func (r *Reading) Sure() float64 {
	best := 0.0
	for i := range r.prob {
		for _, p := range r.prob[i] {
			best = max(best, p)
		}
	}
	return best
}

// Share is the probability that passage i is the one that answers.
func (r *Reading) Share(i int) float64 {
	sum := 0.0
	for _, p := range r.prob[i] {
		sum += p
	}
	return sum
}

// compared prepares the passages for claims, once.
func (r *Reading) compared() []*cite.Comparer {
	if r.comparers == nil {
		for i := range r.passages {
			r.comparers = append(r.comparers, cite.NewComparer(cite.Evidence{Text: r.passages[i].Text, Heading: r.passages[i].Heading}))
		}
	}
	return r.comparers
}

// Sentence is a sentence or list item of a passage, for looking at by what it is
// about.
type Sentence struct {
	Passage int
	Span    corpus.Span // in the passage's text
	Text    string
	Lead    string  // the line that leads into it, "" for none
	Share   float64 // of the question's weight that stands in it, its lead and the heading
	Prob    float64 // that it answers
	Leads   bool    // a list follows
}

// Each lists the sentences of the passages but for the lines that name the điều.
func (r *Reading) Each() []Sentence {
	var out []Sentence
	for i := range r.cut {
		heading := r.Words.tokens(r.passages[i].Heading)
		for k := range r.cut[i] {
			x := &r.cut[i][k]
			if x.level == levelHeading {
				continue
			}
			s := Sentence{Passage: i, Span: x.Span, Text: r.passages[i].Text[x.Start:x.End], Prob: r.prob[i][k], Leads: x.lead}
			var lead []token
			if x.parent >= 0 {
				y := &r.cut[i][x.parent]
				s.Lead, lead = r.passages[i].Text[y.Start:y.End], y.tokens
			}
			s.Share, _ = r.Words.cover(x.tokens, lead, heading)
			out = append(out, s)
		}
	}
	return out
}
