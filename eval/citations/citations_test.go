package citations

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"trolyluat/corpus/realdata"
)

func options(t testing.TB) Options {
	dir := filepath.Join(realdata.Dir(t), "alqac2025")
	return Options{Questions: filepath.Join(dir, "questions.jsonl"), Articles: filepath.Join(dir, "articles.jsonl"), Seed: 1}
}

func TestReport(t *testing.T) {
	o := options(t)
	o.Part = os.Getenv("PART")
	o.Keep = 12
	r, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.String())
	for _, m := range r.Misses {
		t.Logf("MISS %s %s %q\n   %s", m.ID, m.Kind, m.Planted, m.Sentence)
	}
	for _, m := range r.Alarms {
		t.Logf("ALARM %s %s %v\n   %s", m.ID, m.Kind, m.Problems, m.Sentence)
	}
}
