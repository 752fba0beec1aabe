package phapdien

import (
	"regexp"
	"strings"

	"trolyluat/corpus"
)

var (
	// "Điều 36.3.LQ.1. Thanh niên": chủ đề, đề mục, kind, document, article.
	reTitle = regexp.MustCompile(`^(?:Điều )?([0-9]+\.[0-9]+\.(\p{L}{1,3})((?:\.[0-9]+\p{L}*)+))\.? ?(.*)$`)
	reBare  = regexp.MustCompile(`^(?:Điều )([0-9]+\p{L}?)\. ?(.*)$`)
	reGroup = regexp.MustCompile(`^(?i:(phần|chương|mục|tiểu mục)) +((?:thứ )?[\p{L}0-9]+?)\.?(?: *[:.–-]? +(.*))?$`)
	reItem  = regexp.MustCompile(`(?i)ItemID=([0-9]+)`)
	reView  = regexp.MustCompile(`ViewNoiDungPhapDien\('([0-9]+)'\)`)
	reDeMuc = regexp.MustCompile(`^Đề mục ([0-9]+\.[0-9]+)$`)
)

var groupLevels = map[string]corpus.Level{"phần": corpus.LevelPart, "chương": corpus.LevelChapter,
	"mục": corpus.LevelSection, "tiểu mục": corpus.LevelSubsection}

// section ends the open part and opens the next.
func (r *reader) section(next section) {
	for len(r.tables) > 0 {
		r.closeTable()
	}
	r.paragraph()
	if r.link != nil {
		r.end("a")
	}
	switch r.part {
	case inTitle:
		for _, line := range r.title {
			if m := reDeMuc.FindStringSubmatch(line); m != nil {
				r.out.Number = m[1]
			} else if r.out.Title == "" {
				r.out.Title = line
			} else {
				r.out.Title += " " + line
			}
		}
		r.title = nil
	case inArticle:
		r.article(strings.Join(r.note, " "))
	case inNote:
		if r.last != nil {
			r.last.Note = strings.Join(r.note, "\n")
			readNote(r.last, r.links)
		}
	case inLinks:
		r.related()
	case inText:
		if r.last != nil {
			r.last.add(string(r.body), r.spans)
		}
		r.body, r.spans = r.body[:0], nil
	}
	if r.part == inChapter {
		r.heading()
	}
	r.anchor = ""
	r.note, r.links = nil, nil
	r.part = next
}

// heading reads one heading paragraph. The first of a heading carries its anchor
// and number ("Chương I"), the next its title.
func (r *reader) heading() {
	text := strings.Join(r.head, " ")
	r.head, r.last = nil, nil
	if r.anchor == "" && len(r.out.Headings) > 0 {
		h := &r.out.Headings[len(r.out.Headings)-1]
		h.Title = strings.TrimSpace(h.Title + " " + text)
		return
	}
	h := Heading{Anchor: r.anchor, Parent: -1, Level: corpus.LevelChapter, Title: text}
	if m := reGroup.FindStringSubmatch(text); m != nil {
		h.Level, h.Label, h.Title = groupLevels[strings.ToLower(m[1])], m[2], strings.TrimSpace(m[3])
	}
	for len(r.chain) > 0 && r.out.Headings[r.chain[len(r.chain)-1]].Level >= h.Level {
		r.chain = r.chain[:len(r.chain)-1]
	}
	if n := len(r.chain); n > 0 {
		h.Parent = r.chain[n-1]
	}
	r.chain = append(r.chain, len(r.out.Headings))
	r.out.Headings = append(r.out.Headings, h)
}

func (r *reader) article(title string) {
	p := Provision{Anchor: r.anchor, Title: title, Above: -1}
	if n := len(r.chain); n > 0 {
		p.Above = r.chain[n-1]
	}
	if m := reTitle.FindStringSubmatch(title); m != nil {
		p.Label, p.Heading = m[1], strings.TrimSpace(m[4])
		p.Main = strings.Count(m[3], ".") == 1
	} else if m := reBare.FindStringSubmatch(title); m != nil {
		p.Label, p.Heading, p.Main = m[1], strings.TrimSpace(m[2]), true
	} else {
		p.Heading = title
	}
	if p.Anchor == "" {
		r.out.Warnings = append(r.out.Warnings, "no_anchor: "+title)
	}
	r.out.Provisions = append(r.out.Provisions, p)
	r.last = &r.out.Provisions[len(r.out.Provisions)-1]
}

// related keeps the cross references of the provision before, or of the heading
// when no provision stands between.
func (r *reader) related() {
	for i := range r.links {
		if r.links[i].Anchor == "" && r.links[i].URL == "" {
			continue
		}
		if r.last != nil {
			r.last.Links = append(r.last.Links, r.links[i])
		} else if n := len(r.out.Headings); n > 0 {
			h := &r.out.Headings[n-1]
			h.Links = append(h.Links, r.links[i])
		}
	}
}

func newLink(href, onclick string) *Link {
	l := &Link{}
	if m := reView.FindStringSubmatch(onclick); m != nil {
		l.Anchor = m[1]
		return l
	}
	if href != "" && href != "#" {
		l.URL = href
		if m := reItem.FindStringSubmatch(href); m != nil {
			l.ItemID = m[1]
		}
	}
	return l
}

// add appends text with its tables.
func (p *Provision) add(text string, tables []corpus.Table) {
	if p.Text != "" && text != "" {
		p.Text += "\n"
	}
	for i := range tables {
		tables[i].Span.Start += len(p.Text)
		tables[i].Span.End += len(p.Text)
	}
	p.Text += text
	p.Tables = append(p.Tables, tables...)
}
