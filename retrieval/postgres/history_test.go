package postgres

import (
	"context"
	"testing"

	"trolyluat/assistant/history"
	historytest "trolyluat/assistant/history/storetest"
	"trolyluat/retrieval/postgres/postgrestest"
)

func TestHistoryConformance(t *testing.T) {
	historytest.Run(t, func(t testing.TB) func() history.Store {
		url, name := postgrestest.Schema(t)
		return func() history.Store {
			h, err := open(t, url, Options{Schema: name, Migrate: true, MaxConns: 4, NoMaintenance: true}).History(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
	})
}
