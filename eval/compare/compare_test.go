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
