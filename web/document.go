package web

import (
	"html/template"
	"net/http"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// outlineItem is an entry of the table of contents, with the điều below a
// chapter.
type outlineItem struct {
	Path, Name string
	Depth      int
	Open       bool
	Items      []outlineItem
}

// opened is a document as a page shows it.
type opened struct {
	doc    *corpus.Document
	info   *corpus.DocumentInfo
	shelf  *catalogue
	asOf   corpus.Date
	dated  bool   // ?ngay= was given
	notice string // a date that could not be read, for the reader
}

// open finds the document of the address and reads the date.
func (s *Server) open(r *http.Request) (*opened, error) {
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		return nil, err
	}
	info, err := find(shelf, r.PathValue("slug"))
	if err != nil {
		return nil, err
	}
	doc, err := s.Library.Document(r.Context(), info.ID)
	if err != nil {
		return nil, err
	}
	o := &opened{doc: doc, info: info, shelf: shelf, asOf: s.Today()}
	if given := r.URL.Query().Get("ngay"); given != "" {
		if d, err := corpus.ParseDate(given); err == nil && d != 0 {
			o.asOf, o.dated = d, true
		} else {
			o.notice = "Ngày trong địa chỉ không đọc được; trang hiển thị văn bản tại ngày hôm nay."
		}
	}
	return o, nil
}

// law prepares the writer of the document's text for a request.
func (o *opened) law(r *http.Request) *law {
	return &law{doc: o.doc, info: o.info, shelf: o.shelf, asOf: o.asOf, dated: o.dated,
		resolve: func(ref reference.Reference, at reference.Place) (reference.Resolved, error) {
			return o.shelf.Resolver.Resolve(r.Context(), ref, at)
		}}
}

// document shows one document, opened at the provision that the address names,
// with the texts in force on the date of ?ngay= (default today).
func (s *Server) document(w http.ResponseWriter, r *http.Request) {
	o, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ties, err := s.ties(r.Context(), o)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	l := o.law(r)
	l.target, l.ties = r.PathValue("path"), ties.articles
	query := strings.TrimSpace(r.URL.Query().Get("tim"))
	l.find = newNeedle(query)
	body := l.body()
	missing := ""
	if l.target != "" && !l.seen {
		missing = label(l.target)
	}
	s.render(w, r, http.StatusOK, "document", "van-ban", o.doc.Title, map[string]any{
		"O": o, "Info": o.info, "Doc": o.doc, "Slug": slug(o.info.ID), "Banner": o.banner(), "AsOf": o.asOf, "Dated": o.dated, "Notice": o.notice,
		"Outline": outlineOf(o.doc, o.asOf, l.target), "Body": body, "Footnotes": l.footnotes(), "Target": l.target, "TargetLabel": label(l.target), "Missing": missing,
		"Find": query, "Matches": l.matches, "Changes": changesOf(o.doc, o.shelf), "Groups": short(ties.groups), "Original": s.original(o.doc) != "",
		"Sources": o.sources(),
	})
}

// passage is one điều or other unit alone, as a fragment: for previews and for
// the reader beside the chat.
func (s *Server) passage(w http.ResponseWriter, r *http.Request) {
	o, err := s.open(r)
	if err != nil {
		http.Error(w, "Không mở được quy định này.", http.StatusNotFound)
		return
	}
	path := r.PathValue("path")
	article := reference.Article(path)
	if article == "" {
		article = path
	}
	l := o.law(r)
	l.fragment, l.target = true, path
	body, ok := l.article(article)
	if !ok && path != "" {
		http.Error(w, "Văn bản này không có "+label(path)+" tại ngày đã chọn.", http.StatusNotFound)
		return
	}
	if !ok {
		body = template.HTML("")
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	s.fragment(w, "document", "passage", map[string]any{
		"Info": o.info, "Banner": o.banner(), "Body": body, "Href": l.address(o.info.ID, path), "Label": corpus.PathLabel(article),
	})
}

// sources are the other sources of the same document that the store holds.
func (o *opened) sources() []corpus.DocumentInfo {
	var out []corpus.DocumentInfo
	for i := range o.shelf.Infos {
		if other := &o.shelf.Infos[i]; other.Key == o.info.Key && other.ID != o.info.ID {
			out = append(out, *other)
		}
	}
	return out
}

// outlineOf is the table of contents as of a date: the điều grouped below the
// containers that directly hold them. The group that holds the target is open.
func outlineOf(d *corpus.Document, asOf corpus.Date, target string) []outlineItem {
	var items []outlineItem
	article := reference.Article(target)
	changed := map[string]string{} // điều with versions → heading on the date
	for i := range d.Versions {
		if v := &d.Versions[i]; v.Contains(asOf) {
			changed[v.Path] = v.Heading
		}
	}
	for i := range d.Provisions {
		p := &d.Provisions[i]
		item := outlineItem{Path: p.Path, Name: title(p)}
		switch p.Level {
		case corpus.LevelPart, corpus.LevelAttachment, corpus.LevelAppendix, corpus.LevelTopic:
			item.Depth = 1
		case corpus.LevelChapter:
			item.Depth = 2
		case corpus.LevelSection, corpus.LevelSubsection, corpus.LevelPassage:
			item.Depth = 3
		case corpus.LevelArticle:
			if h := changed[p.Path]; h != "" && h != p.Heading {
				q := *p
				q.Heading = h
				item.Name = title(&q)
			}
			if n := len(items); n > 0 && items[n-1].Depth > 0 {
				items[n-1].Items = append(items[n-1].Items, item)
				items[n-1].Open = items[n-1].Open || article != "" && item.Path == article
				continue
			}
		default:
			continue
		}
		items = append(items, item)
	}
	if len(items) == 1 {
		items[0].Open = true
	}
	return items
}

func title(p *corpus.Provision) string {
	name := p.Level.Name()
	if p.Level == corpus.LevelPassage || p.Level == corpus.LevelTopic {
		name = ""
	}
	return strings.Trim(strings.TrimSpace(name+" "+p.Label)+". "+p.Heading, ". ")
}
