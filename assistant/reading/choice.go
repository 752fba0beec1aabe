package reading

import (
	"math"
	"regexp"
	"strings"

	"trolyluat/assistant/cite"
)

// Choice is one answer of a multiple-choice question.
type Choice struct {
	Letter string // "A"
	Text   string
}

var (
	// allOf is a choice that says that others are right or wrong: "Cả A, B, C đều
	// đúng", "Tất cả các phương án trên".
	allOf = regexp.MustCompile(`(?i)^\s*(?:(?:cả|tất cả|các)\s.*(?:đúng|sai|trên|[A-D](?:,|\.|\s|$|và)|đáp án|phương án|nêu trên)|` +
		`(?:phương án\s+)?[A-D]\s*(?:,|và)\s*[A-D].*|không (?:có )?(?:đáp án|phương án|trường hợp) nào.*)`)
	allLetter = regexp.MustCompile(`\b[A-Da-d]\b`)
	allWrong  = regexp.MustCompile(`(?i)\bsai(?:\s|\.|$)|không có (?:đáp án|phương án)|không phương án`)
	// negative stems ask for what is not so.
	negative = regexp.MustCompile(`KHÔNG|(?i)(?:không (?:phải|thuộc|bao gồm|đúng|chính xác|được quy định|nằm trong|là)|` +
		`(?:đâu|nào|sau đây|dưới đây|đây) (?:là )?(?:không|sai)|ngoại trừ|trừ (?:điều|trường hợp|đáp án|phương án)? ?nào)`)
)

// supportFeatures are what speaks for a choice that says something itself. Their
// sign turns with a stem that asks for what is not so.
var supportFeatures = []string{"coverage", "bag", "together", "rare", "numbers", "doubtful", "length", "joint_together", "joint_wrong",
	"unique", "unique_missing", "joint_inserted", "joint_replaced", "member", "counted", "phrase", "includes"}

// choiceFeatures are what a choice is judged by, in the order of the weights: its
// support, whether it has the most, and for choices that name others how these
// stand.
var choiceFeatures = append(append([]string(nil), supportFeatures...), "best", "all", "all_least", "all_mean", "none", "none_most", "negative_length")

const (
	atBest = iota // behind the support features
	atAll
	atAllLeast
	atAllMean
	atNone
	atNoneMost
	atNegativeLength
)

// ofMember is how much standing in the list that is meant counts in the support of
// a choice.
const ofMember = 0.4

// choiceReader holds choices against passages.
type choiceReader struct {
	*Words    // of the stem and all choices
	stem      string
	asked     Asked
	passages  []Passage
	comparers []*cite.Comparer
	cut       [][]piece
	prob      [][]float64 // of each piece to answer the stem
	shared    map[string]bool
	phrases   []likely
}

// rows gives the features of every choice.
func (r *choiceReader) rows(choices []Choice) [][]float64 {
	r.shared = r.sharedWords(choices)
	l := r.listFor(choices)
	flip := 1.0
	if r.turned(l) {
		flip = -1
	}
	out := make([][]float64, len(choices))
	support := make([]float64, len(choices))
	most := 0.0
	for i, c := range choices {
		out[i] = make([]float64, len(choiceFeatures))
		if !allOf.MatchString(c.Text) {
			var x []float64
			x, support[i] = r.support(c.Text)
			if l != nil {
				x = append(x, l.member[i], r.counted(c.Text, l), r.said(c.Text), r.includes(c, choices))
				support[i] += ofMember * l.member[i]
			}
			copy(out[i], x)
			most = max(most, support[i])
		}
	}
	n := len(supportFeatures)
	for i, c := range choices {
		x := out[i]
		if !allOf.MatchString(c.Text) {
			x[n+atBest] = boolf(support[i] >= most-1e-9)
			for k := range n + 1 {
				x[k] *= flip
			}
			if flip < 0 {
				x[n+atNegativeLength] = math.Log(1+float64(len(strings.Fields(c.Text)))) / 4
			}
			continue
		}
		least, mean, top := spread(c, choices, support)
		if allWrong.MatchString(c.Text) == (flip > 0) {
			x[n+atNone], x[n+atNoneMost] = 1, top
		} else {
			x[n+atAll], x[n+atAllLeast], x[n+atAllMean] = 1, least, mean
		}
	}
	return out
}

// spread is the least, mean and greatest support of the choices that a choice
// names, or of all that say something themselves.
func spread(c Choice, choices []Choice, support []float64) (least, mean, most float64) {
	letters := map[string]bool{}
	for _, l := range allLetter.FindAllString(c.Text, -1) {
		letters[strings.ToUpper(l)] = true
	}
	least = 1
	n := 0.0
	for k, o := range choices {
		if allOf.MatchString(o.Text) || len(letters) > 1 && !letters[o.Letter] {
			continue
		}
		least, most = min(least, support[k]), max(most, support[k])
		mean += support[k]
		n++
	}
	if n > 0 {
		mean /= n
	}
	return least, mean, most
}

// support holds one choice against the passage that says most of it. total sums
// it up for comparing choices.
func (r *choiceReader) support(choice string) (x []float64, total float64) {
	if len(r.passages) == 0 {
		return make([]float64, len(supportFeatures)), 0
	}
	g := bestComparison(choice, r.comparers)
	c := &g.Comparison
	rare := 0.0
	for _, word := range c.Words {
		if !word.Found {
			rare = max(rare, r.weight(plainNumber(word.Text)))
		}
	}
	joint := r.comparers[g.passage].Compare(claimOf(r.stem, r.asked, choice))
	e := r.expect(choice)
	absolute := 0.0
	text := strings.ToLower(r.passages[g.passage].Text)
	for _, m := range absolutes.FindAllString(choice, -1) {
		if !strings.Contains(text, strings.ToLower(strings.TrimSpace(m))) {
			absolute = 1
		}
	}
	numbers := float64(c.WrongNumbers + c.MissingNumbers)
	x = []float64{c.Coverage, c.Bag, c.Together, min(1, rare/8), min(2, numbers), boolf(c.Doubtful), math.Log(1+float64(len(c.Words))) / 4, joint.Together,
		min(2, float64(len(joint.Contrary)+joint.WrongNumbers)), e.unique, e.missing, min(1, float64(joint.Inserted)/5), min(1, float64(joint.Replaced)/5)}
	return x, 0.3*c.Coverage + 0.2*c.Together + 0.2*r.inPiece(choice, g.passage) + 0.3*e.choice - 0.2*min(1, numbers) - 0.2*absolute - 0.1*boolf(c.Doubtful)
}

// inPiece is the greatest share of a choice that a piece of a passage has.
func (r *choiceReader) inPiece(choice string, passage int) float64 {
	words, best := distinct(r.tokens(choice)), 0.0
	for i := range r.cut[passage] {
		best = max(best, r.shareOf(words, distinct(r.cut[passage][i].tokens)))
	}
	return best
}

// expectation is how much of a choice stands in the pieces in the measure in
// which they answer the stem.
type expectation struct {
	choice, unique float64 // of the choice, of what only it says
	missing        float64 // what only it says and the best piece has not
}

func (r *choiceReader) expect(choice string) (e expectation) {
	words := distinct(r.tokens(choice))
	own := map[string]bool{}
	for t := range words {
		if !r.shared[t] {
			own[t] = true
		}
	}
	top := 0.0
	for i := range r.cut {
		for k := range r.cut[i] {
			p := r.prob[i][k]
			if p < 1e-4 {
				continue
			}
			have := distinct(r.cut[i][k].tokens)
			if l := r.cut[i][k].parent; l >= 0 {
				add(have, r.cut[i][l].tokens)
			}
			if r.cut[i][k].lead {
				for j := range r.cut[i] {
					if r.cut[i][j].parent == k {
						add(have, r.cut[i][j].tokens)
					}
				}
			}
			all, unique := r.shareOf(words, have), r.shareOf(own, have)
			e.choice += p * all
			e.unique += p * unique
			if p > top {
				top, e.missing = p, 1-unique
			}
		}
	}
	return e
}

// shareOf is the share of the words' weight that is among those at hand; 0 of no
// words.
func (r *choiceReader) shareOf(words, have map[string]bool) float64 {
	var got, all float64
	for _, t := range ordered(words) {
		v := r.weight(t)
		all += v
		if have[t] {
			got += v
		}
	}
	if all == 0 {
		return 0
	}
	return got / all
}

// sharedWords are the words that all choices have.
func (r *choiceReader) sharedWords(choices []Choice) map[string]bool {
	in, n := map[string]int{}, 0
	for _, c := range choices {
		if allOf.MatchString(c.Text) {
			continue
		}
		n++
		for t := range distinct(r.tokens(c.Text)) {
			in[t]++
		}
	}
	out := map[string]bool{}
	for t, k := range in {
		if k == n && n > 1 {
			out[t] = true
		}
	}
	return out
}

// claimOf puts a choice in the place of the words that ask.
func claimOf(stem string, a Asked, choice string) string {
	if a.From >= a.To || a.To > len(stem) {
		return stem + " " + choice
	}
	rest := strings.TrimLeft(stem[a.To:], " ")
	for _, w := range []string{"sau đây", "dưới đây", "sau"} {
		rest = strings.TrimLeft(strings.TrimPrefix(rest, w), " ")
	}
	return strings.TrimRight(strings.TrimSpace(stem[:a.From])+" "+strings.TrimRight(choice, ". ;")+" "+rest, "?: ")
}

// unknownWeight is how much a word counts that the store's frequencies were not
// asked for, framingAlone one that frames.
const (
	unknownWeight = 4
	framingAlone  = 0.5
)

// weight is how much a word counts.
func (w *Words) weight(t string) float64 {
	if v, ok := w.weights[t]; ok {
		return v
	}
	if framing[w.folded][t] {
		return framingAlone
	}
	return unknownWeight
}

func distinct(tokens []token) map[string]bool {
	m := map[string]bool{}
	add(m, tokens)
	return m
}

func add(m map[string]bool, tokens []token) {
	for _, t := range tokens {
		m[t.text] = true
	}
}
