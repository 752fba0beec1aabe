package reference

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
)

// Source is the part of a store from which an [Index] is built; corpus.Store
// has it.
type Source interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// Index is a [Library] in memory: names and numbers of all documents of a
// source; the paths of a document are loaded when they are first asked for. It
// is safe for concurrent use.
type Index struct {
	source  Source
	numbers map[string][]Act // folded whole number
	names   map[string][]Act // NameKey of title, canonical name, short names
	amends  map[string][]Act // NameKey of the amended act's name
	sorted  []string         // folded numbers in order, for partial ones

	mu     sync.Mutex
	paths  map[string][]string
	recent []string // IDs in paths, oldest first
}

// maxPaths bounds the documents whose paths an Index keeps.
const maxPaths = 256

// NewIndex reads the names and numbers of all documents of the source.
func NewIndex(ctx context.Context, source Source) (*Index, error) {
	x := &Index{source: source, numbers: make(map[string][]Act), names: make(map[string][]Act),
		amends: make(map[string][]Act), paths: make(map[string][]string)}
	for info, err := range source.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reference: build index: %w", err)
		}
		x.add(info)
	}
	x.sorted = slices.Sorted(func(yield func(string) bool) {
		for k := range x.numbers {
			if !yield(k) {
				return
			}
		}
	})
	return x, nil
}

// add enters one document.
func (x *Index) add(info corpus.DocumentInfo) {
	a := Act{ID: info.ID, Key: info.Key, Kind: info.Kind, Title: info.Title, Issued: info.Issued, Effective: info.Effective}
	number := info.Number
	if number == "" {
		number, _, _ = strings.Cut(info.Key, "@")
	}
	amended := amendedName(info.Title)
	a.Amending = amended != ""
	if f := foldNumber(number); f != "" {
		x.numbers[f] = append(x.numbers[f], a)
	}
	switch info.Kind {
	case corpus.KindConsolidated, corpus.KindJudgment, corpus.KindDraft:
		return // a consolidation has the name of its base and is not it
	}
	if a.Amending {
		x.amends[NameKey(amended)] = append(x.amends[NameKey(amended)], a)
		return
	}
	seen := make(map[string]bool)
	enter := func(name string) {
		k := NameKey(name)
		if k == "" || seen[k] {
			return
		}
		seen[k] = true
		x.names[k] = append(x.names[k], a)
	}
	enter(info.Title)
	if name, _ := Canonical(info.Title); name != "" {
		enter(name)
	}
	for _, n := range info.ShortNames {
		enter(n)
	}
}

// amendedName returns the name of the act that a title says is amended ("Luật
// sửa đổi, bổ sung một số điều của Luật Đất đai" → "Luật Đất đai"), "" when it
// says none.
func amendedName(title string) string {
	var s scan
	s.query = true
	s.tokenize(title)
	_, j := s.kindAt(0)
	ok, j := s.amending(j)
	if !ok {
		return ""
	}
	if s.has(j, kwCua) {
		j++
	}
	if n, ok := s.document(j); ok && n.doc.Name != "" {
		return n.doc.Name
	}
	if j >= len(s.tokens) {
		return ""
	}
	return title[s.at(j).start:]
}

// ByNumber implements [Library].
func (x *Index) ByNumber(_ context.Context, number string) ([]Act, error) {
	f := foldNumber(number)
	if acts := x.numbers[f]; len(acts) > 0 || f == "" {
		return acts, nil
	}
	// a number in part: one or two groups of digits without a suffix
	if strings.Trim(f, "0123456789/") != "" || strings.Count(f, "/") > 1 {
		return nil, nil
	}
	var out []Act
	i, _ := slices.BinarySearch(x.sorted, f+"/")
	for ; i < len(x.sorted) && strings.HasPrefix(x.sorted[i], f+"/"); i++ {
		out = append(out, x.numbers[x.sorted[i]]...)
	}
	return out, nil
}

// ByName implements [Library].
func (x *Index) ByName(_ context.Context, name string, amending bool) ([]Act, error) {
	names := x.names
	if amending {
		names = x.amends
	}
	key := NameKey(name)
	if c, _ := Canonical(name); c != "" {
		if acts := names[NameKey(c)]; len(acts) > 0 {
			return acts, nil
		}
	} else {
		// an unknown name may have run on into the sentence
		for k := key; strings.Count(k, " ") >= 1; k = k[:strings.LastIndexByte(k, ' ')] {
			if acts := names[k]; len(acts) > 0 {
				return acts, nil
			}
		}
	}
	if acts := names[key]; len(acts) > 0 {
		return acts, nil
	}
	// "Bộ luật Tố tụng" begins several names: all are candidates
	var out []Act
	if strings.Count(key, " ") >= 2 {
		for k, acts := range names {
			if strings.HasPrefix(k, key+" ") {
				out = append(out, acts...)
			}
		}
		slices.SortFunc(out, func(a, b Act) int { return strings.Compare(a.Key, b.Key) })
		if len(distinct(out)) < 2 {
			return nil, nil
		}
	}
	return out, nil
}

// Paths implements [Library].
func (x *Index) Paths(ctx context.Context, id string) ([]string, error) {
	x.mu.Lock()
	paths, ok := x.paths[id]
	x.mu.Unlock()
	if ok {
		return paths, nil
	}
	d, err := x.source.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	paths = make([]string, len(d.Provisions))
	for i := range d.Provisions {
		paths[i] = d.Provisions[i].Path
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.paths[id]; !ok {
		if len(x.recent) >= maxPaths {
			delete(x.paths, x.recent[0])
			x.recent = x.recent[1:]
		}
		x.paths[id] = paths
		x.recent = append(x.recent, id)
	}
	return paths, nil
}
