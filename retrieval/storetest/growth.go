package storetest

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"trolyluat/retrieval"
)

// Growing is a store that grows, with what is measured beside it.
type Growing struct {
	Name  string
	Store Store
	// Size returns the bytes that the store takes on disk.
	Size func() int64
	// Clear takes away what Tidy made, before more is loaded; may be nil.
	Clear func() error
	// Tidy makes what Also needs after a load; may be nil.
	Tidy func() error
	// Also are further ways of the store itself, asked as those of Stock.
	Also map[string]func(i int) error
	// Stock are other ways to the same answer, by name, each asked the question
	// of that number: a database's own text search, a plain scan of vectors.
	Stock map[string]func(i int) error
}

// Growth loads the pháp điển and then copies of it, and writes after each load
// what searching costs. It takes minutes.
func Growth(t testing.TB, g Growing, copies int, out io.Writer) {
	t.Helper()
	ctx := context.Background()
	real := Real(t)
	ref := NewReference(real.Questions)
	const every = 5 // of the questions
	ask := func(n int, do func(i int) error) Timing {
		t.Helper()
		var timing Timing
		for round := range 2 { // once to warm up
			timing = nil
			for i := 0; i < min(n, len(real.Questions)); i += every {
				start := time.Now()
				if err := do(i); err != nil {
					t.Fatal(err)
				}
				timing = append(timing, time.Since(start))
			}
			if round == 0 && timing.At(50) > 200*time.Millisecond {
				break
			}
		}
		return timing
	}
	show := func(name string, timing Timing) {
		_, _ = fmt.Fprintf(out, "  %-42s p50 %8.2f ms  p95 %8.2f ms\n", name, ms(timing.At(50)), ms(timing.At(95)))
	}
	before := HeapMB()
	chunks := 0
	load := time.Duration(0)
	for n := range copies + 1 {
		entries := real.Entries
		if n > 0 {
			entries = Variants(real.Entries, n)
			if g.Clear != nil {
				if err := g.Clear(); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range entries {
			chunks += len(entries[i].Chunks)
		}
		ref.Add(entries)
		load += Load(t, g.Store, entries)
		entries = nil
		if n > 0 && n < copies {
			continue
		}
		tidy := time.Now()
		if m, ok := g.Store.(Maintained); ok {
			if err := m.Optimize(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if g.Tidy != nil {
			if err := g.Tidy(); err != nil {
				t.Fatal(err)
			}
		}
		tidied := time.Since(tidy)
		cold := Timing{}
		for i := 0; i < 100; i++ {
			start := time.Now()
			if _, err := g.Store.Lexical(ctx, Query(real.Questions[i].Text), retrieval.Filter{}, 100); err != nil {
				t.Fatal(err)
			}
			cold = append(cold, time.Since(start))
		}
		_, _ = fmt.Fprintf(out, "%s, %d chunks: loaded in %.0f s, tidied in %.0f s, %d MB on disk\n", g.Name, chunks, load.Seconds(), tidied.Seconds(), g.Size()>>20)
		show("lexical, first 100 questions", cold)
		show("lexical", ask(len(real.Questions), func(i int) error {
			_, err := g.Store.Lexical(ctx, Query(real.Questions[i].Text), retrieval.Filter{}, 100)
			return err
		}))
		show("nearest", ask(len(real.Questions), func(i int) error {
			_, err := g.Store.Nearest(ctx, EmbedModel, real.Vectors[i], retrieval.Filter{}, 100)
			return err
		}))
		filter, _ := keeping(real.Entries, 10)
		show("nearest, filter keeps 1 % or less", ask(len(real.Questions), func(i int) error {
			_, err := g.Store.Nearest(ctx, EmbedModel, real.Vectors[i], filter, 100)
			return err
		}))
		for name, do := range g.Also {
			show(name, ask(200, do))
		}
		_, _ = fmt.Fprintf(out, "  %-42s %12.0f MB\n", "heap, less the test's own", HeapMB()-before)
		show("reference: exact BM25F, arrays in memory", ask(300, func(i int) error {
			ref.Search(real.Questions[i].Text, 100)
			return nil
		}))
		for name, do := range g.Stock {
			show("stock: "+name, ask(200, do))
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
