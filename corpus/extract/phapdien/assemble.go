package phapdien

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
)

// Collection is the pháp điển as documents.
type Collection struct {
	Documents []*corpus.Document // ordered by key
	// Provisions, Links and Resolved count what was read; Dangling lists the
	// cross references whose target is not among the provisions.
	Provisions, Links, Resolved int
	Dangling                    []Dangling
	// Outside are the changes told by source notes whose amending text has no
	// provision in the collection, so that no document holds the relation. The
	// versions of the amended document name it all the same.
	Outside  []Change
	Warnings []string
}

// Dangling is a cross reference that leads nowhere.
type Dangling struct {
	From string // anchor of the provision, or of the chapter
	To   string // anchor that is not there
	Text string
}

// Change is an amendment of a provision by a text.
type Change struct {
	By       string // key of the amending text
	Relation corpus.Relation
}

// entry is a provision on its way into a document.
type entry struct {
	*Provision
	topic *DeMuc
	order articleOrder
	path  string
}

// articleOrder sorts điều by number, then by the letters a b c d đ e …
type articleOrder struct {
	number int
	letter int
	seq    int
}

// group is the provisions of one source document.
type group struct {
	id        string // number and kind
	entries   []*entry
	kind      corpus.Kind
	number    string
	name      string
	kindWord  string
	issuer    string
	issued    corpus.Date
	effective corpus.Date
	doc       *corpus.Document
}

// Documents assembles the đề mục: one document for each source text, its điều in
// the order of their numbers, each with its anchor as SourceID. Name, kind,
// issuer and dates, which the pháp điển tells once, are given to the whole
// document. uri is the file or address that they came from; a document's
// Source.URI is that with "#" and its key.
func Documents(uri string, parts iter.Seq[*DeMuc]) *Collection {
	c := &Collection{}
	var topics []*DeMuc
	for d := range parts {
		topics = append(topics, d)
	}
	slices.SortStableFunc(topics, func(a, b *DeMuc) int { return cmp.Compare(topicOrder(a.Number), topicOrder(b.Number)) })
	groups := c.group(topics)
	a := &assembler{c: c, uri: uri, byKey: make(map[string]*group), byAnchor: make(map[string]target)}
	for _, g := range groups {
		a.describe(g)
	}
	slices.SortStableFunc(groups, func(x, y *group) int { return strings.Compare(x.doc.Key, y.doc.Key) })
	for _, g := range groups {
		a.build(g)
	}
	for _, g := range groups {
		a.relate(g)
	}
	for _, g := range groups {
		c.Documents = append(c.Documents, g.doc)
	}
	a.chapterLinks(topics)
	for _, d := range c.Documents {
		finish(d)
	}
	return c
}

func topicOrder(number string) int {
	a, b, _ := strings.Cut(number, ".")
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return x*1000 + y
}

// group gathers the provisions by source document.
func (c *Collection) group(topics []*DeMuc) []*group {
	byID := make(map[string]*group)
	var groups []*group
	byItem := make(map[string]string)
	for _, d := range topics {
		mend(d)
		for i := range d.Provisions {
			if p := &d.Provisions[i]; p.Source.ItemID != "" && p.Source.Number != "" && byItem[p.Source.ItemID] == "" {
				byItem[p.Source.ItemID] = identity(p)
			}
		}
	}
	seq := 0
	for _, d := range topics {
		for i := range d.Provisions {
			p := &d.Provisions[i]
			c.Provisions++
			id := identity(p)
			if p.Source.Number == "" && byItem[p.Source.ItemID] != "" {
				id = byItem[p.Source.ItemID]
			}
			if id == "" {
				id = "de-muc " + d.Number + " " + prefix(p)
				c.Warnings = append(c.Warnings, "no_source: "+p.Anchor+" "+p.Title)
			}
			g := byID[id]
			if g == nil {
				g = &group{id: id}
				byID[id] = g
				groups = append(groups, g)
			}
			seq++
			e := &entry{Provision: p, topic: d}
			e.order = orderOf(articleLabel(p), seq)
			g.entries = append(g.entries, e)
		}
	}
	var out []*group
	for _, g := range groups {
		out = append(out, split(g)...)
	}
	return out
}

// prefix is the label of the source document within its đề mục: "27.1.TT.13" of
// "27.1.TT.13.3".
func prefix(p *Provision) string {
	if p.Main {
		return "main"
	}
	if i := strings.LastIndexByte(p.Label, '.'); i > 0 {
		return p.Label[:i]
	}
	return p.Label
}

// mend gives provisions whose note is missing or broken the source of the other
// provisions of the same document in the đề mục.
func mend(d *DeMuc) {
	known := make(map[string]*Source)
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Source.Kind != "" && (p.Source.Number != "" || p.Source.ItemID != "") && known[prefix(p)] == nil {
			known[prefix(p)] = &p.Source
		}
	}
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Source.Kind == "" || p.Source.Number == "" && p.Source.ItemID == "" {
			if k := known[prefix(p)]; k != nil {
				s := *k
				s.Article, s.Unit, s.Chapter, s.Section, s.URL = "", "", "", "", ""
				if p.Source.Effective != 0 {
					s.Effective = p.Source.Effective
				}
				p.Source = s
			}
		}
	}
}

func identity(p *Provision) string {
	if p.Source.Number != "" {
		return strings.ToLower(parse.NumberKey(p.Source.Number) + " " + kindClass(p.Source))
	}
	if p.Source.ItemID != "" {
		return "item " + p.Source.ItemID
	}
	return ""
}

// kindClass is the kind as far as it tells texts of one number apart; slips
// between a circular and a joint circular do not.
func kindClass(s Source) string {
	k := strings.ToLower(s.Kind)
	if strings.Contains(s.Number, "TTLT") {
		k = "thông tư liên tịch"
	}
	return k
}

// articleLabel is the number of the điều in its own text.
func articleLabel(p *Provision) string {
	if p.Source.Article != "" {
		return p.Source.Article
	}
	return strings.ToLower(p.Label[strings.LastIndexByte(p.Label, '.')+1:])
}

const vietnameseLetters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"

func orderOf(label string, seq int) articleOrder {
	digits := 0
	for digits < len(label) && label[digits] >= '0' && label[digits] <= '9' {
		digits++
	}
	o := articleOrder{seq: seq, number: 1 << 30}
	if n, err := strconv.Atoi(label[:digits]); err == nil {
		o.number = n
	}
	for _, r := range label[digits:] {
		o.letter = o.letter*64 + 1 + utf8.RuneCountInString(vietnameseLetters[:max(0, strings.IndexRune(vietnameseLetters, r))])
	}
	return o
}

func (a articleOrder) compare(b articleOrder) int {
	return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.letter, b.letter), cmp.Compare(a.seq, b.seq))
}

// split takes apart what stands under one number and kind but is several texts:
// other documents of vbpl.vn with other dates of effect.
func split(g *group) []*group {
	type cluster struct {
		item    string
		dates   map[corpus.Date]bool
		entries []*entry
	}
	var clusters []*cluster
	for _, e := range g.entries {
		var home *cluster
		for _, c := range clusters {
			if c.item == e.Source.ItemID || c.dates[e.Source.Effective] || e.Source.ItemID == "" || c.item == "" {
				home = c
				break
			}
		}
		if home == nil {
			home = &cluster{item: e.Source.ItemID, dates: make(map[corpus.Date]bool)}
			clusters = append(clusters, home)
		}
		if home.item == "" {
			home.item = e.Source.ItemID
		}
		home.dates[e.Source.Effective] = true
		home.entries = append(home.entries, e)
	}
	if len(clusters) <= 1 {
		return []*group{g}
	}
	slices.SortStableFunc(clusters, func(a, b *cluster) int { return cmp.Compare(len(b.entries), len(a.entries)) })
	var out []*group
	for i, c := range clusters {
		id := g.id
		if i > 0 {
			id += " item " + c.item
		}
		out = append(out, &group{id: id, entries: c.entries})
	}
	return out
}

// capitalize makes the first letter large.
func capitalize(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
