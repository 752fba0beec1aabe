package review

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Thresholds of how much two texts must agree, chosen on the dev drafts of
// eval/review.
const (
	sameElsewhere = 0.86 // cover from which any law in force is a yardstick
	sameParent    = 0.72 // cover for a text that the draft implements
	backElsewhere = 0.78 // of the provision's words around them
	backParent    = 0.55
	tellsAll      = 0.90 // cover from which a statement says what a provision says, and no more
	equallyGood   = 0.02 // scores this close to the best are looked at as well
	copyCover     = 0.97 // from which a statement is a copy
	copyBack      = 0.93
	copyWords     = 18  // plain words that a copy has at least, with what leads into it
	copyBytes     = 80  // of its own text
	wholeMatter   = 0.6 // of a provision outside the parents that a statement tells for another authority to be a conflict
)

// contents compares every statement with the law in force.
func (v *review) contents(ctx context.Context) error {
	if err := v.finder.learn(ctx, v.draft.statements); err != nil {
		return err
	}
	v.matches = make([]match2, len(v.draft.statements))
	if err := v.each(ctx, func(ctx context.Context, i int) error {
		s := &v.draft.statements[i]
		found, err := v.finder.find(ctx, s, v.parents)
		if err != nil {
			return err
		}
		var list []scoredPassage
		for _, p := range found {
			list = append(list, scoredPassage{p, compare(&s.norm, &p.norm, v.finder.weigh)})
		}
		slices.SortStableFunc(list, func(a, b scoredPassage) int {
			return cmp.Or(cmp.Compare(b.c.score(), a.c.score()), cmp.Compare(a.p.info.Rank, b.p.info.Rank), cmp.Compare(a.p.info.ID, b.p.info.ID), corpus.ComparePaths(a.p.path, b.p.path))
		})
		v.matches[i].best = list
		return nil
	}); err != nil {
		return err
	}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if isDefinition(s) {
			continue // terms are compared as terms
		}
		v.judgeContent(s, v.matches[i].best)
	}
	return nil
}

// isParent says that the draft implements or is based on a document.
func (v *review) isParent(key string) bool { return contains(v.parents, key) }

// judgeContent judges one statement by the passages that say the same.
func (v *review) judgeContent(s *statement, list []scoredPassage) {
	if expiry.MatchString(s.text) {
		return // the words on effect that every text has
	}
	targets := v.targets(s)
	var close []scoredPassage
	for _, x := range list {
		if contains(targets, x.p.info.Key) {
			continue // the điều amends it: to differ is its purpose
		}
		need, back := sameElsewhere, backElsewhere
		if v.isParent(x.p.info.Key) {
			need, back = sameParent, backParent
		}
		if x.c.words >= 6 && x.c.cover >= need && x.c.back >= back {
			close = append(close, x)
		}
	}
	if len(close) == 0 {
		v.implied(s, list)
		return
	}
	top := close[0].c.score()
	for _, x := range close {
		if x.c.score() < top-equallyGood {
			break
		}
		if len(x.c.diffs) == 0 {
			v.copied(s, x)
			if x.c.cover < tellsAll {
				v.implied(s, list) // only in part what the law says
			}
			return
		}
	}
	if len(close[0].c.diffs) > 0 {
		v.contrary(s, close[0])
		return
	}
	v.implied(s, list)
}

var expiry = regexp.MustCompile(`(?i)(?:hết|có) hiệu lực (?:thi hành )?(?:kể )?từ ngày`)

// targets are the keys of the texts that the điều of a statement amends.
func (v *review) targets(s *statement) []string {
	var out []string
	for i := range v.draft.doc.Amendments {
		op := &v.draft.doc.Amendments[i]
		if op.Target != "" && (op.FromPath == s.article || strings.HasPrefix(op.FromPath, s.article+"/")) && !contains(out, op.Target) {
			out = append(out, op.Target)
		}
	}
	return out
}

// contrary reports how a statement differs from the provision that says the same.
func (v *review) contrary(s *statement, x scoredPassage) {
	info := x.p.info
	for _, d := range x.c.diffs {
		if d.kind == "authority_contrary" && !v.isParent(info.Key) && x.c.whole < wholeMatter {
			continue // another matter
		}
		f := Finding{Type: d.kind, Path: s.path, Span: s.span, Text: s.text, Words: d.ours, Certainty: d.certainty * (0.6 + 0.4*min(1, (x.c.cover+x.c.back)/1.8))}
		m := metChunk(info, x.p.chunk, x.p.path, x.p.text, v.on)
		m.Words = d.theirs
		f.Meets = []Met{m}
		f.Explanation = fmt.Sprintf("%s %s %s: %s", m.Label, shortTitle(info), numbered(info), lowerStart(d.explanation))
		switch {
		case info.Kind == corpus.KindConstitution:
			f.Type, f.Explanation = "constitution_contrary", d.explanation
		case info.Rank >= v.draft.rank:
			f.Class, f.Gravity, f.Basis = Consistent, Conflicting, []string{equalBasis}
			f.Suggestion = "Thống nhất với quy định được dẫn, hoặc sửa đổi, bổ sung, bãi bỏ quy định đó ngay trong dự thảo."
		}
		if s.quoted {
			f.Certainty *= 0.9
		}
		v.add(f)
	}
}

func lowerStart(s string) string { return s }

// formula are the words on effect and scope that every text has.
var formula = regexp.MustCompile(`(?i)hiệu lực|thi hành|phạm vi điều chỉnh|đối tượng áp dụng`)

// copied reports a statement that repeats a provision word for word or nearly.
func (v *review) copied(s *statement, x scoredPassage) {
	if x.c.cover < copyCover || x.c.back < copyBack || x.c.words < copyWords || len(s.text) < copyBytes || s.quoted || x.c.longest < x.c.words*6/10 || formula.MatchString(s.text) || formula.MatchString(s.heading) {
		return
	}
	m := metChunk(x.p.info, x.p.chunk, x.p.path, x.p.text, v.on)
	certainty := 0.6 + 0.3*min(1, float64(x.c.words)/60)
	words := "gần như nguyên văn"
	if x.c.cover > 0.995 && x.c.back > 0.995 {
		words = "nguyên văn"
	}
	v.add(Finding{Type: "overlap", Path: s.path, Span: s.span, Text: s.text, Meets: []Met{m}, Certainty: certainty,
		Explanation: fmt.Sprintf("Quy định này chép %s %s %s %s.", words, m.Label, shortTitle(x.p.info), numbered(x.p.info))})
}

// shortTitle names a document for a sentence.
func shortTitle(info *corpus.DocumentInfo) string {
	t := info.Title
	if len(t) > 120 {
		t = info.Kind.Name()
	}
	return t
}

func numbered(info *corpus.DocumentInfo) string {
	if info.Number == "" || strings.Contains(info.Title, info.Number) {
		return ""
	}
	return "số " + info.Number
}
