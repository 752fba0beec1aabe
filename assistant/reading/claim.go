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
var claimFeatures = []string{"bias", "coverage", "bag", "together", "longest", "missing_rare", "missing_sum", "absent_sum", "contrary", "doubtful",
	"wrong_numbers", "missing_numbers", "right_numbers", "inserted", "replaced", "omitted", "negated", "negation_parity", "absolute", "exception",
	"length", "piece_coverage", "piece_together", "place", "tail_missing", "head_missing", "must", "may", "only_piece"}

var (
	absolutes  = regexp.MustCompile(`(?i)\b(?:chỉ|duy nhất|tất cả|mọi|bất kỳ|bất cứ|luôn|hoàn toàn|bắt buộc|toàn bộ|không cần|dù|tuyệt đối|trong mọi trường hợp)(?:\s|$)`)
	exceptions = regexp.MustCompile(`(?i)trừ (?:trường hợp|khi|những)`)
	must       = regexp.MustCompile(`(?i)(?:^|\s)(?:phải|bắt buộc|có nghĩa vụ|có trách nhiệm)(?:\s|$)`)
	may        = regexp.MustCompile(`(?i)(?:^|\s)(?:có thể|có quyền|được phép|được quyền)(?:\s|$)`)
)

// weighing is a claim held against one passage.
type weighing struct {
	cite.Comparison
	passage  int
	features []float64
	piece    int // the piece that says most of it
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
	var total, missing, absent, rare, rarest float64
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
		if !x.Present {
			absent += v
		}
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
	bestPiece, bestTogether := 0.0, 0.0
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
		bestTogether = c.Together
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
	exception := 0.0
	if exceptions.MatchString(pieceText) && !exceptions.MatchString(claim) {
		exception = 1
	}
	mustGap, mayGap := 0.0, 0.0
	if must.MatchString(claim) && !must.MatchString(pieceText) {
		mustGap = 1
	}
	if may.MatchString(claim) && !may.MatchString(pieceText) {
		mayGap = 1
	}
	size := math.Log(1+float64(n)) / 4
	norm := func(v int) float64 { return math.Min(1, float64(v)/5) }
	parity := 0.0
	if g.Negations%2 != pieceNegations%2 {
		parity = 1
	}
	return []float64{1, g.Coverage, g.Bag, g.Together, g.Longest, rare / max(rarest, 1e-9), missing / total, absent / total, math.Min(2, float64(len(g.Contrary))), boolf(g.Doubtful),
		math.Min(2, float64(g.WrongNumbers)), math.Min(2, float64(g.MissingNumbers)), boolf(g.Numbers > 0 && g.WrongNumbers+g.MissingNumbers == 0),
		norm(g.Inserted), norm(g.Replaced), math.Min(1, float64(g.Omitted)/15), boolf(g.Negations > 0), parity, absolute, exception, size,
		bestPiece / distinct, bestTogether, boolf(g.passage > 0), tail / total, head / total, mustGap, mayGap, bestPiece/distinct - g.Bag}
}
