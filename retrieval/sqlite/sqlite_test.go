package sqlite

import (
	"context"
	"testing"

	"trolyluat/retrieval/storetest"
)

func open(t testing.TB, dir string, opt Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), dir, opt)
	if err != nil {
		t.Fatalf("open %s: %v", dir, err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t testing.TB) func() storetest.Store {
		dir := t.TempDir()
		return func() storetest.Store { return open(t, dir, Options{}) }
	})
}
