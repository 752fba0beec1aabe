package retrieval_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/internal/memory"
)

// stuck is an index so large that its language is read in the background, and whose
// texts do not come as long as somebody waits for them.
type stuck struct {
	*memory.Index
	reading chan struct{}
}

func (s stuck) Frequencies(ctx context.Context, terms []string) ([]int, int, error) {
	df, n, err := s.Index.Frequencies(ctx, terms)
	return df, n + 10_000, err
}

func (s stuck) Articles(ctx context.Context, document, path string) ([]corpus.Chunk, error) {
	if path != "" {
		return s.Index.Articles(ctx, document, path)
	}
	close(s.reading)
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestClose ends what reads the language of a store in the background: the store
// may be closed then, and nobody is warned.
func TestClose(t *testing.T) {
	var log bytes.Buffer
	ix := stuck{memory.New(lakes()), make(chan struct{})}
	s := retrieval.New(ix, retrieval.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	ask := func() {
		if res, err := s.Search(t.Context(), retrieval.Query{Text: "đăng ký thuyền"}); err != nil || len(res.Hits) == 0 {
			t.Errorf("%+v, %v", res.Hits, err)
		}
	}
	ask()
	<-ix.reading
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(20 * time.Second):
		t.Fatal("still reading")
	}
	ask() // begins nothing anew: that would close reading twice
	s.Close()
	if log.Len() > 0 {
		t.Errorf("logged: %s", log.String())
	}
}
