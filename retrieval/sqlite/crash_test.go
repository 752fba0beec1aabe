package sqlite

import (
	"context"
	"os"
	"testing"

	"trolyluat/retrieval/storetest"
)

// TestCrashChild is the process that TestKilled kills.
func TestCrashChild(t *testing.T) {
	dir, ok := storetest.CrashChild()
	if !ok {
		return // only TestKilled starts it
	}
	s := open(t, dir, Options{})
	if err := storetest.CrashIngest(context.Background(), s, storetest.CrashStep(), os.Stdout); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills an ingesting process at random moments: every document is
// whole or absent afterwards, and the ingestion can be finished.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	storetest.Kill(t, storetest.Crashes, "TestCrashChild", dir, func(last bool) {
		s, err := Open(context.Background(), dir, Options{NoMerge: true})
		if err != nil {
			t.Fatalf("open after a crash: %v", err)
		}
		defer func() { _ = s.Close() }()
		if last {
			storetest.CheckFinished(t, s)
		} else {
			storetest.CheckWhole(t, s)
		}
	})
}
