package postgres

import (
	"context"
	"testing"

	"trolyluat/assistant/history"
	historytest "trolyluat/assistant/history/storetest"
)

func TestHistoryConformance(t *testing.T) {
	historytest.Run(t, func(t testing.TB) func() history.Store {
		url, name := schema(t)
		return func() history.Store {
			h, err := open(t, url, Options{Schema: name, Migrate: true, MaxConns: 4, NoMaintenance: true}).History(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
	})
}
