package retrieval

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/retrieval/language"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/rank"
)

// languageTable holds the table of how the corpus writes. It is made from the
// store's chunks, kept in a folder where there is one, and made again in the
// background when the corpus has changed by a tenth.
type languageTable struct {
	folder string

	mu         sync.Mutex
	table      *language.Table
	byToken    map[rank.Token]float32
	generation uint64
	tried      bool
	building   bool
	closed     bool
	stop       context.CancelFunc // of the building, nil before the first
	built      sync.WaitGroup
}

// smallCorpus is how many chunks are read at once when a question waits; more
// are read in the background and the question is taken at its letter.
const smallCorpus = 3000

const tableFile = "language.bin"

// table returns the language table, nil as long as there is none.
func (s *Searcher) table(ctx context.Context) (*language.Table, error) {
	l := &s.language
	if s.library.source == nil {
		return nil, nil
	}
	generation, err := s.index.Generation(ctx)
	if err != nil {
		return nil, fmt.Errorf("retrieval: read generation: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.generation == generation && l.tried {
		return l.table, nil
	}
	if !l.tried {
		if t, err := l.read(); err == nil {
			l.set(t)
		}
	}
	l.tried, l.generation = true, generation
	_, chunks, err := s.index.Frequencies(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("retrieval: count chunks: %w", err)
	}
	if !l.stale(chunks) || l.building || l.closed {
		return l.table, nil
	}
	if chunks <= smallCorpus {
		t, err := s.buildTable(ctx)
		if err != nil {
			return nil, err
		}
		l.keep(s, t)
		return l.table, nil
	}
	l.building = true
	ctx, l.stop = context.WithCancel(context.WithoutCancel(ctx))
	l.built.Go(func() {
		t, err := s.buildTable(ctx)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.building = false
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.log.Warn("language table could not be made", "error", err)
			return
		}
		l.keep(s, t)
	})
	return l.table, nil
}

// Close ends what the searcher does in the background; to be called before its store
// is closed. Questions may still be asked.
func (s *Searcher) Close() {
	l := &s.language
	l.mu.Lock()
	l.closed = true
	if l.stop != nil {
		l.stop()
	}
	l.mu.Unlock()
	l.built.Wait()
}

// stale says that the corpus has grown or shrunk by more than a tenth since the
// table was made.
func (l *languageTable) stale(chunks int) bool {
	if l.table == nil {
		return chunks > 0
	}
	d := chunks - l.table.Texts()
	return max(d, -d)*10 > l.table.Texts()
}

// set takes a table into use: from now on it also knows the words in which people
// ask.
func (l *languageTable) set(t *language.Table) {
	t.Learn(append(language.Phrases(), everydayForms()...))
	l.table = t
	l.byToken = make(map[rank.Token]float32, t.Words())
	for w, n := range t.All {
		l.byToken[rank.TokenOf(w)] = float32(idf(n, t.Texts()))
	}
}

// keep sets the table and writes it to the folder; that it cannot be written
// costs the next start some seconds and is only logged.
func (l *languageTable) keep(s *Searcher, t *language.Table) {
	l.set(t)
	if l.folder == "" {
		return
	}
	if err := writeFile(filepath.Join(l.folder, tableFile), t.Bytes()); err != nil {
		s.log.Warn("language table not kept", "error", err)
	}
}

func (l *languageTable) read() (*language.Table, error) {
	if l.folder == "" {
		return nil, os.ErrNotExist
	}
	b, err := os.ReadFile(filepath.Join(l.folder, tableFile))
	if err != nil {
		return nil, err
	}
	return language.ReadTable(b)
}

// writeFile replaces a file as a whole.
func writeFile(path string, b []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, b) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// usualIDF is that of a syllable whose frequency is not known.
const usualIDF = 5

// idf tells the idf of a syllable for the ranking.
func (l *languageTable) idf() func(rank.Token) float32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.byToken
	return func(t rank.Token) float32 {
		if v, ok := known[t]; ok {
			return v
		}
		return usualIDF
	}
}

// Refresh makes what the searcher derives from the whole corpus (the language
// table) now, and keeps it in the folder: to be called behind an ingest, so that
// no question waits or goes without.
func (s *Searcher) Refresh(ctx context.Context) error {
	if s.library.source == nil {
		return nil
	}
	t, err := s.buildTable(ctx)
	if err != nil {
		return err
	}
	generation, err := s.index.Generation(ctx)
	if err != nil {
		return fmt.Errorf("retrieval: read generation: %w", err)
	}
	s.language.mu.Lock()
	defer s.language.mu.Unlock()
	s.language.tried, s.language.generation = true, generation
	s.language.keep(s, t)
	return nil
}

func (s *Searcher) buildTable(ctx context.Context) (*language.Table, error) {
	b := language.NewBuilder()
	names := map[string]bool{}
	for e, err := range s.Passages(ctx) {
		if err != nil {
			return nil, err
		}
		if !names[e.Info.ID] {
			names[e.Info.ID] = true
			b.Add(e.Info.Title)
		}
		fields := lexical.FieldsOf(&e.Info, &e.Chunk)
		b.Add(strings.Join(fields[lexical.Heading], "\n") + "\n" + strings.Join(fields[lexical.Body], "\n"))
	}
	return b.Table(), nil
}

// Entry is a chunk with the description of its document.
type Entry struct {
	Info  corpus.DocumentInfo
	Chunk corpus.Chunk
}

// Passages walks all chunks of the store, document by document: what models of
// the corpus are made from. An index that lists no documents gives none.
func (s *Searcher) Passages(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if s.library.source == nil {
			return
		}
		for info, err := range s.library.source.Documents(ctx) {
			if err != nil {
				yield(Entry{}, fmt.Errorf("retrieval: list documents: %w", err))
				return
			}
			chunks, err := s.index.Articles(ctx, info.ID, "")
			if err != nil {
				yield(Entry{}, fmt.Errorf("retrieval: load chunks of %s: %w", info.ID, err))
				return
			}
			for i := range chunks {
				if !yield(Entry{info, chunks[i]}, nil) {
					return
				}
			}
		}
	}
}
