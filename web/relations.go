package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// ties are what binds a document to others.
type ties struct {
	groups   []tieGroup
	articles map[string]mentions // how many texts point at each điều
}

// mentions counts the texts that point at a điều.
type mentions struct{ courts, others int }

// words writes "2 án lệ, bản án và 5 văn bản".
func (m mentions) words() string {
	switch {
	case m.courts == 0:
		return count(m.others) + " văn bản"
	case m.others == 0:
		return count(m.courts) + " án lệ, bản án"
	}
	return count(m.courts) + " án lệ, bản án và " + count(m.others) + " văn bản"
}

// tieGroup is the ties of one kind.
type tieGroup struct {
	Name string
	Code string
	Ties []tie
	More int // left out of the list
}

// tie is one other document with the places that are tied.
type tie struct {
	Info   *corpus.DocumentInfo // nil: not in the store
	Key    string
	Name   string // the key for a reader
	Places []tiePlace
	Since  corpus.Date
	Model  bool // found by a model and not by the words of a text
}

// tiePlace is a pair of provisions, each with its address.
type tiePlace struct {
	Here, There         string // labels, "" for the whole text
	HereHref, ThereHref string
}

// ByName says that the other text is named without a number, so that it may be in
// the store under one.
func (t tie) ByName() bool { return t.Name != t.Key }

// tieRow is one provision here with all places in the other text that are tied
// to it.
type tieRow struct {
	Here, HereHref string // "" for the whole text
	There          []tiePlace
}

// Rows are the places by the provision here, in the order in which they were
// found; the whole text comes first.
func (t tie) Rows() []tieRow {
	var out []tieRow
	for _, p := range t.Places {
		i := slices.IndexFunc(out, func(r tieRow) bool { return r.Here == p.Here })
		if i < 0 {
			i = len(out)
			if p.Here == "" {
				i = 0
			}
			out = slices.Insert(out, i, tieRow{Here: p.Here, HereHref: p.HereHref})
		}
		if p.There != "" {
			out[i].There = append(out[i].There, p)
		}
	}
	return out
}

// The names of relations as seen from their source and from their target.
var outgoing = map[corpus.RelationType]string{
	corpus.Amends: "Sửa đổi", corpus.Supplements: "Bổ sung", corpus.Replaces: "Thay thế", corpus.Repeals: "Bãi bỏ",
	corpus.Suspends: "Ngưng hiệu lực", corpus.StandsInFor: "Quy định khác trong một thời hạn", corpus.Guides: "Hướng dẫn, quy định chi tiết",
	corpus.BasedOn: "Căn cứ ban hành", corpus.Cites: "Nhắc đến", corpus.Corrects: "Đính chính", corpus.Consolidates: "Hợp nhất",
}

var incoming = map[corpus.RelationType]string{
	corpus.Amends: "Được sửa đổi bởi", corpus.Supplements: "Được bổ sung bởi", corpus.Replaces: "Được thay thế bởi", corpus.Repeals: "Bị bãi bỏ bởi",
	corpus.Suspends: "Bị ngưng hiệu lực bởi", corpus.StandsInFor: "Có quy định khác trong một thời hạn tại", corpus.Guides: "Được hướng dẫn bởi",
	corpus.BasedOn: "Là căn cứ ban hành của", corpus.Cites: "Được nhắc đến trong", corpus.Corrects: "Được đính chính bởi", corpus.Consolidates: "Được hợp nhất tại",
}

const casesName = "Bản án, án lệ nhắc đến"

// order of the groups on a page: what changes a text before what only names it.
var tieOrder = []string{
	"Được sửa đổi bởi", "Được bổ sung bởi", "Bị bãi bỏ bởi", "Được thay thế bởi", "Bị ngưng hiệu lực bởi", "Có quy định khác trong một thời hạn tại",
	"Được đính chính bởi", "Được hợp nhất tại", "Được hướng dẫn bởi", casesName,
	"Sửa đổi", "Bổ sung", "Bãi bỏ", "Thay thế", "Ngưng hiệu lực", "Quy định khác trong một thời hạn", "Đính chính", "Hợp nhất",
	"Hướng dẫn, quy định chi tiết", "Căn cứ ban hành", "Là căn cứ ban hành của", "Được nhắc đến trong", "Nhắc đến",
}

// ties gathers the relations of a document in both directions.
func (s *Server) ties(ctx context.Context, o *opened) (*ties, error) {
	in, err := s.Library.RelationsTo(ctx, o.info.Key)
	if err != nil {
		return nil, fmt.Errorf("web: relations of %s: %w", o.info.Key, err)
	}
	b := tieBuilder{o: o, groups: map[string]*tieGroup{}}
	pointing := map[string]map[string]*corpus.DocumentInfo{}
	for i := range in {
		rel := &in[i]
		info := o.shelf.ByID[rel.Document]
		if info == nil || info.Key == o.info.Key {
			continue
		}
		name := incoming[rel.Type]
		if rel.Type == corpus.Cites && court(info) {
			name = casesName
		}
		b.add(name, info, info.Key, rel.Relation, rel.ToPath, rel.FromPath)
		if article := reference.Article(rel.ToPath); article != "" {
			if pointing[article] == nil {
				pointing[article] = map[string]*corpus.DocumentInfo{}
			}
			pointing[article][info.Key] = info
		}
	}
	for _, rel := range o.doc.Relations {
		if rel.To == "" || rel.To == o.info.Key {
			continue
		}
		b.add(outgoing[rel.Type], o.shelf.ByKey[rel.To], rel.To, rel, rel.FromPath, rel.ToPath)
	}
	t := &ties{articles: map[string]mentions{}}
	for article, infos := range pointing {
		var m mentions
		for _, info := range infos {
			if court(info) {
				m.courts++
			} else {
				m.others++
			}
		}
		t.articles[article] = m
	}
	for _, name := range tieOrder {
		if g := b.groups[name]; g != nil {
			t.groups = append(t.groups, *g)
		}
	}
	return t, nil
}

type tieBuilder struct {
	o      *opened
	groups map[string]*tieGroup
}

func (b *tieBuilder) add(name string, info *corpus.DocumentInfo, key string, rel corpus.Relation, here, there string) {
	if name == "" {
		return
	}
	g := b.groups[name]
	if g == nil {
		g = &tieGroup{Name: name, Code: slugOf(name)}
		b.groups[name] = g
	}
	i := slices.IndexFunc(g.Ties, func(t tie) bool { return t.Key == key })
	if i < 0 {
		g.Ties = append(g.Ties, tie{Info: info, Key: key, Name: keyName(key), Since: rel.From, Model: rel.How == "model"})
		i = len(g.Ties) - 1
	}
	p := tiePlace{Here: corpus.PathLabel(here), There: corpus.PathLabel(there)}
	if p.Here == "" && p.There == "" {
		return
	}
	if p.Here != "" {
		p.HereHref = Address(b.o.info.ID, here)
	}
	if info != nil && p.There != "" {
		p.ThereHref = Address(info.ID, there)
	}
	if !slices.Contains(g.Ties[i].Places, p) {
		g.Ties[i].Places = append(g.Ties[i].Places, p)
	}
}

// slugOf makes an anchor of a group's name.
func slugOf(name string) string {
	return strings.ReplaceAll(reference.NameKey(name), " ", "-")
}

// tiesShown is how many documents of a group the reader's page lists.
const tiesShown = 3

// short leaves of every group what the reader's page has room for; the plain
// mentions stay on the page of relations.
func short(groups []tieGroup) []tieGroup {
	var out []tieGroup
	for _, g := range groups {
		if g.Name == outgoing[corpus.Cites] || g.Name == incoming[corpus.Cites] {
			g.More, g.Ties = len(g.Ties), nil
		} else if len(g.Ties) > tiesShown {
			g.More, g.Ties = len(g.Ties)-tiesShown, g.Ties[:tiesShown]
		}
		out = append(out, g)
	}
	return out
}

// relations shows everything that is tied to a document, or to one điều of it.
func (s *Server) relations(w http.ResponseWriter, r *http.Request) {
	o, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	t, err := s.ties(r.Context(), o)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	article := r.URL.Query().Get("dieu")
	groups := t.groups
	if article != "" {
		groups = onArticle(groups, Address(o.info.ID, article))
	}
	s.render(w, r, http.StatusOK, "relations", "van-ban", "Văn bản liên quan – "+o.doc.Title, map[string]any{
		"Info": o.info, "Groups": groups, "Article": article, "ArticleLabel": corpus.PathLabel(article), "Slug": slug(o.info.ID),
	})
}

// onArticle keeps the ties whose place here is the điều at that address or a
// unit of it.
func onArticle(groups []tieGroup, address string) []tieGroup {
	var out []tieGroup
	for _, g := range groups {
		kept := g
		kept.Ties = nil
		for _, t := range g.Ties {
			places := slices.DeleteFunc(slices.Clone(t.Places), func(p tiePlace) bool {
				return p.HereHref != address && !strings.HasPrefix(p.HereHref, address+"/")
			})
			if len(places) > 0 {
				t.Places = places
				kept.Ties = append(kept.Ties, t)
			}
		}
		if len(kept.Ties) > 0 {
			out = append(out, kept)
		}
	}
	return out
}
