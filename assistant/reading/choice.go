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
var supportFeatures = []string{"coverage", "bag", "together", "longest", "missing", "rare", "contrary", "numbers", "with_stem", "stem_near", "piece",
	"absolute", "doubtful", "length", "joint_together", "joint_wrong", "expected", "at_best", "unique", "unique_missing", "joint_expected",
	"joint_inserted", "joint_replaced"}

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
}

// rows gives the features of every choice.
func (r *choiceReader) rows(choices []Choice) [][]float64 {
	flip := 1.0
	if negative.MatchString(r.stem) {
		flip = -1
	}
	r.shared = r.sharedWords(choices)
	out := make([][]float64, len(choices))
	support := make([]float64, len(choices))
	most := 0.0
	for i, c := range choices {
		out[i] = make([]float64, len(choiceFeatures))
		if !allOf.MatchString(c.Text) {
			var x []float64
			x, support[i] = r.support(c.Text)
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
	var missing, rare, whole float64
	for _, word := range c.Words {
		v := r.weight(plainNumber(word.Text))
		whole += v
		if !word.Found {
			missing += v
			rare = max(rare, v)
		}
	}
	if whole == 0 {
		whole = 1
	}
	claim := claimOf(r.stem, r.asked, choice)
	joint := r.comparers[g.passage].Compare(claim)
	near, piece := r.around(choice, g.passage)
	e := r.expect(choice, claim)
	absolute := 0.0
	text := strings.ToLower(r.passages[g.passage].Text)
	for _, m := range absolutes.FindAllString(choice, -1) {
		if !strings.Contains(text, strings.ToLower(strings.TrimSpace(m))) {
			absolute = 1
		}
	}
	numbers := float64(c.WrongNumbers + c.MissingNumbers)
	x = []float64{c.Coverage, c.Bag, c.Together, c.Longest, missing / whole, min(1, rare/8), min(2, float64(len(c.Contrary))), min(2, numbers),
		joint.Coverage, near, piece, absolute, boolf(c.Doubtful), math.Log(1+float64(len(c.Words))) / 4, joint.Together,
		min(2, float64(len(joint.Contrary)+joint.WrongNumbers)), e.choice, e.best, e.unique, e.missing, e.claim,
		min(1, float64(joint.Inserted)/5), min(1, float64(joint.Replaced)/5)}
	return x, 0.3*c.Coverage + 0.2*c.Together + 0.2*piece + 0.3*e.choice - 0.2*min(1, numbers) - 0.2*absolute - 0.1*boolf(c.Doubtful)
}

// around finds the piece of a passage that has most of the choice, and how much
// of the stem stands in it, in what leads into it and in the heading.
func (r *choiceReader) around(choice string, passage int) (near, share float64) {
	words, stem := distinct(r.tokens(choice)), distinct(r.tokens(r.stem))
	heading := r.tokens(r.passages[passage].Heading)
	for i := range r.cut[passage] {
		x := &r.cut[passage][i]
		have := distinct(x.tokens)
		got := r.shareOf(words, have)
		if got == 0 || got < share {
			continue
		}
		share = got
		if x.parent >= 0 {
			add(have, r.cut[passage][x.parent].tokens)
		}
		add(have, heading)
		near = r.shareOf(stem, have)
	}
	return near, share
}

// expectation is how much of a choice stands in the pieces in the measure in
// which they answer the stem.
type expectation struct {
	choice, unique, claim float64 // of the choice, of what only it says, of stem and choice
	best, missing         float64 // of the choice in the best piece; what only it says and that piece has not
}

func (r *choiceReader) expect(choice, claim string) (e expectation) {
	words, claimWords := distinct(r.tokens(choice)), distinct(r.tokens(claim))
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
			e.claim += p * r.shareOf(claimWords, have)
			if p > top {
				top, e.best, e.missing = p, all, 1-unique
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
