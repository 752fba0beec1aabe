package corpus

import (
	"slices"
	"sort"
	"strings"
)

// ExpressionDates are the days on which the words of the document change,
// ascending: those on which a later text has its effect.
func (d *Document) ExpressionDates() []Date {
	var out []Date
	for i := range d.Versions {
		if v := &d.Versions[i]; v.By != "" && v.From != 0 {
			out = append(out, v.From)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// AsOf is the document with the words that stand on a date: its text and tree,
// the tables and notes that are left, without versions. Units that were repealed
// keep their place with the words that say so. The zero date gives the text as
// issued. The document itself is not changed.
func (d *Document) AsOf(date Date) *Document {
	out := *d
	out.Versions = nil
	if date == 0 || len(d.Versions) == 0 {
		return &out
	}
	w := &weaver{from: d, to: &out, standing: make(map[string]Version), after: make(map[string][]Version), index: make(map[string]int)}
	last := ""
	own := make(map[string]bool)
	for i := range d.Provisions {
		own[d.Provisions[i].Path] = true
	}
	for _, v := range d.At(date) {
		switch {
		case own[v.Path]:
			w.standing[v.Path] = v
			last = v.Path
		default:
			w.after[last] = append(w.after[last], v)
		}
	}
	w.besides = d.Besides(date)
	w.children = make(map[int][]int)
	for i := range d.Provisions {
		w.children[d.Provisions[i].Parent] = append(w.children[d.Provisions[i].Parent], i)
	}
	out.Provisions, out.Tables, out.Footnotes = nil, nil, nil
	w.insert("", -1)
	for _, i := range w.children[-1] {
		w.provision(i, -1)
	}
	out.Text = w.text.String()
	w.notes()
	return &out
}

// weaver writes a document anew with other words for some of its units.
type weaver struct {
	from, to *Document
	children map[int][]int
	standing map[string]Version   // by path, of the units that the document has
	after    map[string][]Version // inserted ones by the path that they follow
	besides  map[string]*Version  // of headings and appendices
	index    map[string]int       // path → its place in the new tree
	text     strings.Builder
	copied   []copied
}

// copied is a stretch of the old text that stands unchanged in the new one.
type copied struct{ from, to, at int }

func (w *weaver) copy(s Span) {
	w.copied = append(w.copied, copied{s.Start, s.End, w.text.Len()})
	w.text.WriteString(w.from.Text[s.Start:s.End])
}

// provision writes unit i of the old tree under a parent of the new one.
func (w *weaver) provision(i, parent int) {
	p := w.from.Provisions[i]
	if v, ok := w.standing[p.Path]; ok && v.By != "" {
		w.version(v, p, parent)
		w.insert(p.Path, parent)
		return
	}
	v := w.besides[p.Path]
	if v != nil && p.Level == LevelAppendix {
		w.version(*v, p, parent)
		return
	}
	at := len(w.to.Provisions)
	w.index[p.Path] = at
	start := w.text.Len()
	p.Parent = parent
	if v != nil {
		p.Heading = v.Heading
	}
	w.to.Provisions = append(w.to.Provisions, p)
	if v != nil {
		w.text.WriteString(strings.TrimRight(v.Text, "\n") + "\n")
	} else {
		w.copy(p.Own)
	}
	own := w.text.Len()
	for _, k := range w.children[i] {
		w.provision(k, at)
	}
	w.to.Provisions[at].Span, w.to.Provisions[at].Own = Span{start, w.text.Len()}, Span{start, own}
	w.insert(p.Path, parent)
}

// insert writes the units that were inserted behind path.
func (w *weaver) insert(path string, parent int) {
	for _, v := range w.after[path] {
		label := strings.TrimPrefix(v.Path[strings.LastIndexByte(v.Path, '/')+1:], "d")
		w.version(v, Provision{Path: v.Path, Level: LevelArticle, Label: label}, parent)
	}
}

// version writes the words of a version in the place of unit p.
func (w *weaver) version(v Version, p Provision, parent int) {
	start := w.text.Len()
	if n := w.text.Len(); n > 0 && w.text.String()[n-1] != '\n' {
		w.text.WriteByte('\n')
		w.stretch()
		start = w.text.Len()
	}
	text := strings.TrimRight(v.Text, "\n")
	w.text.WriteString(text)
	w.text.WriteByte('\n')
	end := w.text.Len()
	at := len(w.to.Provisions)
	p.Parent, p.Heading, p.Page, p.SourceID = parent, v.Heading, 0, ""
	p.Span, p.Own = Span{start, end}, Span{start, end}
	w.index[p.Path] = at
	w.to.Provisions = append(w.to.Provisions, p)
	units := slices.Clone(v.Units)
	sort.SliceStable(units, func(i, j int) bool { return units[i].Start < units[j].Start })
	for i, u := range units {
		if u.Start < 0 || u.Start > len(text) {
			continue
		}
		stop := end
		for _, next := range units[i+1:] {
			if !strings.HasPrefix(next.Path, u.Path+"/") {
				stop = start + next.Start
				break
			}
		}
		up := at
		if k := strings.LastIndexByte(u.Path, '/'); k > 0 {
			if n, ok := w.index[u.Path[:k]]; ok {
				up = n
			}
		}
		name := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
		level := LevelPoint
		if k := strings.TrimPrefix(name, "k"); up == at && k != name && k != "" && k[0] >= '0' && k[0] <= '9' {
			level, name = LevelClause, k
		}
		s := Span{start + u.Start, stop}
		if up := &w.to.Provisions[up]; up.Own.End > s.Start {
			up.Own.End = s.Start
		}
		w.index[u.Path] = len(w.to.Provisions)
		w.to.Provisions = append(w.to.Provisions, Provision{Path: u.Path, Level: level, Label: name, Parent: up, Span: s, Own: s})
	}
}

// stretch lets the last unit and those above it take in the line end that was
// written behind them.
func (w *weaver) stretch() {
	for i := range w.to.Provisions {
		p := &w.to.Provisions[i]
		if p.Span.End == w.text.Len()-1 {
			if p.Own.End == p.Span.End {
				p.Own.End++
			}
			p.Span.End++
		}
	}
}

// notes keeps the tables whose text is left, and the footnotes.
func (w *weaver) notes() {
	place := func(at int) int {
		for _, c := range w.copied {
			if at >= c.from && at < c.to {
				return c.at + at - c.from
			}
		}
		return -1
	}
	for _, t := range w.from.Tables {
		if at := place(t.Span.Start); at >= 0 && strings.HasPrefix(w.to.Text[at:], w.from.Text[t.Span.Start:t.Span.End]) {
			t.Span = Span{at, at + t.Span.Len()}
			w.to.Tables = append(w.to.Tables, t)
		}
	}
	for _, f := range w.from.Footnotes {
		f.At = place(f.At)
		w.to.Footnotes = append(w.to.Footnotes, f)
	}
}
