package postgres

import (
	"context"
	"testing"

	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/storetest"
)

func open(t testing.TB, url string, opt Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), url, opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t testing.TB) func() storetest.Store {
		url, name := postgrestest.Schema(t)
		return func() storetest.Store {
			return open(t, url, Options{Schema: name, Migrate: true, MaxConns: 8})
		}
	})
}

// TestConformanceWithVectorIndex holds searches through HNSW against the suite:
// every model gets its index at once, and no filter is taken as keeping few.
func TestConformanceWithVectorIndex(t *testing.T) {
	storetest.Run(t, func(t testing.TB) func() storetest.Store {
		url, name := postgrestest.Schema(t)
		return func() storetest.Store {
			return open(t, url, Options{Schema: name, Migrate: true, MaxConns: 8, IndexFrom: 1, exactRows: 1})
		}
	})
}
