package reference

import (
	"cmp"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// node is a target while it is put together: the labels of each rank.
type node struct {
	labels [rankCount]string
	this   rank // rank of "này" within it
	isThis bool
	low    rank // the smallest rank that is set
	top    rank // the largest rank that is set
	span   corpus.Span
	weak   bool // nothing but weak mentions
	start  int32
	end    int32
}

// emit puts the targets of a sequence together and appends the reference.
func (s *scan) emit(items []item, n *naming, attached bool, refs *[]Reference) {
	nodes := s.distribute(items)
	if n == nil {
		nodes = slices.DeleteFunc(nodes, func(n node) bool { return n.weak })
		if len(nodes) == 0 {
			return
		}
		s.append(nodes, nil, attached, refs)
		return
	}
	// "khoản 2 Điều này và Điều 7 của Luật X": units of this text stand before
	// those of the document.
	cut := 0
	for i := range nodes {
		if nodes[i].isThis && !n.doc.This {
			cut = i + 1
		}
	}
	if cut > 0 {
		s.append(nodes[:cut], nil, false, refs)
	}
	s.append(nodes[cut:], n, attached, refs)
}

// append adds one reference with the nodes as its targets.
func (s *scan) append(nodes []node, n *naming, attached bool, refs *[]Reference) {
	if len(nodes) == 0 && n == nil {
		return
	}
	var r Reference
	if n != nil {
		r.Document = n.doc
		r.Document.Attached = r.Document.Attached || attached
		r.Span = corpus.Span{Start: int(n.start), End: int(n.end)}
	} else {
		r.Span = corpus.Span{Start: int(nodes[0].start), End: int(nodes[0].end)}
	}
	for i := range nodes {
		r.Span.Start = min(r.Span.Start, int(nodes[i].start))
		r.Span.End = max(r.Span.End, int(nodes[i].end))
		r.Targets = append(r.Targets, nodes[i].target(&r.Document))
	}
	slices.SortStableFunc(r.Targets, func(a, b Target) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	*refs = append(*refs, r)
}

// target turns a node into a target.
func (n *node) target(d *Document) Target {
	var b strings.Builder
	if d.Attached {
		b.WriteString("kt1")
	}
	top := n.top
	if n.labels[rankArticle] != "" && top != rankAppendix {
		top = rankArticle // điều stand under their number alone
	}
	for r := int(top); r >= int(rankTiet); r-- {
		part := n.labels[r]
		if part == "" || r == int(rankTiet) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('/')
		}
		b.WriteString(part)
	}
	t := Target{Path: b.String(), Span: n.span, Part: n.labels[rankPart]}
	if n.labels[rankTiet] != "" && t.Part == "" {
		t.Part = n.labels[rankTiet]
	}
	switch {
	case n.isThis:
		t.This = levelOfRank[n.this]
	case n.top >= rankArticle:
	case !d.IsZero() && !d.This:
	case n.top == rankClause:
		t.This = corpus.LevelArticle
	case n.top == rankPoint, n.top == rankTiet:
		t.This = corpus.LevelClause
	}
	return t
}

// maxTargets bounds what a list of lists is multiplied out to.
const maxTargets = 2000

// distribute applies the rule that the higher unit holds for the lower ones
// before it, or, in the other direction of writing, behind it.
func (s *scan) distribute(items []item) []node {
	var nodes []node
	descending := false
	direction := 0 // of the first step: 1 up, -1 down
	for i := range items {
		it := &items[i]
		if it.sep == sepTo && i > 0 && it.rank == items[i-1].rank && len(it.labels) > 0 {
			it.labels[0].to = true
		}
		labels := s.expand(it, items, i)
		if len(nodes)*len(labels) > maxTargets || len(nodes) > maxTargets {
			labels = labels[:min(1, len(labels))]
		}
		if direction == 0 && i > 0 && it.rank != items[i-1].rank {
			direction = 1
			if it.rank < items[i-1].rank {
				direction = -1
			}
		}
		descending = false
		if len(nodes) > 0 {
			last := &nodes[len(nodes)-1]
			if it.rank < last.top && !last.isThis {
				descending = s.descends(items, i, direction)
			}
			if descending {
				nodes = s.refine(nodes, it, labels)
				continue
			}
		}
		// ascending: adopt the nodes at the end that are smaller
		first := len(nodes)
		for first > 0 && nodes[first-1].top < it.rank && !nodes[first-1].isThis && !s.barred(items, i, nodes[first-1]) {
			first--
		}
		adopted := slices.Clone(nodes[first:])
		nodes = nodes[:first]
		if it.this {
			labels = []label{{start: it.start, end: it.end}}
		}
		for k, l := range labels {
			if len(adopted) > 0 && (k == 0 || it.plural) {
				for _, a := range adopted {
					a.set(it, l)
					nodes = append(nodes, a)
				}
				continue
			}
			n := node{low: it.rank, span: corpus.Span{Start: int(l.start), End: int(l.end)}, weak: it.weak, start: it.start, end: it.end}
			n.set(it, l)
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// barred says that a node was closed by "và" before a unit that cannot hold it
// ("khoản 2 và Điều 7": the khoản is of the article at hand).
func (s *scan) barred(items []item, i int, n node) bool {
	return items[i].sep >= sepAnd
}

// set gives the node the label of a mention.
func (n *node) set(it *item, l label) {
	n.labels[it.rank] = l.part
	n.top = max(n.top, it.rank)
	if it.this {
		n.isThis, n.this = true, it.rank
	}
	n.weak = n.weak && it.weak
	n.start = min(n.start, it.start)
	n.end = max(n.end, it.end)
}

// refine hangs a smaller unit below the last node, or beside its siblings.
func (s *scan) refine(nodes []node, it *item, labels []label) []node {
	last := nodes[len(nodes)-1]
	if last.low > it.rank {
		nodes = nodes[:len(nodes)-1]
	}
	for _, l := range labels {
		n := last
		for r := range it.rank {
			n.labels[r] = ""
		}
		n.labels[it.rank] = l.part
		n.low = it.rank
		n.span = corpus.Span{Start: int(l.start), End: int(l.end)}
		n.end = it.end
		n.weak = false
		nodes = append(nodes, n)
	}
	return nodes
}

// descends decides whether item i, smaller than the unit before it, belongs to
// that unit ("Điều 250 khoản 1") or to a larger one that follows ("Điều 5, khoản
// 2 Điều 6").
func (s *scan) descends(items []item, i, direction int) bool {
	tight := items[i].sep == sepNone
	above := -1
	for j := i + 1; j < len(items); j++ {
		if items[j].rank > items[i].rank {
			above = j
			break
		}
	}
	switch {
	case above < 0 && tight:
		return true
	case above < 0:
		return items[i].sep == sepComma && direction < 0
	case tight && items[above].sep != sepNone:
		return true
	case !tight && items[above].sep == sepNone:
		return false
	}
	return direction < 0
}

// expand turns the labels of a mention with their ranges into single labels.
func (s *scan) expand(it *item, items []item, i int) []label {
	out := make([]label, 0, len(it.labels))
	for k, l := range it.labels {
		if !l.to {
			out = append(out, l)
			continue
		}
		from := ""
		switch {
		case k > 0:
			from = it.labels[k-1].part
		case i > 0 && len(items[i-1].labels) > 0:
			prev := items[i-1].labels
			from = prev[len(prev)-1].part
		}
		for _, part := range between(from, l.part) {
			out = append(out, label{part: part, start: l.start, end: l.end})
		}
		out = append(out, l)
	}
	return out
}
