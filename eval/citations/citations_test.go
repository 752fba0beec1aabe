package citations

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"trolyluat/corpus/realdata"
)

func options(t testing.TB) Options {
	dir := filepath.Join(realdata.Dir(t), "alqac2025")
	return Options{Questions: filepath.Join(dir, "questions.jsonl"), Articles: filepath.Join(dir, "articles.jsonl"), Seed: 1}
}

// The targets: planted citation faults caught, and false alarms.
const (
	wantCaught = 0.98
	wantAlarms = 0.02
)

func check(t *testing.T, r Report) {
	t.Helper()
	t.Log("\n" + r.String())
	if r.Faulty < 300 {
		t.Errorf("%d answers with planted faults, want at least 300", r.Faulty)
	}
	if r.Citation.Rate < wantCaught || r.Caught.Rate < wantCaught {
		t.Errorf("caught %.4f of citation faults and %.4f of all, want %.2f", r.Citation.Rate, r.Caught.Rate, wantCaught)
	}
	if r.FalseAlarms.Rate > wantAlarms {
		t.Errorf("%.4f false alarms, want at most %.2f", r.FalseAlarms.Rate, wantAlarms)
	}
	for _, f := range faults {
		if r.ByFault[f].Of == 0 {
			t.Errorf("fault %s was never planted", f)
		}
	}
}

func TestTargets(t *testing.T) {
	if underRace {
		t.Skip("one goroutine, and slow under the race detector: runs without it")
	}
	o := options(t)
	o.Every = 5
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
}

func TestSameSeedSameAnswers(t *testing.T) {
	o := options(t)
	o.Every = 100
	a, err := generate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := generate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) == 0 || !reflect.DeepEqual(a, b) {
		t.Fatalf("%d and %d answers differ", len(a), len(b))
	}
	o.Seed = 2
	c, err := generate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(a, c) {
		t.Error("another seed makes the same answers")
	}
	for _, s := range a {
		planted := 0
		for _, p := range s.pieces {
			if p.span.End > len(s.input.Text) || strings.TrimSpace(s.input.Text[p.span.Start:p.span.End]) == "" {
				t.Errorf("%s: piece %v of %d bytes", s.id, p.span, len(s.input.Text))
			}
			if p.manner == "planted" {
				planted++
			}
		}
		if want := map[bool]int{true: 1}[s.fault != "" && s.fault != HumanFalse]; planted != want {
			t.Errorf("%s: %d planted sentences, want %d", s.id, planted, want)
		}
	}
}

func TestMetricsAreFlat(t *testing.T) {
	r := Report{ByFault: map[Fault]Rate{}, ByManner: map[string]Rate{}}
	r.Citation.add(true)
	r.Citation.add(false)
	add(r.ByFault, WrongLaw, true)
	m := r.Metrics()
	if m["citation_caught"] != 0.5 || m["caught/wrong_law"] != 1 {
		t.Errorf("%v", m)
	}
	if r.Citation.Low <= 0 || r.Citation.High >= 1 || r.Citation.Low >= 0.5 || r.Citation.High <= 0.5 {
		t.Errorf("interval %+v", r.Citation)
	}
}

func TestMissingFiles(t *testing.T) {
	if _, err := Run(t.Context(), Options{Questions: "no", Articles: "no"}); err == nil {
		t.Error("no error without files")
	}
}
