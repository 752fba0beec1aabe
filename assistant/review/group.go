package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// grouped makes one finding of those that say one thing of one điều: its khoản and
// điểm that each copy a provision of the same text (the codes of procedure repeat
// one another by the hundred). The ones it is made of stand in its Parts.
func (v *review) grouped(list []Finding) []Finding {
	type group struct{ article, document string }
	members := map[group][]Finding{}
	of := func(f *Finding) group {
		if f.Type != "overlap" || len(f.Meets) == 0 {
			return group{}
		}
		return group{reference.Article(f.Path), f.Meets[0].Document}
	}
	for i := range list {
		if g := of(&list[i]); g.article != "" {
			members[g] = append(members[g], list[i])
		}
	}
	var out []Finding
	for i := range list {
		g := of(&list[i])
		switch parts := members[g]; {
		case len(parts) < 2:
			out = append(out, list[i])
		case parts[0].ID == list[i].ID:
			out = append(out, v.group(g.article, parts))
		}
	}
	return out
}

// group is the finding that stands for its parts: their texts and the provisions
// that they meet one after the other, the highest of their certainties.
func (v *review) group(article string, parts []Finding) Finding {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Finding) int { return corpus.ComparePaths(a.Path, b.Path) })
	f := parts[0]
	f.Path, f.Words, f.Parts, f.Meets = article, "", parts, nil
	_, f.Span = v.draft.text(article)
	var texts, pairs []string
	for i := range parts {
		p := &parts[i]
		f.Certainty = max(f.Certainty, p.Certainty)
		f.Meets = mergeMet(f.Meets, p.Meets)
		texts = append(texts, p.Text)
		ours := strings.TrimSuffix(p.Label, " "+corpus.PathLabel(article))
		pairs = append(pairs, fmt.Sprintf("%s (%s)", ours, cmp.Or(p.Meets[0].Label, p.Meets[0].Title)))
	}
	f.Text = strings.Join(texts, "\n")
	f.Explanation = fmt.Sprintf("%d quy định của điều này chép nguyên văn hoặc gần như nguyên văn %s: %s.", len(parts), actName(&f.Meets[0]), strings.Join(pairs, "; "))
	return v.complete(f)
}

// actName is a document's title with its number.
func actName(m *Met) string {
	if m.Number == "" || strings.Contains(m.Title, m.Number) {
		return m.Title
	}
	return m.Title + " số " + m.Number
}

// copies tells of the texts that much of the draft repeats, the most repeated
// first: a reader is then not left to count findings.
func copies(findings []Finding) []string {
	type copied struct {
		met             *Met
		units, articles int
	}
	var all []*copied
	for i := range findings {
		f := &findings[i]
		if f.Type != "overlap" || len(f.Meets) == 0 {
			continue
		}
		at := slices.IndexFunc(all, func(c *copied) bool { return c.met.Document == f.Meets[0].Document })
		if at < 0 {
			at = len(all)
			all = append(all, &copied{met: &f.Meets[0]})
		}
		all[at].units += max(1, len(f.Parts))
		all[at].articles++
	}
	slices.SortStableFunc(all, func(a, b *copied) int { return cmp.Compare(b.units, a.units) })
	var out []string
	for _, c := range all {
		if c.articles >= manyCopies {
			out = append(out, fmt.Sprintf("%d quy định ở %d điều của dự thảo chép lại %s.", c.units, c.articles, actName(c.met)))
		}
	}
	return out
}

// manyCopies is from how many điều on a note says that they copy one text.
const manyCopies = 10
