package basis

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Source is the part of a store that provisions are looked up in.
type Source interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// Article is a điều of a document in the store.
type Article struct {
	Document corpus.DocumentInfo
	Path     string
	Heading  string
	Text     string // with the label line
	SourceID string

	versions []corpus.Version // its texts in time; none when it never changed
	plain    string           // words of the text
	heading  string           // words of the heading
	terms    []uint64
	mass     float64 // sum of the weights of its terms
}

// Law is a text of the store with its điều.
type Law struct {
	Info     corpus.DocumentInfo
	Articles []*Article
	byHead   map[string][]*Article
	byPath   map[string]*Article
	idf      map[uint64]float64
}

// Finder finds provisions by the name of their law and their words. It is safe
// for concurrent use.
type Finder struct {
	source Source
	byID   map[string]corpus.DocumentInfo
	names  map[string][]corpus.DocumentInfo // name key or number → texts, the latest first

	mu    sync.Mutex
	laws  map[string]*Law
	found map[string]*Article
}

// NewFinder reads the names of the store's texts.
func NewFinder(ctx context.Context, source Source) (*Finder, error) {
	f := &Finder{source: source, byID: map[string]corpus.DocumentInfo{}, names: map[string][]corpus.DocumentInfo{}, laws: map[string]*Law{}, found: map[string]*Article{}}
	for info, err := range source.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("basis: list documents: %w", err)
		}
		if info.Kind == corpus.KindJudgment || info.Kind == corpus.KindPrecedent || info.Kind == corpus.KindDraft || info.Articles == 0 {
			continue
		}
		f.byID[info.ID] = info
		for _, key := range keysOf(info) {
			f.names[key] = append(f.names[key], info)
		}
	}
	for _, texts := range f.names {
		slices.SortStableFunc(texts, func(a, b corpus.DocumentInfo) int {
			if d := cmp.Compare(begin(b), begin(a)); d != 0 {
				return d
			}
			// Of a law and its consolidations the last one drawn up.
			if d := cmp.Compare(b.Issued, a.Issued); d != 0 {
				return d
			}
			return cmp.Compare(b.Articles, a.Articles)
		})
	}
	return f, nil
}

func keysOf(info corpus.DocumentInfo) []string {
	title := info.Title
	if i := strings.Index(title, " số "); i > 0 && info.Number != "" && strings.Contains(title[i:], info.Number) {
		title = title[:i]
	}
	name := title
	if full, _ := reference.Canonical(title); full != "" {
		name = full
	}
	keys := []string{reference.NameKey(name)}
	if info.Number != "" {
		keys = append(keys, reference.NormalizeNumber(info.Number))
	} else {
		keys = append(keys, info.Key)
	}
	// A consolidation stands for the law whose name it bears.
	return keys
}

func begin(info corpus.DocumentInfo) corpus.Date {
	if info.Effective.From != 0 {
		return info.Effective.From
	}
	return info.Issued
}

// Texts lists the texts of the store that bear the name or number of a law, the
// latest first.
func (f *Finder) Texts(law string) []corpus.DocumentInfo {
	if strings.Contains(law, "/") {
		number := law[strings.LastIndexByte(law, ' ')+1:]
		return f.names[reference.NormalizeNumber(number)]
	}
	name := law
	if full, _ := reference.Canonical(law); full != "" {
		name = full
	}
	return f.names[reference.NameKey(name)]
}

// Text picks the text of a law that holds on a date: the one whose interval
// contains it, else (a date before all texts at hand) false. Zero picks the
// latest.
func (f *Finder) Text(law string, on corpus.Date) (corpus.DocumentInfo, bool) {
	texts := f.Texts(law)
	for _, info := range texts {
		if info.Kind == corpus.KindConsolidated && on != 0 && info.Issued > on {
			continue // it tells of amendments that came later
		}
		if info.Effective.Contains(on) && (on == 0 || begin(info) == 0 || begin(info) <= on) {
			return info, true
		}
	}
	return corpus.DocumentInfo{}, false
}

// Law loads a text with its điều.
func (f *Finder) Law(ctx context.Context, info corpus.DocumentInfo) (*Law, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l, ok := f.laws[info.ID]; ok {
		return l, nil
	}
	d, err := f.source.Document(ctx, info.ID)
	if err != nil {
		return nil, fmt.Errorf("basis: load %s: %w", info.ID, err)
	}
	l := &Law{Info: info, byHead: map[string][]*Article{}, byPath: map[string]*Article{}}
	for _, p := range d.Provisions {
		if p.Level != corpus.LevelArticle || strings.HasPrefix(p.Path, "kt") {
			continue
		}
		a := &Article{Document: info, Path: p.Path, Heading: p.Heading, Text: d.Text[p.Span.Start:p.Span.End], SourceID: p.SourceID}
		for i := range d.Versions {
			if d.Versions[i].Path == p.Path {
				a.versions = append(a.versions, d.Versions[i])
			}
		}
		a.plain, a.heading = words(a.Text), words(p.Heading)
		l.Articles = append(l.Articles, a)
		l.byPath[a.Path] = a
		if a.heading != " " {
			l.byHead[a.heading] = append(l.byHead[a.heading], a)
		}
	}
	l.weigh()
	f.laws[info.ID] = l
	return l, nil
}

// Find looks a named provision up in a text; nil when the text has none such.
func (l *Law) Find(n Named) *Article {
	var byHeading []*Article
	if n.Heading != "" {
		byHeading = l.byHead[words(n.Heading)]
	}
	if len(byHeading) == 1 {
		return byHeading[0]
	}
	if n.Words == "" {
		return nil
	}
	var found *Article
	for _, a := range l.Articles {
		if !strings.Contains(a.plain, " "+n.Words+" ") || len(byHeading) > 1 && !slices.Contains(byHeading, a) {
			continue
		}
		if found != nil {
			return nil // the words do not tell
		}
		found = a
	}
	return found
}

// find is Find with the answer kept.
func (f *Finder) find(l *Law, n Named) *Article {
	key := l.Info.ID + "\x00" + n.Heading + "\x00" + n.Words
	f.mu.Lock()
	defer f.mu.Unlock()
	a, ok := f.found[key]
	if !ok {
		a = l.Find(n)
		f.found[key] = a
	}
	return a
}

// version is the text of the điều on a date; nil for the text as issued.
func (a *Article) version(on corpus.Date) *corpus.Version {
	var last *corpus.Version
	for i := range a.versions {
		if v := &a.versions[i]; v.Contains(on) && (last == nil || v.From >= last.From) {
			last = v
		}
	}
	return last
}
