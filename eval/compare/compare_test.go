package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/eval/run"
)

// model keeps a run of n questions of which a share is answered rightly, as drawn
// with the seed; ids listed in broken end in an error.
func model(t *testing.T, n int, share float64, seed uint64, broken ...int) (string, *run.Result) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	tasks := make([]run.Task, n)
	for i := range tasks {
		right := 0.0
		if r.Float64() < share {
			right = 1
		}
		tasks[i] = run.Task{ID: fmt.Sprint("q", i), Do: func(context.Context) (run.Item, run.Cost, error) {
			for _, b := range broken {
				if b == i {
					return run.Item{}, run.Cost{}, errors.New("no connection")
				}
			}
			return run.Item{Question: fmt.Sprint("Câu ", i), Scores: map[string]float64{"accuracy": right}}, run.Cost{}, nil
		}}
	}
	dir := t.TempDir()
	res, err := run.Do(t.Context(), dir, run.Manifest{Suite: "answers", Seed: 3, Config: map[string]string{"model": fmt.Sprint(share)}}, tasks, run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return dir, res
}

func TestRuns(t *testing.T) {
	_, a := model(t, 500, 0.60, 1, 7)
	_, b := model(t, 500, 0.70, 2, 8)
	r, err := Runs(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 498 || len(r.OnlyA) != 1 || r.OnlyA[0] != "q8" || len(r.OnlyB) != 1 || r.OnlyB[0] != "q7" {
		t.Errorf("n %d, only a %v, only b %v", r.N, r.OnlyA, r.OnlyB)
	}
	if r.Metrics["accuracy_diff"] <= 0 || r.Metrics["accuracy_p"] >= 0.05 || r.Metrics["accuracy_diff_lo"] <= 0 {
		t.Errorf("metrics %v", r.Metrics)
	}
	if len(r.Changes) == 0 || r.Changes[0].A != 1 || r.Changes[0].B != 0 || r.Changes[len(r.Changes)-1].B != 1 {
		t.Errorf("the worse ones do not stand first: %+v", r.Changes[0])
	}
	if text := r.Text(3); !strings.Contains(text, "B tốt hơn A") || !strings.Contains(text, "khác về model: 0.6 → 0.7") {
		t.Errorf("text:\n%s", text)
	}
	_, c := model(t, 500, 0.61, 1)
	same, err := Runs(a, c)
	if err != nil || same.Metrics["accuracy_p"] < 0.05 || !strings.Contains(same.Text(0), "chưa đủ để nói là khác") {
		t.Errorf("%v, %v", same.Metrics, err)
	}
	if _, err := Runs(&run.Result{}, a); !errors.Is(err, ErrDisjoint) {
		t.Errorf("error %v", err)
	}
}

// TestKnownWorthOverSeeds draws models of accuracy .60, .70 and .61 on 500 items many
// times (a hundred with -tags slow: 195 of 200, 96 and 7): the intervals hold the truth about 95 times of 100, .70 is told from .60
// nearly always (the power of the test at this size is .91), .61 nearly never.
func TestKnownWorthOverSeeds(t *testing.T) {
	worth := func(share float64, seed uint64) *run.Result {
		r := rand.New(rand.NewPCG(seed, 77))
		res := &run.Result{Manifest: run.Manifest{Suite: "answers", Seed: seed}}
		for i := range 500 {
			right := 0.0
			if r.Float64() < share {
				right = 1
			}
			res.Items = append(res.Items, run.Item{ID: fmt.Sprint(i), Outcome: run.OK, Scores: map[string]float64{"accuracy": right}})
		}
		res.Report = run.Summarise(res.Manifest, res.Items, make([]run.Cost, len(res.Items)))
		return res
	}
	covered, told, wronglyTold, wrongWay := 0, 0, 0, 0
	for seed := range uint64(seeds) {
		a, b, c := worth(0.60, 3*seed), worth(0.70, 3*seed+1), worth(0.61, 3*seed+2)
		if m := a.Report.Metrics; m["accuracy_lo"] <= 0.60 && 0.60 <= m["accuracy_hi"] {
			covered++
		}
		if m := b.Report.Metrics; m["accuracy_lo"] <= 0.70 && 0.70 <= m["accuracy_hi"] {
			covered++
		}
		more, err := Runs(a, b)
		if err != nil {
			t.Fatal(err)
		}
		alike, err := Runs(a, c)
		if err != nil {
			t.Fatal(err)
		}
		if d := more.Of("accuracy"); d.Significant() {
			if told++; d.Diff.Mean < 0 {
				wrongWay++
			}
		}
		if alike.Of("accuracy").Significant() {
			wronglyTold++
		}
	}
	t.Logf("of %d intervals %d hold the truth; of %d comparisons .70 was told from .60 in %d, .61 in %d", 2*seeds, covered, seeds, told, wronglyTold)
	if covered < 2*seeds*91/100 || told < seeds*82/100 || wronglyTold > max(2, seeds*13/100) || wrongWay > 0 {
		t.Errorf("covered %d of %d, told %d of %d (%d the wrong way), .61 told %d", covered, 2*seeds, told, seeds, wrongWay, wronglyTold)
	}
}

// TestRatiosCompared compares shares over all items together: B finds more of the
// faults of the larger drafts, and the gate holds a run to them.
func TestRatiosCompared(t *testing.T) {
	reviewed := func(found int) (string, *run.Result) {
		var tasks []run.Task
		for i := range 40 {
			tasks = append(tasks, run.Task{ID: fmt.Sprint("d", i), Do: func(context.Context) (run.Item, run.Cost, error) {
				it := run.Item{Ratios: map[string]run.Ratio{}}
				gold := 2 + i%9
				run.PRF(it.Ratios, "", min(gold, found), min(gold, found), gold)
				it.Ratios["false_alarms"] = run.RatioOf(10-found, 100)
				return it, run.Cost{}, nil
			}})
		}
		dir := t.TempDir()
		res, err := run.Do(t.Context(), dir, run.Manifest{Suite: "review", Seed: 1}, tasks, run.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return dir, res
	}
	dirA, a := reviewed(4)
	dirB, b := reviewed(7)
	r, err := Runs(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if r.Metrics["recall_a"] != a.Report.Metrics["recall"] || r.Metrics["recall_b"] != b.Report.Metrics["recall"] || r.Metrics["recall_diff"] <= 0 || r.Metrics["recall_p"] >= 0.05 || r.Metrics["precision_diff"] != 0 {
		t.Errorf("metrics %v", r.Metrics)
	}
	if text := r.Text(2); !strings.Contains(text, "B tốt hơn A") || strings.Contains(text, "kém hơn") {
		t.Errorf("fewer false alarms are better:\n%s", text)
	}
	if v, err := Gate(dirA, dirB, GateOptions{}); err != nil || !v.Passed {
		t.Errorf("better: %+v, %v", v, err)
	}
	if v, err := Gate(dirB, dirA, GateOptions{MaxDrop: 0.9}); err != nil || v.Passed || !strings.Contains(strings.Join(v.Failed, ";"), "false_alarms") || !strings.Contains(strings.Join(v.Failed, ";"), "recall") {
		t.Errorf("worse: %+v, %v", v, err)
	}
}

func TestGate(t *testing.T) {
	good, res := model(t, 500, 0.70, 1)
	bad, _ := model(t, 500, 0.60, 2)
	broken, _ := model(t, 500, 0.70, 1, 3, 4)
	summary := filepath.Join(t.TempDir(), "baseline.json")
	data, err := json.Marshal(res.Report)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(summary, data, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, baseline, candidate string
		o                         GateOptions
		failed                    string // "" passes
	}{
		{"the same", good, good, GateOptions{}, ""},
		{"better", bad, good, GateOptions{}, ""},
		{"worse", good, bad, GateOptions{}, "kém hơn mức cho phép"},
		{"significantly worse within the drop allowed", good, bad, GateOptions{MaxDrop: 0.5}, "có ý nghĩa"},
		{"a summary as baseline", summary, bad, GateOptions{MaxDrop: 0.5}, "ngoài khoảng tin cậy"},
		{"a summary, the same", summary, good, GateOptions{}, ""},
		{"errors", good, broken, GateOptions{}, "2 mục không đo được"},
		{"only another measure", good, broken, GateOptions{Only: []string{"accuracy"}}, ""},
	} {
		v, err := Gate(c.baseline, c.candidate, c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if v.Passed != (c.failed == "") || !strings.Contains(strings.Join(v.Failed, ";"), c.failed) {
			t.Errorf("%s: %+v", c.name, v)
		}
	}
	if _, err := Gate(good, filepath.Join(t.TempDir(), "none"), GateOptions{}); err == nil {
		t.Error("a missing run passed")
	}
	if _, err := Gate(good, good, GateOptions{Only: []string{"f1"}}); err == nil {
		t.Error("a gate that holds nothing passed")
	}
}
