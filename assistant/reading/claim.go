package reading

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/cite"
)

// claimFeatures are what a claim is judged by against the passage that says
// most of it, in the order of the weights.
var claimFeatures = []string{"bias", "together", "missing_rare", "missing_sum", "contrary", "wrong_numbers", "negation_parity", "absolute", "length",
	"piece_coverage", "tail_missing", "head_missing", "may", "only_piece"}

var (
	absolutes  = regexp.MustCompile(`(?i)\b(?:chỉ|duy nhất|tất cả|mọi|bất kỳ|bất cứ|luôn|hoàn toàn|bắt buộc|toàn bộ|không cần|dù|tuyệt đối|trong mọi trường hợp)(?:\s|$)`)
	exceptions = regexp.MustCompile(`(?i)trừ (?:trường hợp|khi|những)`)
	may        = regexp.MustCompile(`(?i)(?:^|\s)(?:có thể|có quyền|được phép|được quyền)(?:\s|$)`)
)

// weighing is a claim held against one passage.
type weighing struct {
	cite.Comparison
	passage  int
	features []float64
	piece    int // the piece that says most of it
	// exception says that the piece excepts cases that the claim does not.
	exception bool
}

// weigh holds a claim against the passages and keeps the one that says most of
// it.
func (w *Words) weigh(claim string, passages []Passage, against []*cite.Comparer, cut [][]piece) weighing {
	best := weighing{passage: -1}
	bestScore := math.Inf(-1)
	for i := range passages {
		c := against[i].Compare(claim)
		score := c.Coverage + 0.5*c.Together - 0.08*float64(i)
		if score > bestScore {
			bestScore, best = score, weighing{Comparison: c, passage: i}
		}
	}
	if best.passage >= 0 {
		best.features = w.claimFeatures(claim, &best, passages, cut[best.passage])
	}
	return best
}

func (w *Words) claimFeatures(claim string, g *weighing, passages []Passage, list []piece) []float64 {
	p := &passages[g.passage]
	var total, missing, rare, rarest float64
	n := len(g.Words)
	tail, head := 0.0, 0.0
	for i, x := range g.Words {
		v := w.weights[plainNumber(x.Text)]
		total += v
		rarest = max(rarest, v)
		if x.Found {
			continue
		}
		missing += v
		rare = max(rare, v)
		if i >= n-4 {
			tail += v
		}
		if i < 4 {
			head += v
		}
	}
	if total == 0 {
		total = 1
	}
	// The single sentence, with what leads into it, that says most of the claim.
	bestPiece := 0.0
	var want []string // each once
	for _, x := range g.Words {
		if t := plainNumber(x.Text); !slices.Contains(want, t) {
			want = append(want, t)
		}
	}
	g.piece = -1
	pieceNegations, pieceText := 0, ""
	for i := range list {
		if list[i].level == levelHeading {
			continue
		}
		have := map[string]bool{}
		for _, t := range list[i].tokens {
			have[t.text] = true
		}
		if k := list[i].parent; k >= 0 {
			for _, t := range list[k].tokens {
				have[t.text] = true
			}
		}
		got := 0.0
		for _, t := range want {
			if have[t] {
				got += w.weights[t]
			}
		}
		if got > bestPiece {
			bestPiece, g.piece = got, i
		}
	}
	if g.piece >= 0 {
		x := list[g.piece]
		pieceText = p.Text[x.Start:x.End]
		if x.parent >= 0 {
			y := list[x.parent]
			pieceText = p.Text[y.Start:y.End] + "\n" + pieceText
		}
		c := cite.Compare(claim, cite.Evidence{Text: pieceText})
		pieceNegations = c.PassageNegations
	}
	distinct := 0.0
	for _, t := range want {
		distinct += w.weights[t]
	}
	if distinct == 0 {
		distinct = 1
	}
	absolute := 0.0
	for _, m := range absolutes.FindAllStringIndex(claim, -1) {
		if !strings.Contains(pieceText, strings.ToLower(strings.TrimSpace(claim[m[0]:m[1]]))) {
			absolute = 1
		}
	}
	g.exception = exceptions.MatchString(pieceText) && !exceptions.MatchString(claim)
	mayGap := 0.0
	if may.MatchString(claim) && !may.MatchString(pieceText) {
		mayGap = 1
	}
	parity := 0.0
	if g.Negations%2 != pieceNegations%2 {
		parity = 1
	}
	return []float64{1, g.Together, rare / max(rarest, 1e-9), missing / total, math.Min(2, float64(len(g.Contrary))), math.Min(2, float64(g.WrongNumbers)),
		parity, absolute, math.Log(1+float64(n)) / 4, bestPiece / distinct, tail / total, head / total, mayGap, bestPiece/distinct - g.Bag}
}
