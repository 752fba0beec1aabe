package phapdien

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
)

// versions says since when the text of an amended điều holds. The pháp điển
// gives the text in force only: of the earlier ones it tells the time and the
// amending text, so these versions have no Text and StatusUnknown.
func (b *builder) versions(e *entry, g *group) {
	var changes []*Amendment
	for i := range e.Amendments {
		if a := &e.Amendments[i]; a.From != 0 {
			changes = append(changes, a)
		}
	}
	from := e.Source.Effective
	if len(changes) == 0 && (from == 0 || from == g.effective) {
		return
	}
	slices.SortStableFunc(changes, func(x, y *Amendment) int { return int(x.From) - int(y.From) })
	p := b.d.Provisions[b.find(e.path)]
	text := strings.TrimRight(b.text.String()[p.Span.Start:p.Span.End], "\n")
	current := corpus.Version{Path: e.path, Heading: e.Heading}
	current.From = from
	for _, c := range changes {
		by, byPath := parse.NumberKey(c.Number), articlePath(c.Article)
		switch {
		case c.Whole && slices.Contains(c.Types, corpus.Repeals), c.Whole && slices.Contains(c.Types, corpus.Suspends):
			current.To, current.Text = c.From, text
			b.d.Versions = append(b.d.Versions, current)
			current = corpus.Version{Path: e.path, Heading: e.Heading, By: by, ByPath: byPath, Interval: corpus.Interval{From: c.From}}
			if slices.Contains(c.Types, corpus.Repeals) {
				current.Repealed = true
			} else {
				current.Status = corpus.StatusSuspended
			}
		case c.Whole && c == changes[0]: // added by the amendment
			current.From, current.By, current.ByPath = c.From, by, byPath
		default:
			if current.From < c.From {
				earlier := current
				earlier.To, earlier.Status = c.From, corpus.StatusUnknown
				b.d.Versions = append(b.d.Versions, earlier)
			}
			current = corpus.Version{Path: e.path, Heading: e.Heading, By: by, ByPath: byPath, Interval: corpus.Interval{From: c.From}}
		}
	}
	if !current.Repealed {
		current.Text = text
	}
	b.d.Versions = append(b.d.Versions, current)
}

func (b *builder) find(path string) int {
	for i := len(b.d.Provisions) - 1; i >= 0; i-- {
		if b.d.Provisions[i].Path == path {
			return i
		}
	}
	return 0
}

func articlePath(unit string) string {
	if m := reArticle.FindStringSubmatch(unit); m != nil {
		return "d" + strings.ToLower(m[1])
	}
	return ""
}

// relate adds the cross references of a document's provisions, and to the
// amending texts what they are said to have done to it.
func (a *assembler) relate(g *group) {
	if a.byNumber == nil {
		a.byNumber = make(map[string]*group)
		for _, key := range slices.Sorted(maps.Keys(a.byKey)) { // of two with as many entries the first by key
			x := a.byKey[key]
			n := parse.NumberKey(x.number)
			if old := a.byNumber[n]; n != "" && (old == nil || len(x.entries) > len(old.entries)) {
				a.byNumber[n] = x
			}
		}
	}
	for _, e := range g.entries {
		for _, l := range e.Links {
			a.link(g.doc, e.path, e.Anchor, l)
		}
		for _, c := range e.Amendments {
			a.amended(g.doc, e, c)
		}
	}
}

// "Điều 3. Nguyên tắc … của Nghị định 36/2016/NĐ-CP Về … ban hành ngày 15/05/2016"
var reNamed = regexp.MustCompile(`(?s)^(?:Điều +([0-9]+\p{L}?)\b.*?)?(?:^| của )(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết liên tịch|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định|Chỉ thị|Sắc lệnh) +(?:số +)?([0-9]+[0-9A-Za-z]*(?:[/-][0-9A-ZĐa-zđ&_-]+)+)`)

// link turns one cross reference into a relation.
func (a *assembler) link(d *corpus.Document, path, anchor string, l Link) {
	r := corpus.Relation{Type: corpus.Cites, FromPath: path, How: "metadata", Note: l.Text}
	if l.Anchor == "" {
		m := reNamed.FindStringSubmatch(l.Text)
		if m == nil {
			return
		}
		r.To = parse.NumberKey(m[2])
		if m[1] != "" {
			r.ToPath = "d" + strings.ToLower(m[1])
		}
		if g := a.byNumber[r.To]; g != nil {
			r.To = g.doc.Key
		}
		d.Relations = append(d.Relations, r)
		return
	}
	a.c.Links++
	r.ToSourceID = l.Anchor
	if t, ok := a.byAnchor[l.Anchor]; ok {
		r.To, r.ToPath = t.key, t.path
		a.c.Resolved++
		d.Relations = append(d.Relations, r)
		return
	}
	a.c.Dangling = append(a.c.Dangling, Dangling{From: anchor, To: l.Anchor, Text: l.Text})
	d.Warnings = append(d.Warnings, "dangling_reference: "+path+" → "+l.Anchor+" ("+l.Text+")")
}

// chapterLinks adds what whole chapters are said to be related to, to the text
// whose chapters these are.
func (a *assembler) chapterLinks(topics []*DeMuc) {
	type place struct {
		d    *corpus.Document
		path string
	}
	at := make(map[string]place)
	for _, d := range a.c.Documents {
		for i := range d.Provisions {
			if p := &d.Provisions[i]; p.SourceID != "" && p.Level != corpus.LevelArticle {
				at[p.SourceID] = place{d, p.Path}
			}
		}
	}
	for _, t := range topics {
		for i := range t.Headings {
			h := &t.Headings[i]
			for _, l := range h.Links {
				p, ok := at[h.Anchor]
				if !ok { // no text of the store has this chapter: counted, kept by no one
					p.d = &corpus.Document{}
				}
				a.link(p.d, p.path, h.Anchor, l)
			}
		}
	}
}

// amended adds to the amending text that it changed a provision of d.
func (a *assembler) amended(d *corpus.Document, e *entry, c Amendment) {
	number := parse.NumberKey(c.Number)
	paths := reArticle.FindAllStringSubmatch(c.Article, -1)
	if len(paths) == 0 {
		paths = [][]string{{"", ""}}
	}
	by := a.byNumber[number]
	for _, m := range paths {
		for _, t := range c.Types {
			r := corpus.Relation{Type: t, To: d.Key, ToPath: e.path, ToSourceID: e.Anchor, From: c.From, How: "metadata", Note: e.Note}
			if m[1] != "" {
				r.FromPath = "d" + strings.ToLower(m[1])
			}
			if by == nil || number == "" {
				a.c.Outside = append(a.c.Outside, Change{By: number, Relation: r})
				continue
			}
			by.doc.Relations = append(by.doc.Relations, r)
		}
	}
}

// finish puts a document's relations in a fixed order.
func finish(d *corpus.Document) {
	slices.SortStableFunc(d.Relations, func(x, y corpus.Relation) int {
		if c := strings.Compare(x.FromPath, y.FromPath); c != 0 {
			return c
		}
		if c := strings.Compare(x.To, y.To); c != 0 {
			return c
		}
		return strings.Compare(x.ToPath, y.ToPath)
	})
	slices.Sort(d.Warnings)
	d.Warnings = slices.Compact(d.Warnings)
}
