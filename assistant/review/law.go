package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Store is what the reviewer asks of the store's documents.
type Store interface {
	reference.Source
	Lookup(ctx context.Context, key string) ([]corpus.DocumentInfo, error)
	RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error)
}

// unitState is what became of a unit of a law on a day.
type unitState uint8

const (
	unitMissing unitState = iota
	unitStands
	unitRepealed
	unitPending // inserted by a change that has no effect yet
)

// act is a document of the store as it stands on the day of the review.
type act struct {
	doc      *corpus.Document
	articles []corpus.Version
	read     []parse.ArticleText
	units    map[string]unitState
	last     int // greatest number of a điều
	partial  bool
}

// acts loads documents and keeps them: a review asks for the same few again and
// again.
type acts struct {
	store Store
	on    corpus.Date
	mu    sync.Mutex
	have  map[string]*act
}

func (a *acts) get(ctx context.Context, id string) (*act, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if x, ok := a.have[id]; ok {
		return x, nil
	}
	doc, err := a.store.Document(ctx, id)
	if errors.Is(err, corpus.ErrNotFound) {
		infos, lookErr := a.store.Lookup(ctx, id)
		if lookErr != nil || len(infos) == 0 {
			a.have[id] = nil
			return nil, lookErr
		}
		doc, err = a.store.Document(ctx, infos[0].ID)
	}
	if err != nil {
		return nil, fmt.Errorf("review: load %s: %w", id, err)
	}
	x := standing(doc, a.on)
	a.have[id] = x
	return x, nil
}

// standing reads a document as it stands on a day.
func standing(doc *corpus.Document, on corpus.Date) *act {
	x := &act{doc: doc, units: map[string]unitState{}, partial: doc.Source.Format == "phapdien"}
	for i := range doc.Provisions {
		if p := &doc.Provisions[i]; p.Level >= corpus.LevelPart && p.Level <= corpus.LevelAttachment {
			x.units[p.Path] = unitRepealed // until the version of the day has it
			if p.Level < corpus.LevelArticle || p.Level > corpus.LevelPoint {
				x.units[p.Path] = unitStands
			}
		}
	}
	for i := range doc.Versions {
		v := &doc.Versions[i]
		if v.From != 0 && on != 0 && v.From > on {
			for _, u := range v.Units {
				if x.units[u.Path] == unitMissing {
					x.units[u.Path] = unitPending
				}
			}
			if x.units[v.Path] == unitMissing {
				x.units[v.Path] = unitPending
			}
			continue
		}
		for _, u := range v.Units {
			x.units[u.Path] = unitRepealed
		}
	}
	for _, v := range doc.At(on) {
		x.articles = append(x.articles, v)
		if v.Repealed {
			x.units[v.Path] = unitRepealed
			x.read = append(x.read, parse.ArticleText{})
			continue
		}
		read := parse.Article(v.Path, v.Text)
		x.read = append(x.read, read)
		x.units[v.Path] = unitStands
		for _, u := range read.Units {
			x.units[u.Path] = unitStands
			if t := v.Text[u.Start:u.End]; len(t) < 60 && strings.Contains(strings.ToLower(t), "được bãi bỏ)") {
				x.units[u.Path] = unitRepealed
			}
		}
		if n := number(v.Path); n > x.last && !strings.HasPrefix(v.Path, "kt") {
			x.last = n
		}
	}
	// a unit of the text as issued that never changed stands
	changed := map[string]bool{}
	for i := range doc.Versions {
		changed[doc.Versions[i].Path] = true
	}
	for i := range doc.Provisions {
		p := &doc.Provisions[i]
		if p.Level >= corpus.LevelArticle && p.Level <= corpus.LevelPoint && !changed[reference.Article(p.Path)] {
			if x.units[p.Path] == unitRepealed && !x.marked(p) {
				x.units[p.Path] = unitStands
			}
		}
	}
	return x
}

// marked says that the text itself notes a unit as repealed.
func (x *act) marked(p *corpus.Provision) bool {
	t := x.doc.Text[p.Span.Start:p.Span.End]
	return len(t) < 60 && strings.Contains(strings.ToLower(t), "được bãi bỏ)")
}

func number(path string) int {
	path = path[strings.LastIndexByte(path, '/')+1:]
	n := 0
	for _, r := range strings.TrimPrefix(path, "d") {
		if r < '0' || r > '9' {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// text of a unit on the day.
func (x *act) text(path string) (string, *corpus.Version) {
	article := reference.Article(path)
	for i := range x.articles {
		v := &x.articles[i]
		if v.Path != article {
			continue
		}
		if path == article {
			return strings.TrimSpace(v.Text), v
		}
		for _, u := range x.read[i].Units {
			if u.Path == path {
				return strings.TrimSpace(v.Text[u.Start:u.End]), v
			}
		}
	}
	return "", nil
}

// met describes a unit of the act for a finding.
func (x *act) met(path string, on corpus.Date) Met {
	d := x.doc
	m := Met{Document: d.Key, DocumentID: d.ID, Title: d.Title, Number: d.Number, Path: path, Label: corpus.PathLabel(path), Fictional: d.Fictional}
	iv := d.Effective
	if path != "" {
		text, v := x.text(path)
		m.Text = text
		if v != nil {
			if v.From != 0 {
				iv = v.Interval
			}
			m.By = v.By
		}
		if state, ok := x.units[path]; ok && state == unitRepealed && (d.Effective.To == 0 || d.Effective.To > on) {
			m.Status = corpus.StatusExpired
		}
	}
	m.From, m.To = iv.From, iv.To
	if m.Status == "" {
		m.Status = statusOn(d.Status, d.Effective, on)
	}
	m.StatusName = m.Status.Name()
	return m
}

func statusOn(declared corpus.Status, iv corpus.Interval, on corpus.Date) corpus.Status {
	s := corpus.StatusOn(iv, on)
	if (s == corpus.StatusUnknown || s == corpus.StatusInForce) && declared != "" {
		return declared
	}
	return s
}

// over says that a document has no effect any more on the day.
func over(declared corpus.Status, iv corpus.Interval, on corpus.Date) bool {
	return iv.To != 0 && iv.To <= on || declared == corpus.StatusExpired
}

// metChunk describes a unit of a retrieved chunk.
func metChunk(info *corpus.DocumentInfo, c *corpus.Chunk, path, text string, on corpus.Date) Met {
	iv := c.Interval
	m := Met{Document: info.Key, DocumentID: info.ID, Title: info.Title, Number: info.Number, Path: path, Label: corpus.PathLabel(path), Text: text,
		Status: statusOn(info.Status, iv, on), From: iv.From, To: iv.To, By: c.By, Fictional: info.Fictional}
	m.StatusName = m.Status.Name()
	return m
}

// kindsFrom are the kinds of text of a rank or a higher one.
func kindsFrom(rank int) []corpus.Kind {
	var out []corpus.Kind
	for _, k := range corpus.Kinds() {
		if r := k.Rank(); r > 0 && (r <= rank || k == corpus.KindResolution || k == corpus.KindDecision && rank >= 6) {
			out = append(out, k)
		}
	}
	return out
}

var _ Store = (interface {
	corpus.Store
	retrieval.Index
})(nil)

func contains(list []string, s string) bool { return slices.Contains(list, s) }
