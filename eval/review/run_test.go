package review

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"trolyluat/assistant/review"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/realdata"
	"trolyluat/retrieval/sqlite"
)

// smallStore holds some real laws and the Constitution.
func smallStore(t *testing.T) *sqlite.Store {
	t.Helper()
	dir := realdata.Dir(t)
	ctx := context.Background()
	st, err := sqlite.Open(ctx, t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	var files []string
	for _, pattern := range []string{"docx/Luật-0[4-9]-201*.docx", "docx/Luật-1*-2022-*.docx", "docx/Luật-19-2023-*.docx", "txt/Hiến_pháp_2013.txt"} {
		found, err := filepath.Glob(filepath.Join(dir, "documents", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found[:min(len(found), 3)]...)
	}
	if len(files) < 6 {
		t.Skipf("only %d of the laws are there", len(files))
	}
	p := &ingest.Pipeline{Store: st, Reader: formats.New(pdf.Reader{})}
	if _, err := p.Run(ctx, files); err != nil {
		t.Fatal(err)
	}
	return st
}

// TestRun makes drafts of a few real laws and holds the reviewer to rough bounds;
// trolyluat eval review measures.
func TestRun(t *testing.T) {
	st := smallStore(t)
	ctx := context.Background()
	o := Options{Seed: 3, Drafts: 4}
	a, err := Generate(ctx, st, o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Generate(ctx, st, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) < 3 || !slices.EqualFunc(a, b, func(x, y Draft) bool { return x.Text == y.Text && x.Clean == y.Clean && len(x.Faults) == len(y.Faults) }) {
		t.Fatalf("%d drafts; the same seed must give the same ones", len(a))
	}
	for _, d := range a {
		if d.Text == d.Clean || len(d.Faults) < 3 {
			t.Errorf("%s has %d faults", d.ID, len(d.Faults))
		}
	}
	r, err := Run(ctx, st, review.New(review.Config{Store: st, Index: st}), o)
	if err != nil {
		t.Fatal(err)
	}
	m := r.Metrics
	if m["recall"] < 0.8 || m["precision"] < 0.85 || m["false_alarms_per_clean_article"] > 0.1 || m["pair_auc"] < 0.8 {
		t.Errorf("recall %.2f, precision %.2f, false alarms %.3f, pair AUC %.2f; misses %+v", m["recall"], m["precision"], m["false_alarms_per_clean_article"], m["pair_auc"], r.Misses)
	}
}

// TestSplitsAreDisjoint keeps a law in one half whatever source it is read from.
func TestSplitsAreDisjoint(t *testing.T) {
	n := map[Split]int{}
	for _, key := range []string{"45/2019/QH14", "91/2015/QH13", "100/2015/QH13", "59/2020/QH14", "61/2020/QH14", "31/2024/QH15", "08/2022/QH15", "05/2022/QH15"} {
		s := splitOf(key)
		n[s]++
		if splitOf(key+"~abc123") != s {
			t.Errorf("%s is in both halves", key)
		}
	}
	if n[Dev] == 0 || n[Test] == 0 {
		t.Errorf("the split is lopsided: %v", n)
	}
}
