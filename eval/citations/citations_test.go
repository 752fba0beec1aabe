package citations

import (
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
	"trolyluat/corpus/realdata"
	"trolyluat/eval/run"
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
	m := r.Metrics
	for _, name := range slices.Sorted(maps.Keys(m)) {
		t.Logf("%-40s %.4f", name, m[name])
	}
	if m["faulty"] < 300 {
		t.Errorf("%v answers with planted faults, want at least 300", m["faulty"])
	}
	if m["citation_caught"] < wantCaught || m["caught"] < wantCaught {
		t.Errorf("caught %.4f of citation faults and %.4f of all, want %.2f", m["citation_caught"], m["caught"], wantCaught)
	}
	if m["false_alarms"] > wantAlarms {
		t.Errorf("%.4f false alarms, want at most %.2f", m["false_alarms"], wantAlarms)
	}
	for _, f := range faults {
		if m["planted/"+string(f)] == 0 {
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

// TestScore: of two planted faults one is found, and of two sound sentences one is
// found fault with.
func TestScore(t *testing.T) {
	s := sample{id: "a", input: cite.Input{Text: "mot hai ba bon"}, fault: WrongLaw, pieces: []piece{
		{span: corpus.Span{Start: 0, End: 3}, manner: "planted", fault: WrongLaw}, {span: corpus.Span{Start: 4, End: 7}, manner: "planted", fault: NumberChanged},
		{span: corpus.Span{Start: 8, End: 10}, manner: "told"}, {span: corpus.Span{Start: 11, End: 14}, manner: "told"}}}
	bad := func(start, end int) cite.Statement {
		return cite.Statement{Span: corpus.Span{Start: start, End: end}, Problems: []cite.Problem{{Code: "x"}}, State: cite.Unverified}
	}
	it, err := s.score(cite.Report{Statements: []cite.Statement{bad(0, 3), bad(8, 10)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]run.Ratio{"caught": {Num: 1, Den: 2}, "citation_caught": {Num: 1, Den: 1}, "caught/number_changed": {Num: 0, Den: 1},
		"false_alarms": {Num: 1, Den: 2}, "precision": {Num: 1, Den: 2}, "recall": {Num: 1, Den: 2}} {
		if it.Ratios[name] != want {
			t.Errorf("%s = %v, want %v", name, it.Ratios[name], want)
		}
	}
	r, err := Summary(&run.Result{Items: []run.Item{{Outcome: run.OK, Detail: it.Detail}}}, 0)
	if err != nil || len(r.Misses) != 1 || r.Misses[0].Sentence != "hai" || len(r.Alarms) != 1 || r.Alarms[0].Sentence != "ba" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestMissingFiles(t *testing.T) {
	if _, err := Run(t.Context(), Options{Questions: "no", Articles: "no"}); err == nil {
		t.Error("no error without files")
	}
}
