package parse

import (
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
)

// windowBytes is how long the text of a chunk may be before it is windowed on its
// khoản: of the 26,662 điều of the real statutes at hand 98 in 100 are shorter.
const windowBytes = 6000

// Chunks cuts a document into the units that are indexed: a chunk for every
// điều and version of it (of d.Versions where there are any, else the text as
// issued over d.Effective), for every section of a text without điều, and for
// windows of appendices. The preamble is no chunk unless there is nothing else.
func Chunks(d *corpus.Document) []corpus.Chunk {
	c := &chunker{doc: d, versions: make(map[string][]int)}
	for i := range d.Versions {
		c.versions[d.Versions[i].Path] = append(c.versions[d.Versions[i].Path], i)
	}
	for i := range d.Provisions {
		c.provision(i)
	}
	c.orphanVersions()
	if len(c.chunks) == 0 {
		for i := range d.Provisions {
			if d.Provisions[i].Parent < 0 {
				c.asIssued(i, d.Provisions[i].Level.Name())
			}
		}
	}
	return c.chunks
}

type chunker struct {
	doc      *corpus.Document
	versions map[string][]int
	chunks   []corpus.Chunk
}

// provision adds the chunks of provision i, when it is a unit that is indexed.
func (c *chunker) provision(i int) {
	u := &c.doc.Provisions[i]
	switch u.Level {
	case corpus.LevelArticle:
		label := "Điều " + u.Label
		if vs := c.versions[u.Path]; len(vs) > 0 {
			for _, v := range vs {
				c.version(i, &c.doc.Versions[v])
			}
			delete(c.versions, u.Path)
			return
		}
		c.asIssued(i, label)
	case corpus.LevelAppendix:
		label := "Phụ lục"
		if u.Label != "" {
			label += " " + u.Label
		}
		if vs := c.versions[u.Path]; len(vs) > 0 {
			for _, v := range vs {
				c.beside(i, &c.doc.Versions[v], label)
			}
			delete(c.versions, u.Path)
			return
		}
		c.asIssued(i, label)
	case corpus.LevelPassage:
		if u.Path == "chu-thich" {
			return
		}
		if u.Parent < 0 || c.doc.Provisions[u.Parent].Level != corpus.LevelPassage {
			label := u.Heading
			if label == "" && u.Label != "" {
				label = "Mục " + u.Label
			}
			c.asIssued(i, label)
		}
	case corpus.LevelPart, corpus.LevelChapter, corpus.LevelSection, corpus.LevelSubsection:
		delete(c.versions, u.Path) // the heading changed: it is the context of điều
	case corpus.LevelAttachment:
		if !c.hasArticleBelow(i) {
			c.asIssued(i, "Văn bản kèm theo")
		}
	}
}

func (c *chunker) hasArticleBelow(i int) bool {
	end := c.doc.Provisions[i].Span.End
	for j := i + 1; j < len(c.doc.Provisions) && c.doc.Provisions[j].Span.Start < end; j++ {
		if c.doc.Provisions[j].Level == corpus.LevelArticle {
			return true
		}
	}
	return false
}

// asIssued adds provision i with the document's own interval.
func (c *chunker) asIssued(i int, label string) {
	d := c.doc
	u := &d.Provisions[i]
	start, end := trimSpan(d.Text, u.Span)
	if start >= end {
		return
	}
	chunk := corpus.Chunk{Document: d.ID, Path: u.Path, Label: label, Heading: u.Heading, Context: c.context(i), Page: u.Page,
		Interval: d.Effective, SourceID: u.SourceID, Span: corpus.Span{Start: start, End: end}}
	chunk.Text = d.Text[start:end]
	chunk.Units = unitsBelow(d, i)
	c.window(chunk)
}

// unitsBelow lists the khoản and điểm of provision i with their offsets in its
// text without the spaces around it.
func unitsBelow(d *corpus.Document, i int) []corpus.Unit {
	u := &d.Provisions[i]
	start, _ := trimSpan(d.Text, u.Span)
	var units []corpus.Unit
	for j := i + 1; j < len(d.Provisions) && d.Provisions[j].Span.Start < u.Span.End; j++ {
		v := &d.Provisions[j]
		if v.Level == corpus.LevelClause || v.Level == corpus.LevelPoint {
			s, e := trimSpan(d.Text, v.Span)
			units = append(units, corpus.Unit{Path: v.Path, Start: s - start, End: e - start})
		}
	}
	return units
}

// version adds one version of điều i.
func (c *chunker) version(i int, v *corpus.Version) {
	d := c.doc
	if v.Repealed && strings.TrimSpace(v.Text) == "" {
		return
	}
	chunk := corpus.Chunk{Document: d.ID, Path: v.Path, Heading: v.Heading, Interval: v.Interval, Status: v.Status, By: v.By,
		Text: strings.TrimSpace(v.Text), Units: v.Units}
	chunk.Label = "Điều " + strings.TrimPrefix(v.Path[strings.LastIndexByte(v.Path, '/')+1:], "d")
	if i >= 0 {
		u := &d.Provisions[i]
		chunk.Context, chunk.SourceID, chunk.Page = c.context(i), u.SourceID, u.Page
		if start, end := trimSpan(d.Text, u.Span); d.Text[start:end] == chunk.Text {
			chunk.Span = corpus.Span{Start: start, End: end}
		}
	}
	if chunk.Text == "" {
		return
	}
	if lead := strings.Index(v.Text, chunk.Text); lead != 0 || chunk.Units == nil {
		chunk.Units = Units(v.Path, chunk.Text)
	}
	c.window(chunk)
}

// beside adds one version of appendix i.
func (c *chunker) beside(i int, v *corpus.Version, label string) {
	u := &c.doc.Provisions[i]
	chunk := corpus.Chunk{Document: c.doc.ID, Path: v.Path, Label: label, Heading: v.Heading, Context: c.context(i), Interval: v.Interval, Status: v.Status,
		By: v.By, SourceID: u.SourceID, Page: u.Page, Text: strings.TrimSpace(v.Text)}
	if start, end := trimSpan(c.doc.Text, u.Span); c.doc.Text[start:end] == chunk.Text {
		chunk.Span = corpus.Span{Start: start, End: end}
		chunk.Units = unitsBelow(c.doc, i)
	}
	if chunk.Text != "" {
		c.window(chunk)
	}
}

// orphanVersions adds the versions of điều that the text as issued does not
// have (inserted by an amendment), in the order of d.Versions.
func (c *chunker) orphanVersions() {
	for i := range c.doc.Versions {
		v := &c.doc.Versions[i]
		if vs := c.versions[v.Path]; len(vs) > 0 {
			c.version(-1, v)
		}
	}
}

// context lists the headings above provision i, outermost first.
func (c *chunker) context(i int) []string {
	var out []string
	for up := c.doc.Provisions[i].Parent; up >= 0; up = c.doc.Provisions[up].Parent {
		u := &c.doc.Provisions[up]
		name := u.Level.Name()
		if u.Level == corpus.LevelAttachment {
			name = u.Heading
			if name == "" {
				name = u.Level.Name()
			}
			out = append(out, name)
			continue
		}
		if u.Label != "" {
			name += " " + u.Label
		}
		if u.Heading != "" {
			name += ". " + u.Heading
		}
		out = append(out, name)
	}
	for a, b := 0, len(out)-1; a < b; a, b = a+1, b-1 {
		out[a], out[b] = out[b], out[a]
	}
	return out
}

// window appends the chunk, cut into windows where it is too long: at the
// beginning of khoản, then of điểm, then of lines.
func (c *chunker) window(chunk corpus.Chunk) {
	if len(chunk.Text) <= windowBytes {
		c.chunks = append(c.chunks, chunk)
		return
	}
	cuts := windowCuts(chunk.Text, chunk.Units)
	for n := 0; n+1 < len(cuts); n++ {
		from, to := cuts[n], cuts[n+1]
		w := chunk
		w.Window = n
		text := strings.TrimRight(chunk.Text[from:to], "\n ")
		w.Text = text
		w.Units = nil
		for _, u := range chunk.Units {
			if u.Start >= from && u.Start < to {
				w.Units = append(w.Units, corpus.Unit{Path: u.Path, Start: u.Start - from, End: min(u.End-from, len(text))})
			}
		}
		if chunk.Span.End > 0 {
			w.Span = corpus.Span{Start: chunk.Span.Start + from, End: chunk.Span.Start + from + len(text)}
		}
		c.chunks = append(c.chunks, w)
	}
}

// windowCuts returns the offsets at which text is cut, with 0 and its length:
// before a khoản where one begins in the last two thirds of the window, else
// before a điểm, a table row or a line that begins a sentence, else after a
// sentence.
func windowCuts(text string, units []corpus.Unit) []int {
	rank := make(map[int]int, len(units)+16) // offset → 3 khoản, 2 điểm, 1 line
	for i := 0; i < len(text); {
		j := strings.IndexByte(text[i:], '\n')
		if j < 0 {
			break
		}
		if wholeLine(text[i : i+j]) {
			rank[i+j+1] = 1
		}
		i += j + 1
	}
	for _, u := range units {
		r := 2
		if k := strings.LastIndexByte(u.Path, '/'); k >= 0 && k+1 < len(u.Path) && u.Path[k+1] == 'k' && len(u.Path) > k+2 {
			r = 3
		}
		if u.Start > 0 {
			rank[u.Start] = r
		}
	}
	cuts := []int{0}
	for last := 0; len(text)-last > windowBytes; {
		best, bestRank := -1, 0
		for at := last + windowBytes; at > last+windowBytes/3; at-- {
			if r := rank[at]; r > bestRank {
				best, bestRank = at, r
				if r == 3 {
					break
				}
			}
		}
		if best < 0 {
			best = sentenceCut(text, last)
		}
		cuts = append(cuts, best)
		last = best
		if last >= len(text) {
			return cuts
		}
	}
	return append(cuts, len(text))
}

// wholeLine says that a line ends a sentence, an item or a table row.
func wholeLine(line string) bool {
	line = strings.TrimRight(line, " \u00a0")
	if line == "" || strings.Contains(line, " | ") {
		return true
	}
	for _, end := range [...]string{".", ";", ":", "?", "!", "”", "\"", "…", "|", ")"} {
		if strings.HasSuffix(line, end) {
			return true
		}
	}
	return false
}

// sentenceCut is the end of the last sentence that fits into a window, else of
// the first line or sentence after it, and a space where there is neither within
// another window.
func sentenceCut(text string, last int) int {
	end := min(last+windowBytes, len(text))
	for at := end; at > last+windowBytes/3; at-- {
		if sentenceEnd(text, at) {
			return at
		}
	}
	limit := min(end+windowBytes, len(text))
	for at := end; at < limit; at++ {
		if sentenceEnd(text, at) || text[at-1] == '\n' {
			return at
		}
	}
	if limit == len(text) {
		return limit
	}
	for at := limit; at > end; at-- {
		if text[at-1] == ' ' {
			return at
		}
	}
	for limit > last+1 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return limit
}

// sentenceEnd says that a sentence or list item ends just before at.
func sentenceEnd(text string, at int) bool {
	if at < 2 || at >= len(text) || text[at-1] != ' ' && text[at-1] != '\n' {
		return false
	}
	switch text[at-2] {
	case '.', ';', '!', '?':
		return capitalised(text[at:])
	}
	return false
}

// trimSpan drops spaces and line breaks at both ends of a span.
func trimSpan(text string, s corpus.Span) (start, end int) {
	start, end = s.Start, s.End
	for start < end && (text[start] == '\n' || text[start] == ' ') {
		start++
	}
	for end > start && (text[end-1] == '\n' || text[end-1] == ' ') {
		end--
	}
	return start, end
}
