package web

import (
	"fmt"
	"net/http"
	"strings"

	"trolyluat/corpus"
)

// outlineItem is a line of the table of contents.
type outlineItem struct {
	Path, Name string
	Depth      int
}

// block is a paragraph or table of the document as the page shows it.
type block struct {
	Tag, Class string
	Path       string // of the provision that starts here
	Text, Note string
	Rows       [][]string
	Target     bool // the address names this provision
}

// list shows what the store holds.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	type row struct {
		Info   corpus.DocumentInfo
		Status corpus.Status
	}
	var rows []row
	for info, err := range s.Library.Documents(r.Context()) {
		if err != nil {
			s.fail(w, r, err)
			return
		}
		rows = append(rows, row{info, statusOf(info, corpus.Today())})
	}
	s.render(w, http.StatusOK, "list", map[string]any{"Title": "Văn bản trong kho", "Documents": rows})
}

// document shows one document, opened at the provision that the address names,
// with the texts in force on the date of ?ngay= (default today).
func (s *Server) document(w http.ResponseWriter, r *http.Request) {
	id, err := s.resolve(r.Context(), r.PathValue("slug"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	doc, err := s.Library.Document(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	asOf, err := corpus.ParseDate(r.URL.Query().Get("ngay"))
	if err != nil || asOf == 0 {
		asOf = corpus.Today()
	}
	path := r.PathValue("path")
	blocks := blocksOf(doc, asOf, path)
	missing := ""
	if path != "" && !has(blocks, path) {
		missing = label(path)
	}
	info := doc.Info()
	s.render(w, http.StatusOK, "document", map[string]any{
		"Title": doc.Title, "Info": info, "Status": statusOf(info, asOf), "AsOf": asOf.VN(),
		"Outline": outlineOf(doc), "Blocks": blocks, "Footnotes": doc.Footnotes, "Missing": missing,
	})
}

// statusOf is the document's status on a date: what its interval says, unless
// only the source knows.
func statusOf(info corpus.DocumentInfo, d corpus.Date) corpus.Status {
	status := corpus.StatusOn(info.Effective, d)
	if status == corpus.StatusUnknown && info.Status != "" {
		return info.Status
	}
	if status == corpus.StatusInForce && (info.Status == corpus.StatusPartly || info.Status == corpus.StatusSuspended) {
		return info.Status
	}
	return status
}

func outlineOf(d *corpus.Document) []outlineItem {
	var items []outlineItem
	for i := range d.Provisions {
		p := &d.Provisions[i]
		item := outlineItem{Path: p.Path, Name: title(p)}
		switch p.Level {
		case corpus.LevelPart, corpus.LevelAttachment, corpus.LevelAppendix:
			item.Depth = 1
		case corpus.LevelChapter, corpus.LevelSection, corpus.LevelSubsection, corpus.LevelPassage:
			item.Depth = 2
		case corpus.LevelArticle:
			item.Depth = 3
		default:
			continue
		}
		items = append(items, item)
	}
	return items
}

func title(p *corpus.Provision) string {
	name := p.Level.Name()
	if p.Level == corpus.LevelPassage {
		name = ""
	}
	return strings.Trim(strings.TrimSpace(name+" "+p.Label)+". "+p.Heading, ". ")
}

// blocksOf cuts the document's text into the paragraphs of its provisions, with
// the versions in force on the date in place of the text as issued.
func blocksOf(d *corpus.Document, asOf corpus.Date, target string) []block {
	var blocks []block
	versions := map[string]*corpus.Version{}
	changed := map[string]bool{}
	for i := range d.Versions {
		v := &d.Versions[i]
		changed[v.Path] = true
		if v.Contains(asOf) {
			versions[v.Path] = v
		}
	}
	shown := map[string]bool{}
	skipUntil := -1
	table := 0
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Span.Start < skipUntil {
			continue
		}
		if v := versions[p.Path]; v != nil && p.Level == corpus.LevelArticle {
			blocks = append(blocks, versionBlocks(v, target)...)
			shown[p.Path] = true
			skipUntil = p.Span.End
			continue
		}
		if changed[p.Path] && p.Level == corpus.LevelArticle { // not yet or no longer there on the date
			skipUntil = p.Span.End
			continue
		}
		blocks = append(blocks, ownBlocks(d, p, target, &table)...)
	}
	for i := range d.Versions { // điều that an amendment inserted
		if v := &d.Versions[i]; versions[v.Path] == v && !shown[v.Path] {
			blocks = append(blocks, versionBlocks(v, target)...)
		}
	}
	return blocks
}

func versionBlocks(v *corpus.Version, target string) []block {
	note := ""
	if v.By != "" {
		note = "(theo " + v.By
		if v.From != 0 {
			note += ", từ " + v.From.VN()
		}
		note += ")"
	}
	starts := map[int]string{}
	for _, u := range v.Units {
		if _, ok := starts[u.Start]; !ok {
			starts[u.Start] = u.Path
		}
	}
	var blocks []block
	at := 0
	for n, line := range strings.Split(v.Text, "\n") {
		b := block{Tag: "p", Class: "khoan", Path: starts[at], Text: line}
		if n == 0 {
			b = block{Tag: "h3", Class: "dieu", Path: v.Path, Text: line, Note: note}
		} else if strings.Count(b.Path, "/") == 2 {
			b.Class = "diem"
		}
		b.Target = target != "" && b.Path == target
		if strings.TrimSpace(line) != "" {
			blocks = append(blocks, b)
		}
		at += len(line) + 1
	}
	return blocks
}

// ownBlocks are the paragraphs and tables of a provision's own text.
func ownBlocks(d *corpus.Document, p *corpus.Provision, target string, table *int) []block {
	own := p.Own
	if own.Len() == 0 && p.Span.Len() > 0 {
		return []block{{Tag: "p", Class: "khoan", Path: p.Path, Target: p.Path == target}}
	}
	var blocks []block
	first := true
	at := own.Start
	for at < own.End {
		for *table < len(d.Tables) && d.Tables[*table].Span.End <= at {
			*table++
		}
		if *table < len(d.Tables) && d.Tables[*table].Span.Start <= at && at < d.Tables[*table].Span.End {
			t := d.Tables[*table]
			blocks = append(blocks, block{Rows: t.Rows})
			at = t.Span.End
			continue
		}
		end := own.End
		if n := strings.IndexByte(d.Text[at:own.End], '\n'); n >= 0 {
			end = at + n
		}
		if line := strings.TrimSpace(d.Text[at:end]); strings.Trim(line, "-_* ") != "" { // no rules of dashes
			b := block{Text: line, Tag: "p", Class: classOf(p.Level)}
			if first {
				b.Path, b.Target = p.Path, target != "" && p.Path == target
				if p.Level == corpus.LevelArticle {
					b.Tag = "h3"
				} else if b.Class == "container" {
					b.Tag = "h2"
				}
				first = false
			} else if p.Level == corpus.LevelArticle {
				b.Class = "khoan"
			}
			blocks = append(blocks, b)
		}
		at = end + 1
	}
	return blocks
}

func classOf(l corpus.Level) string {
	switch l {
	case corpus.LevelPreamble:
		return "preamble"
	case corpus.LevelClosing:
		return "closing"
	case corpus.LevelPart, corpus.LevelChapter, corpus.LevelSection, corpus.LevelSubsection, corpus.LevelAppendix, corpus.LevelAttachment:
		return "container"
	case corpus.LevelArticle:
		return "dieu"
	case corpus.LevelPoint:
		return "diem"
	}
	return "khoan"
}

func has(blocks []block, path string) bool {
	for i := range blocks {
		if blocks[i].Path == path {
			return true
		}
	}
	return false
}

// label writes a path for a reader: "d12/k2/đ" is "điểm đ khoản 2 Điều 12".
func label(path string) string {
	if l := corpus.PathLabel(path); l != "" {
		return l
	}
	return fmt.Sprintf("phần %q", path)
}
