package phapdien

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
)

// target is a provision by its place in the documents.
type target struct{ key, path string }

type assembler struct {
	c        *Collection
	uri      string
	byKey    map[string]*group
	byNumber map[string]*group
	byAnchor map[string]target
}

// describe finds what the notes tell of a document and names it.
func (a *assembler) describe(g *group) {
	effective := make(map[corpus.Date]int)
	words := make(map[string]int)
	numbers := make(map[string]int)
	for _, e := range g.entries {
		s := &e.Source
		effective[s.Effective]++
		if s.Kind != "" {
			words[capitalize(strings.ToLower(s.Kind))]++
		}
		if s.Number != "" {
			numbers[s.Number]++
		}
		if len(s.Name) > len(g.name) && (s.Number != "" || s.Issued != 0) {
			g.name = s.Name
		}
		if g.issuer == "" {
			g.issuer = s.Issuer
		}
		if g.issued == 0 {
			g.issued = s.Issued
		}
	}
	g.effective, g.kindWord, g.number = commonest(effective), commonest(words), commonest(numbers)
	if strings.Contains(g.number, "TTLT") {
		g.kindWord = corpus.KindJointCircular.Name()
	}
	g.kind = kindOf(g.kindWord)
	d := &corpus.Document{Kind: g.kind, Number: g.number, Issued: g.issued, Issuer: g.issuer, Title: title(g)}
	if d.Issuer == "" {
		d.Issuer = corpus.IssuerOfNumber(g.number)
	}
	d.Effective.From = g.effective
	d.Rank = rank(g)
	d.Key = parse.Key(d)
	if a.byKey[d.Key] != nil {
		base := d.Key
		if on := cmp.Or(g.issued, g.effective); on != 0 {
			d.Key = base + "@" + strings.ReplaceAll(on.String(), "-", "")
		}
		for n := 2; a.byKey[d.Key] != nil; n++ {
			d.Key = base + "@" + strconv.Itoa(n)
		}
		d.Warnings = append(d.Warnings, "number_not_unique: "+g.number)
	}
	a.byKey[d.Key] = g
	d.ID = d.Key
	if g.name == "" {
		d.Warnings = append(d.Warnings, "no_title")
	}
	g.doc = d
}

func commonest[K cmp.Ordered](counts map[K]int) (best K) {
	keys := make([]K, 0, len(counts))
	var zero K
	for k := range counts {
		if k != zero {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if counts[k] > counts[best] || best == zero {
			best = k
		}
	}
	return best
}

func kindOf(word string) corpus.Kind {
	for _, k := range corpus.Kinds() {
		if strings.EqualFold(k.Name(), word) {
			return k
		}
	}
	switch word {
	case "Sắc lệnh":
		return corpus.KindOrdinance
	}
	return corpus.KindOther
}

// verbs begin names that follow the kind in small letters.
var verbs = []string{"Quy định", "Về ", "Sửa đổi", "Bãi bỏ", "Ban hành", "Hướng dẫn", "Công bố", "Điều chỉnh", "Bổ sung", "Quy chế",
	"Quản lý", "Xử lý", "Thực hiện", "Phân cấp", "Tổ chức", "Triển khai", "Thành lập", "Tiếp tục", "Chi tiết", "Thay thế", "Áp dụng", "Thí điểm",
	"Phê duyệt", "Phối hợp", "Giao ", "Kiểm tra", "Việc "}

// title is the name with its kind, "Nghị định quy định về …".
func title(g *group) string {
	name := strings.Trim(g.name, " .,;:")
	switch {
	case name == "" && g.number != "":
		return strings.TrimSpace(g.kindWord + " " + g.number)
	case name == "":
		return g.kindWord
	case len(name) >= len(g.kindWord) && strings.EqualFold(name[:len(g.kindWord)], g.kindWord):
		return g.kindWord + name[len(g.kindWord):]
	}
	for _, v := range verbs {
		if strings.HasPrefix(name, v) {
			r, n := utf8.DecodeRuneInString(name)
			name = string(unicode.ToLower(r)) + name[n:]
			break
		}
	}
	return strings.TrimSpace(g.kindWord + " " + name)
}

// rank is the place in the hierarchy (Luật 64/2025/QH15 Điều 4), where the kind
// alone does not tell it by the issuer.
func rank(g *group) int {
	switch g.kind {
	case corpus.KindResolution:
		switch {
		case strings.Contains(g.number, "UBTVQH"):
			return 3
		case strings.Contains(g.number, "/QH"):
			return 2
		case strings.Contains(g.number, "-CP"):
			return 5
		case strings.Contains(g.number, "HĐTP"):
			return 7
		}
	case corpus.KindDecision:
		if strings.Contains(strings.ToLower(g.number), "-ttg") || strings.Contains(g.issuer, "Thủ tướng") {
			return 6
		}
		return 0
	}
	return g.kind.Rank()
}

// build writes the text and the tree of a document.
func (a *assembler) build(g *group) {
	d := g.doc
	slices.SortStableFunc(g.entries, func(x, y *entry) int { return x.order.compare(y.order) })
	b := &builder{d: d, paths: make(map[string]int)}
	fields := make(map[string]bool)
	for _, e := range g.entries {
		for _, f := range [...]string{e.topic.Topic, e.topic.Title} {
			if f != "" && !fields[f] {
				fields[f] = true
				d.Fields = append(d.Fields, f)
			}
		}
		b.place(e)
		b.article(e)
		if e.Anchor != "" {
			if _, taken := a.byAnchor[e.Anchor]; !taken {
				a.byAnchor[e.Anchor] = target{d.Key, e.path}
			} else {
				d.Warnings = append(d.Warnings, "anchor_repeated: "+e.Anchor)
			}
		}
		b.versions(e, g)
	}
	d.Text = b.text.String()
	if n := b.gaps(g); n != "" {
		d.Warnings = append(d.Warnings, n)
	}
	sum := sha256.Sum256([]byte(d.Text))
	d.Source = corpus.Source{URI: a.uri + "#" + d.Key, Name: "Bộ pháp điển: " + d.Title, SHA256: hex.EncodeToString(sum[:]),
		Size: int64(len(d.Text)), Format: Tag, Encoding: "utf-8", How: "text", Tag: Tag}
}

// builder writes one document.
type builder struct {
	d     *corpus.Document
	text  strings.Builder
	paths map[string]int
	open  []int // open containers, indexes into Provisions
	topic *DeMuc
	above int
	main  bool
}

// unique counts a path and marks its repetitions.
func (b *builder) unique(path string) string {
	b.paths[path]++
	if n := b.paths[path]; n > 1 {
		return path + "~" + strconv.Itoa(n)
	}
	return path
}

// place opens the đề mục and headings that the provision stands under.
func (b *builder) place(e *entry) {
	if b.topic == e.topic && b.above == e.Above && b.main == e.Main {
		return
	}
	b.topic, b.above, b.main = e.topic, e.Above, e.Main
	b.open = b.open[:0]
	var chain []int
	for h := e.Above; h >= 0; h = e.topic.Headings[h].Parent {
		chain = append(chain, h)
	}
	slices.Reverse(chain)
	heading := e.topic.Title
	if !e.Main {
		for _, h := range chain {
			heading += " › " + headingText(&e.topic.Headings[h])
		}
	}
	b.container(corpus.LevelTopic, "dm"+e.topic.Number, e.topic.Number, heading, "")
	if !e.Main {
		return
	}
	path := ""
	for _, h := range chain {
		x := &e.topic.Headings[h]
		seg := levelPrefix[x.Level] + ordinal(x.Label)
		if path != "" {
			seg = path + "/" + seg
		}
		path = seg
		b.container(x.Level, path, x.Label, x.Title, x.Anchor)
	}
}

var levelPrefix = map[corpus.Level]string{corpus.LevelPart: "p", corpus.LevelChapter: "c", corpus.LevelSection: "m", corpus.LevelSubsection: "tm"}

func headingText(h *Heading) string {
	s := h.Level.Name()
	if h.Label == "" {
		return h.Title
	}
	s += " " + h.Label
	if h.Title != "" {
		s += ". " + h.Title
	}
	return s
}

// container adds a heading. It takes no place in the text, which is the source
// documents' own.
func (b *builder) container(level corpus.Level, path, label, heading, anchor string) {
	parent := -1
	if n := len(b.open); n > 0 {
		parent = b.open[n-1]
	}
	at := b.text.Len()
	b.open = append(b.open, len(b.d.Provisions))
	b.d.Provisions = append(b.d.Provisions, corpus.Provision{Path: b.unique(path), Level: level, Label: label, Heading: heading,
		Parent: parent, Span: corpus.Span{Start: at, End: at}, Own: corpus.Span{Start: at, End: at}, SourceID: anchor})
}

// article writes one điều with the units in it.
func (b *builder) article(e *entry) {
	label := articleLabel(e.Provision)
	e.path = b.unique("d" + label)
	start := b.text.Len()
	b.text.WriteString("Điều " + label + ".")
	if e.Heading != "" {
		b.text.WriteString(" " + e.Heading)
	}
	if e.Text != "" {
		b.text.WriteByte('\n')
	}
	at := b.text.Len()
	b.text.WriteString(e.Text)
	for _, t := range e.Tables {
		t.Span.Start, t.Span.End = t.Span.Start+at, t.Span.End+at
		b.d.Tables = append(b.d.Tables, t)
	}
	e.Text, e.Tables = "", nil
	b.text.WriteByte('\n')
	end := b.text.Len()
	parent := -1
	if n := len(b.open); n > 0 {
		parent = b.open[n-1]
	}
	self := len(b.d.Provisions)
	b.d.Provisions = append(b.d.Provisions, corpus.Provision{Path: e.path, Level: corpus.LevelArticle, Label: label, Heading: e.Heading,
		Parent: parent, Span: corpus.Span{Start: start, End: end}, Own: corpus.Span{Start: start, End: end}, SourceID: e.Anchor})
	b.units(self, parse.Article(e.path, b.text.String()[start:end-1]).Units)
	for _, c := range b.open {
		b.d.Provisions[c].Span.End = end
	}
}

// units hangs khoản and điểm under the điều at index self. Their spans run on
// to the next unit, so that nothing between them is lost.
func (b *builder) units(self int, units []corpus.Unit) {
	base := b.d.Provisions[self].Span
	stack := []int{self}
	for _, u := range units {
		start := base.Start + u.Start
		for len(stack) > 1 && !strings.HasPrefix(u.Path, b.d.Provisions[stack[len(stack)-1]].Path+"/") {
			b.d.Provisions[stack[len(stack)-1]].Span.End = start
			stack = stack[:len(stack)-1]
		}
		top := stack[len(stack)-1]
		p := &b.d.Provisions[top]
		if p.Own.End > start {
			p.Own.End = start
		}
		seg := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
		level, label := corpus.LevelPoint, seg
		if len(seg) > 1 && seg[0] == 'k' && seg[1] >= '0' && seg[1] <= '9' {
			level, label = corpus.LevelClause, seg[1:]
		}
		stack = append(stack, len(b.d.Provisions))
		b.d.Provisions = append(b.d.Provisions, corpus.Provision{Path: u.Path, Level: level, Label: label, Parent: top,
			Span: corpus.Span{Start: start, End: base.End}, Own: corpus.Span{Start: start, End: base.End}})
	}
	// The own text of a unit with children ends at the first child; of the rest
	// at the end of the unit.
	for i := self; i < len(b.d.Provisions); i++ {
		p := &b.d.Provisions[i]
		if p.Own.End > p.Span.End {
			p.Own.End = p.Span.End
		}
	}
}

// gaps tells of điều that the pháp điển does not hold.
func (b *builder) gaps(g *group) string {
	missing, last := 0, 0
	for _, e := range g.entries {
		if n := e.order.number; n < 1<<30 {
			if n > last+1 {
				missing += n - last - 1
			}
			last = max(last, n)
		}
	}
	if missing == 0 {
		return ""
	}
	return "articles_not_in_source: " + strconv.Itoa(missing)
}
