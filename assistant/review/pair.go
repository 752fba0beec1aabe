package review

import (
	"context"
	"math"

	"trolyluat/assistant/review/norm"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// The verdicts on a pair of provisions.
const (
	VerdictConflict  = "mau_thuan"
	VerdictSame      = "trung_lap"
	VerdictUnrelated = "khong_lien_quan"
	VerdictFitting   = "khong_mau_thuan"
)

// Verdict is how one provision stands to another.
type Verdict struct {
	ID      string  `json:"id,omitempty"`
	Verdict string  `json:"verdict"`
	Name    string  `json:"name"`
	Score   float64 `json:"score"` // of a conflict, 0–1: ordered, not calibrated
	// Cover is the share of A's words that B tells in order, weighed by how rare they
	// are; Back that of B's words around them.
	Cover       float64    `json:"cover"`
	Back        float64    `json:"back"`
	Differences []Mismatch `json:"differences"`
	Found       string     `json:"found"`
}

// Mismatch is one place where two provisions differ.
type Mismatch struct {
	Type        string  `json:"type"`
	Ours        string  `json:"a"`
	Theirs      string  `json:"b"`
	Explanation string  `json:"explanation"`
	Certainty   float64 `json:"certainty"`
}

var verdictNames = map[string]string{VerdictConflict: "mâu thuẫn", VerdictSame: "trùng lặp", VerdictUnrelated: "không liên quan", VerdictFitting: "không thấy mâu thuẫn"}

// Pair says whether provision a contradicts provision b. The words are weighed by
// the store that ix reads; a nil index weighs all alike.
func Pair(ctx context.Context, ix retrieval.Index, a, b string) (Verdict, error) {
	f := &finder{index: ix, idf: map[string]float64{}, scale: 1}
	s := statement{path: "a", text: a, full: a, norm: norm.Read(a)}
	t := statement{path: "b", text: b, full: b, norm: norm.Read(b)}
	if ix != nil {
		if err := f.learn(ctx, []statement{s, t}); err != nil {
			return Verdict{}, err
		}
	}
	c := compare(&s.norm, &t.norm, f.weigh)
	d := compare(&t.norm, &s.norm, f.weigh)
	out := Verdict{Cover: round(c.cover), Back: round(max(c.back, 0)), Found: ByRule, Differences: []Mismatch{}}
	near := max(min(c.cover, 1), min(d.cover, 1)) // one may be part of the other
	for _, x := range c.diffs {
		out.Differences = append(out.Differences, Mismatch{x.kind, x.ours, x.theirs, x.explanation, round(x.certainty)})
		out.Score = max(out.Score, x.certainty*near)
	}
	v := &review{Reviewer: New(Config{}), draft: &draft{rank: 99}, finder: f, parents: []string{"b"}}
	p := &passage{info: &corpus.DocumentInfo{Key: "b", Title: "Văn bản B", Rank: 1}, chunk: &corpus.Chunk{Path: "b"}, path: "b", text: b, norm: t.norm}
	for _, rule := range []func(*statement, []scoredPassage) *Finding{v.fineFrame, v.foreignAuthority, v.opposedDuty, v.noException, v.otherAmount} {
		if x := rule(&s, []scoredPassage{{p, c}}); x != nil {
			out.Differences = append(out.Differences, Mismatch{x.Type, x.Words, x.Meets[0].Words, x.Explanation, round(x.Certainty)})
			out.Score = max(out.Score, x.Certainty*(0.5+0.5*near))
		}
	}
	if len(out.Differences) == 0 {
		// what says the same in other words is less of a conflict than what was told
		// apart, and more of one than what speaks of another matter
		out.Score = 0.2 * near * (1 - 0.5*math.Max(0, min(c.whole, c.cover)-0.9)*10)
	}
	out.Score = round(out.Score)
	switch {
	case len(out.Differences) > 0 && out.Score >= 0.4:
		out.Verdict = VerdictConflict
	case c.cover >= copyCover && c.back >= copyBack:
		out.Verdict = VerdictSame
	case near < 0.35:
		out.Verdict = VerdictUnrelated
	default:
		out.Verdict = VerdictFitting
	}
	out.Name = verdictNames[out.Verdict]
	return out, nil
}

func round(x float64) float64 { return math.Round(x*1000) / 1000 }
