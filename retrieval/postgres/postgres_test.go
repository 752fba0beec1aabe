package postgres

import (
	"context"
	"net/url"
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

// walking returns the address with the planner told to walk the vector index even
// where rows are so few that it would rather sort them.
func walking(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("enable_seqscan", "off")
	u.RawQuery = q.Encode()
	return u.String()
}

// TestConformanceWithVectorIndex holds searches through HNSW against the suite:
// nothing is held in memory, every model gets its index at once, and no filter is
// taken as keeping few.
func TestConformanceWithVectorIndex(t *testing.T) {
	storetest.Run(t, func(t testing.TB) func() storetest.Store {
		url, name := postgrestest.Schema(t)
		return func() storetest.Store {
			return open(t, walking(t, url), Options{Schema: name, Migrate: true, MaxConns: 8, IndexFrom: 1, VectorBytes: -1, exactRows: 1})
		}
	})
}
