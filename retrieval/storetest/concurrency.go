package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// eventually calls ok until it is true or seenWithin has passed.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for start := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > seenWithin {
			t.Fatalf("%s: not within %v", what, seenWithin)
		}
	}
}

// testInstances opens a store twice, as two processes would.
func testInstances(t *testing.T, opener Opener) {
	ctx := context.Background()
	open := opener(t)
	a, b := open(), open()
	for i := range 6 {
		writer, reader := a, b
		if i%2 == 1 {
			writer, reader = b, a
		}
		e := law("a", i+1, always(fmt.Sprintf("lần thứ %d", i)))
		e.Vectors = []corpus.Embedded{{Model: "m", Vectors: make([][]float32, i+1)}}
		e.Vectors[0].Vectors[i] = []float32{1, float32(i)}
		before, err := reader.Generation(ctx)
		if err != nil {
			t.Fatal(err)
		}
		put(t, writer, e)
		// The writer sees its own commit at once.
		if got := search(t, writer, "lần thứ", retrieval.Filter{}); len(got) != 1 {
			t.Fatalf("own commit %d is not seen: %v", i, got)
		}
		eventually(t, fmt.Sprintf("commit %d of the other instance", i), func() bool {
			g, err := reader.Generation(ctx)
			if err != nil || g == before {
				return false
			}
			c, err := reader.Lexical(ctx, Query("lần thứ"), retrieval.Filter{}, 10)
			if err != nil || len(c) != i+1 {
				return false
			}
			c, err = reader.Nearest(ctx, "m", []float32{1, float32(i)}, retrieval.Filter{}, 10)
			return err == nil && len(c) == 1 && c[0].Score > 0.999
		})
	}
	healthy(t, a)
}

// testWriters lets two instances commit at the same time.
func testWriters(t *testing.T, opener Opener) {
	const commits, perCommit = 12, 3
	open := opener(t)
	stores := []Store{open(), open()}
	var wg sync.WaitGroup
	var failed atomic.Value
	for n, s := range stores {
		wg.Go(func() {
			for i := range commits {
				err := s.Commit(context.Background(), corpus.Change{Put: []corpus.Entry{law(fmt.Sprintf("%d-%02d", n, i), perCommit, always("thừa kế"))}})
				if err != nil {
					failed.Store(fmt.Errorf("writer %d commit %d: %w", n, i, err))
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		t.Fatal(err)
	}
	for _, s := range stores {
		eventually(t, "all commits of both writers", func() bool {
			c, err := s.Lexical(context.Background(), Query("thừa kế"), retrieval.Filter{}, 1000)
			return err == nil && len(c) == 2*commits*perCommit
		})
		seen := map[corpus.ChunkID]bool{}
		for _, id := range ids(t, s) {
			for _, c := range articles(t, s, id, "") {
				if seen[c.ID] {
					t.Errorf("chunk number %d was given twice", c.ID)
				}
				seen[c.ID] = true
			}
		}
	}
	healthy(t, stores[0])
}

// testWholeOrAbsent reads while documents come, change and go: whatever a reader
// sees of a document must belong together.
func testWholeOrAbsent(t *testing.T, opener Opener) {
	ctx := context.Background()
	open := opener(t)
	s, other := open(), open()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var failed atomic.Value
	fail := func(format string, args ...any) { failed.Store(fmt.Errorf(format, args...)) }
	for n, s := range []Store{s, s, other} {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				// A document of generation g has g+1 điều which all say so.
				chunks, err := s.Articles(ctx, "a", "")
				if err != nil {
					fail("reader %d: articles: %w", n, err)
					return
				}
				for _, c := range chunks {
					if c.Text != fmt.Sprintf("%s. lần thứ %d", c.Label, len(chunks)) {
						fail("reader %d: %d điều, one of them: %s", n, len(chunks), c.Text)
						return
					}
				}
				if d, err := s.Document(ctx, "a"); err == nil && len(d.Provisions) != int(d.Source.Size) {
					fail("reader %d: document of %d điều, want %d", n, len(d.Provisions), d.Source.Size)
					return
				}
				if c, err := s.Lexical(ctx, Query("lần thứ"), retrieval.Filter{}, 100); err != nil {
					fail("reader %d: lexical: %w", n, err)
					return
				} else if len(c) > 0 {
					for _, x := range c[1:] {
						if x.Score != c[0].Score && len(c) < 9 { // equal texts but for labels of one digit
							fail("reader %d: %d results with scores %v and %v", n, len(c), c[0].Score, x.Score)
							return
						}
					}
				}
				if _, _, err := s.Frequencies(ctx, []string{"lần", "~thu"}); err != nil {
					fail("reader %d: frequencies: %w", n, err)
					return
				}
			}
		})
	}
	r := rand.New(rand.NewPCG(5, 5))
	m, _ := s.(Maintained)
	for i := range 40 {
		n := 1 + r.IntN(8)
		e := law("a", n, always(fmt.Sprintf("lần thứ %d", n)))
		e.Document.Source.Size = int64(n)
		change := corpus.Change{Put: []corpus.Entry{e}}
		if i%7 == 3 {
			change = corpus.Change{Remove: []string{"a"}}
		}
		if err := s.Commit(ctx, change); err != nil {
			fail("commit: %w", err)
			break
		}
		if m != nil && i%9 == 8 {
			if err := m.Optimize(ctx); err != nil {
				fail("optimize: %w", err)
				break
			}
		}
	}
	close(stop)
	wg.Wait()
	if err := failed.Load(); err != nil {
		t.Fatal(err)
	}
	healthy(t, s)
}

// testSteady replaces a document again and again: readers find it at every
// moment, in full, by words and by vectors.
func testSteady(t *testing.T, opener Opener) {
	const chunks = 3
	ctx := context.Background()
	open := opener(t)
	s, other := open(), open()
	entry := func() corpus.Entry {
		e := law("a", chunks, always("mức phạt tiền"))
		e.Vectors = []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 0}, {0, 1}, {1, 1}}}}
		return e
	}
	put(t, s, entry(), law("b", 1, always("khác")))
	eventually(t, "the first commit", func() bool {
		_, n, err := other.Frequencies(ctx, nil)
		return err == nil && n == chunks+1
	})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var failed atomic.Value
	for n, s := range []Store{s, other} {
		for how, ask := range map[string]func(retrieval.Filter) ([]retrieval.Candidate, error){
			"lexical": func(f retrieval.Filter) ([]retrieval.Candidate, error) {
				return s.Lexical(ctx, Query("phạt tiền"), f, 10)
			},
			"nearest": func(f retrieval.Filter) ([]retrieval.Candidate, error) {
				return s.Nearest(ctx, "m", []float32{1, 2}, f, 10)
			},
		} {
			wg.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					f := retrieval.Filter{}
					if i%2 == 1 {
						f.Documents = []string{"a"}
					}
					if c, err := ask(f); err != nil || len(c) != chunks {
						failed.Store(fmt.Errorf("instance %d, %s: %d results, %w", n, how, len(c), err))
						return
					}
					time.Sleep(time.Millisecond)
				}
			})
		}
	}
	for range 40 {
		put(t, s, entry())
		time.Sleep(5 * time.Millisecond)
	}
	close(stop)
	wg.Wait()
	if err := failed.Load(); err != nil {
		t.Fatal(err)
	}
}
