package basis

import (
	"cmp"
	"slices"
	"strings"

	"trolyluat/assistant/cases/basis"
	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
)

// substantive says that a provision is one of substance: all but the laws of
// procedure, court fees and enforcement.
func substantive(key string) bool {
	number, _, _ := strings.Cut(key, "#")
	switch number {
	case "92/2015/QH13", "93/2015/QH13", "326/2016/UBTVQH14", "26/2008/QH12":
		return false
	}
	return true
}

func keep(list []string, f func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(list), func(k string) bool { return !f(k) })
}

// score ranks the candidates of a case by a model and puts the measures of that
// and of the constant list into its item.
func score(it *run.Item, c *sample, m *basis.Model, all []*sample) Row {
	basis.Rescore(c.sample.Candidates, m)
	ranked := slices.Clone(c.sample.Candidates)
	slices.SortStableFunc(ranked, func(a, b *basis.Candidate) int {
		if d := cmp.Compare(b.P, a.P); d != 0 {
			return d
		}
		return cmp.Compare(key(a), key(b))
	})
	var list, cut []string
	for _, x := range ranked {
		list = append(list, key(x))
		if x.P >= m.Cut {
			cut = append(cut, key(x))
		}
	}
	constant, size := constantList(c, all)
	lists(it, "", c.gold, list, cut)
	lists(it, "constant_", c.gold, constant, constant[:min(size, len(constant))])
	for _, x := range ranked[:min(depth, len(ranked))] {
		it.Evidence = append(it.Evidence, run.Evidence{Document: x.Document.Key, Path: x.Path, Title: x.Document.Title, Score: x.P})
	}
	row := Row{ID: c.ID, Gold: c.list, Proposed: cut, Issues: c.issues}
	for _, g := range c.list {
		if slices.Contains(list[:min(depth, len(list))], g) {
			row.Found = append(row.Found, g)
		} else {
			row.Missed = append(row.Missed, g)
		}
	}
	return row
}

// lists puts the measures of one ranking into the item: recall over all provisions
// is of one list of 20, that of substance and of procedure each of the list of
// its side, which is how a reader gets them.
func lists(it *run.Item, prefix string, gold metrics.Gold, ranked, cut []string) {
	it.Scores[prefix+"recall@20"] = metrics.RecallAt(ranked, gold, depth)
	procedural := func(k string) bool { return !substantive(k) }
	for _, part := range []struct {
		name string
		is   func(string) bool
	}{{"substance_recall@20", substantive}, {"procedure_recall@20", procedural}} {
		g := metrics.Gold{}
		for k := range gold {
			if part.is(k) {
				g[k] = true
			}
		}
		if len(g) > 0 {
			it.Scores[prefix+part.name] = metrics.RecallAt(keep(ranked, part.is), g, depth)
		}
	}
	right := 0
	for _, k := range cut {
		if gold[k] {
			right++
		}
	}
	run.PRF(it.Ratios, prefix, right, len(cut), len(gold))
}

// constantList orders provisions by how many of the other cases cite them, and
// says at which length it has the best F1 over those.
func constantList(of *sample, all []*sample) (list []string, size int) {
	count := map[string]int{}
	gold := 0
	for _, o := range all {
		if o == of {
			continue
		}
		gold += len(o.gold)
		for k := range o.gold {
			count[k]++
		}
	}
	for k := range count {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b string) int {
		if d := cmp.Compare(count[b], count[a]); d != 0 {
			return d
		}
		return cmp.Compare(a, b)
	})
	right, best := 0, 0.0
	for i, k := range list {
		right += count[k]
		if f := metrics.Counts(right, (i+1)*(len(all)-1), gold).F1; f > best {
			best, size = f, i+1
		}
	}
	return list, size
}
