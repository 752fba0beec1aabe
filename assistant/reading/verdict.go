package reading

import (
	"fmt"
	"math"
	"strings"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
)

// Phrase is the short answer to a question, word for word out of a passage.
type Phrase struct {
	Text    string
	Passage int
	Span    corpus.Span // in the passage's text
	Sure    float64     // its probability among all phrases
}

// Which sentences phrases are looked for in.
const (
	phraseLeast  = 0.02 // probability of the sentence
	phrasePieces = 4
)

// Phrase picks the phrase that is asked for; false when no sentence has one.
func (r *Reading) Phrase() (Phrase, bool) {
	list := r.Words.stretches(r.Asked, r.passages, r.cut, r.prob, phraseLeast, phrasePieces)
	if len(list) == 0 {
		return Phrase{}, false
	}
	rows := make([][]float64, len(list))
	for i := range list {
		rows[i] = list[i].features
	}
	prob := softmax(r.weights.Phrase, rows)
	best := 0
	for i, p := range prob {
		if p > prob[best] {
			best = i
		}
	}
	s := list[best]
	// Phrases that overlap the best one say the same with other edges.
	sure := 0.0
	for i, o := range list {
		if o.passage == s.passage && o.Start < s.End && s.Start < o.End {
			sure += prob[i]
		}
	}
	text := strings.TrimRight(r.passages[s.passage].Text[s.Start:s.End], " ,;.:")
	return Phrase{Text: text, Passage: s.passage, Span: corpus.Span{Start: s.Start, End: s.Start + len(text)}, Sure: sure}, true
}

// Claim is a claim held against the passages.
type Claim struct {
	Letter string // of a choice
	Text   string
	True   float64 // probability that the passages say so; of a choice, that it is the one
	// Passage is the one that says most of it, -1 for none; Support the stretch.
	Passage int
	Support corpus.Span
	Reasons []string // Vietnamese: what agrees or does not
}

// Judge holds a claim against the passages.
func (r *Reading) Judge(claim string) Claim {
	g := r.Words.weigh(claim, r.passages, r.compared(), r.cut)
	out := Claim{Text: claim, Passage: g.passage, Support: g.Support, True: 0.5}
	if g.passage < 0 {
		return out
	}
	out.True = 1 / (1 + math.Exp(-dot(r.weights.Claim, g.features)))
	out.Reasons = reasons(claim, g)
	return out
}

// reasons say in Vietnamese what speaks against a claim, or for it.
func reasons(claim string, g weighing) []string {
	out := []string{}
	if g.WrongNumbers > 0 {
		out = append(out, "con số nêu trong câu khác với quy định")
	} else if g.MissingNumbers > 0 {
		out = append(out, "quy định không có con số nêu trong câu")
	}
	for _, w := range g.Contrary {
		if w == "" {
			out = append(out, "quy định có từ phủ định mà câu bỏ mất")
		} else {
			out = append(out, fmt.Sprintf("ở chỗ câu viết “%s”, quy định nói ngược lại", w))
		}
	}
	if g.Doubtful && len(g.Contrary) == 0 {
		out = append(out, "câu có từ phủ định không thấy trong quy định")
	}
	feature := func(name string) float64 {
		for i, n := range claimFeatures {
			if n == name && i < len(g.features) {
				return g.features[i]
			}
		}
		return 0
	}
	if feature("absolute") > 0 {
		if m := absolutes.FindString(claim); m != "" {
			out = append(out, fmt.Sprintf("quy định không có từ “%s”", strings.ToLower(strings.TrimSpace(m))))
		}
	}
	if g.exception {
		out = append(out, "quy định có trường hợp ngoại lệ")
	}
	if len(out) == 0 {
		switch {
		case g.Coverage >= 0.9:
			out = append(out, "nội dung câu có trong quy định")
		case g.Coverage < 0.6:
			out = append(out, "phần lớn nội dung câu không có trong quy định")
		default:
			out = append(out, "phần lớn nội dung câu có trong quy định, có chỗ khác chữ")
		}
	}
	return out
}

// Choose weighs the choices of a multiple-choice question whose stem was read.
// The claims come in the order of the choices; their probabilities add up to 1.
// Errors are those of the word frequencies.
func (r *Reading) Choose(choices []Choice) ([]Claim, error) {
	rows, at, err := r.choiceRows(choices)
	if err != nil {
		return nil, err
	}
	prob := softmax(r.weights.Choice, rows)
	out := make([]Claim, len(choices))
	for i, c := range choices {
		out[i] = Claim{Letter: c.Letter, Text: c.Text, True: prob[i], Passage: at[i].passage, Support: at[i].Support, Reasons: []string{}}
		if at[i].passage >= 0 {
			out[i].Reasons = reasons(c.Text, at[i])
		}
	}
	return out, nil
}

// choiceRows are the features of choices and where each stands.
func (r *Reading) choiceRows(choices []Choice) ([][]float64, []weighing, error) {
	all := r.text
	for _, c := range choices {
		all += "\n" + c.Text
	}
	w, err := NewWords(all, r.look)
	if err != nil {
		return nil, nil, err
	}
	reader := &choiceReader{Words: w, stem: r.text, asked: r.Asked, passages: r.passages, comparers: r.compared(), cut: r.cut, prob: r.prob}
	reader.phrases = r.likely()
	rows := reader.rows(choices)
	at := make([]weighing, len(choices))
	for i, c := range choices {
		at[i] = weighing{passage: -1}
		if !allOf.MatchString(c.Text) {
			at[i] = bestComparison(c.Text, r.compared())
		}
	}
	return rows, at, nil
}

// bestComparison is the comparison with the passage that says most of a text.
func bestComparison(text string, against []*cite.Comparer) weighing {
	best, score := weighing{passage: -1}, math.Inf(-1)
	for i := range against {
		c := against[i].Compare(text)
		if s := c.Coverage + 0.5*c.Together - 0.1*float64(i); s > score {
			score, best = s, weighing{Comparison: c, passage: i}
		}
	}
	return best
}

// likelyLeast is the probability of the least likely phrase that counts.
const likelyLeast = 0.005

// likely are the phrases that may answer the question.
func (r *Reading) likely() []likely {
	list := r.Words.stretches(r.Asked, r.passages, r.cut, r.prob, phraseLeast, phrasePieces)
	rows := make([][]float64, len(list))
	for i := range list {
		rows[i] = list[i].features
	}
	var out []likely
	for i, p := range softmax(r.weights.Phrase, rows) {
		if p < likelyLeast {
			continue
		}
		l := likely{prob: p}
		for _, t := range r.Words.tokens(r.passages[list[i].passage].Text[list[i].Start:list[i].End]) {
			l.words = append(l.words, t.text)
		}
		out = append(out, l)
	}
	return out
}
