package rank

// maxTerms bounds the distinct syllables of a question that are compared; of a
// longer one (a told case) the rarest are kept by the caller.
const maxTerms = 64

// Term is a distinct syllable of a question.
type Term struct {
	Name  string // as in package lexical
	Shape [ShapeSize]float32
	Token Token
	// Alternatives are other spellings that count as the term (readings of a
	// syllable typed without diacritics, what an abbreviation stands for).
	Alternatives []Token
	IDF          float32 // in the store; zero when it occurs nowhere
	Weight       float32 // what package retrieval gives it, 1 for an ordinary one
}

// Pair is two neighbouring syllables of a question, as places in Query.Terms.
type Pair struct {
	Name   string // as in package lexical
	Shape  [ShapeSize]float32
	A, B   int
	IDF    float32
	Weight float32
}

// Query is a question prepared for ranking.
type Query struct {
	Terms []Term
	Pairs []Pair
	Cues  Cue
	// Vector is the question's by the built-in embedder, of length one; nil
	// without it.
	Vector []float32
	// IDF tells the idf of any syllable, for what a heading says beyond the
	// question. It must not be nil.
	IDF func(Token) float32
}

// Cue is a set of what the wording of a question asks for.
type Cue uint8

// The cues.
const (
	AsksDefinition Cue = 1 << iota // "… là gì", "hiểu thế nào là …"
	AsksPenalty                    // "bị phạt", "mức phạt", "xử lý thế nào"
	AsksQuantity                   // "bao nhiêu", "bao lâu", "mấy"
	AsksWho                        // "ai", "cơ quan nào"
	AsksProcedure                  // "thủ tục", "hồ sơ", "trình tự"
)

// Weighted returns the query with its terms weighed; nil weighs nothing.
func (q *Query) Weighted(w *TermWeights) *Query {
	if w == nil {
		return q
	}
	out := *q
	out.Terms = append([]Term(nil), q.Terms...)
	for i := range out.Terms {
		t := &out.Terms[i]
		t.Weight *= w.Factor(t.Name, t.Shape)
	}
	out.Pairs = append([]Pair(nil), q.Pairs...)
	for i := range out.Pairs {
		p := &out.Pairs[i]
		p.Weight *= w.Factor(p.Name, p.Shape)
	}
	return &out
}

// Part is what the term in place Term of a query gives a candidate: its place in
// Query.Terms, or behind these in Query.Pairs.
type Part struct {
	Term  int
	Value float32
}

// Parts takes the BM25F score of each candidate apart by term: what [TermWeights]
// are fitted on.
func Parts(q *Query, list []Candidate) [][]Part {
	m := newMatcher(q)
	out := make([][]Part, len(list))
	for i := range list {
		p := list[i].Passage
		m.match(p)
		length, mean := weightedLength(p)
		for t := range m.terms {
			tf := float32(0)
			for f := range m.tf {
				tf += fieldWeight[f] * float32(m.tf[f][t])
			}
			if tf > 0 {
				out[i] = append(out[i], Part{t, q.Terms[t].Weight * q.Terms[t].IDF * 1.9 * saturate(tf, length, mean, 0.9, 0.75)})
			}
		}
		for t := range m.pairs {
			tf := float32(0)
			for f := range m.pf {
				tf += fieldWeight[f] * float32(m.pf[f][t])
			}
			if tf > 0 {
				out[i] = append(out[i], Part{len(q.Terms) + t, q.Pairs[t].Weight * q.Pairs[t].IDF * 1.9 * saturate(tf, length, mean, 0.9, 0.75)})
			}
		}
	}
	return out
}
