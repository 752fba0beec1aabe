package run

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// coins are tasks that answer rightly as a seeded coin falls, every seventh an
// error.
func coins(n int, pause time.Duration, asked *atomic.Int64) []Task {
	tasks := make([]Task, n)
	for i := range tasks {
		tasks[i] = Task{ID: fmt.Sprintf("q%03d", i), Do: func(ctx context.Context) (Item, Cost, error) {
			asked.Add(1)
			select {
			case <-ctx.Done():
				return Item{}, Cost{}, ctx.Err()
			case <-time.After(pause):
			}
			if i%7 == 6 {
				return Item{}, Cost{Money: 1}, errors.New("the server is down")
			}
			right := 0.0
			if rand.New(rand.NewPCG(9, uint64(i))).Float64() < 0.6 {
				right = 1
			}
			return Item{Question: fmt.Sprint("Hỏi ", i), Groups: []string{"mcq", "true_false"}[i%2 : i%2+1], Scores: map[string]float64{"accuracy": right}}, Cost{Money: 1, Tokens: 3}, nil
		}}
	}
	return tasks
}

func manifest() Manifest {
	return Manifest{Suite: "coins", Seed: 1, Config: map[string]string{"k": "10"}, Inputs: map[string]string{"questions": "abc"}}
}

func TestRunKeepsEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	var asked atomic.Int64
	last := 0
	r, err := Do(t.Context(), dir, manifest(), coins(50, 0, &asked), Options{Workers: 4, Progress: func(done, of int) { last = done*1000 + of }})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Report.Metrics
	if r.Report.N != 43 || m["errors"] != 7 || last != 50050 || m["tokens"] != 129 || m["money"] != 50 || m["p50_tokens"] != 3 || m["p95_money"] != 1 {
		t.Errorf("report %+v, progress %d", r.Report, last)
	}
	sum := 0.0
	for _, i := range r.Items {
		if i.Outcome == Error && (i.Scores != nil || i.Error == "") {
			t.Errorf("error item %+v", i)
		}
		sum += i.Scores["accuracy"]
	}
	if got := m["accuracy"]; got != sum/43 || m["accuracy_lo"] >= got || m["accuracy_hi"] <= got || m["mcq/accuracy"] == 0 {
		t.Errorf("metrics %v, want accuracy %v", m, sum/43)
	}
	again, err := Read(dir)
	if err != nil || len(again.Items) != 50 || again.Items[6].Error != "the server is down" || again.Report.N != 43 {
		t.Errorf("read %+v, %v", again, err)
	}
	if _, err := os.Stat(filepath.Join(dir, progressFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("progress is still there: %v", err)
	}
	// Run again it asks nothing; with RetryErrors only what failed.
	for _, c := range []struct {
		retry bool
		want  int64 // asked in all
	}{{false, 50}, {true, 57}, {false, 57}} {
		if _, err := Do(t.Context(), dir, manifest(), coins(50, 0, &asked), Options{RetryErrors: c.retry}); err != nil || asked.Load() != c.want {
			t.Errorf("retry %v: asked %d, want %d, %v", c.retry, asked.Load(), c.want, err)
		}
	}
}

func TestDistinct(t *testing.T) {
	got := ""
	for _, task := range Distinct([]Task{{ID: "a"}, {ID: "b"}, {ID: "a"}, {ID: "a"}}) {
		got += task.ID + ";"
	}
	if got != "a;b;a (2);a (3);" {
		t.Error(got)
	}
}

// TestRatiosAreOverAllItems: two items with one of one and one of nine right make
// two of ten, not the mean of the two shares; a suite's own figure is kept with
// the folder.
func TestRatiosAreOverAllItems(t *testing.T) {
	dir := t.TempDir()
	var tasks []Task
	for i, gold := range []int{1, 9, 0} {
		tasks = append(tasks, Task{ID: fmt.Sprint("f", i), Do: func(context.Context) (Item, Cost, error) {
			it := Item{Ratios: map[string]Ratio{}, Counts: map[string]float64{"faults": float64(gold)}, Groups: []string{fmt.Sprint("g", i)}}
			PRF(it.Ratios, "", min(1, gold), 2, gold)
			return it, Cost{Millis: 7}, it.Keep(map[string]int{"gold": gold})
		}})
	}
	finish := func(r *Result) error {
		kept, err := Details[map[string]int](r)
		for _, k := range kept {
			r.Report.Metrics["gold_of_details"] += float64(k["gold"])
		}
		return err
	}
	if _, err := Do(t.Context(), dir, manifest(), tasks, Options{Finish: finish}); err != nil {
		t.Fatal(err)
	}
	r, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := r.Report.Metrics
	for name, want := range map[string]float64{"recall": 0.2, "precision": 2.0 / 6, "f1": 4.0 / 16, "faults": 10, "g1/recall": 1.0 / 9, "gold_of_details": 10, "p50_ms": 7} {
		if got := m[name]; got < want-1e-12 || got > want+1e-12 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	if m["recall_lo"] > m["recall"] || m["recall_hi"] < m["recall"] {
		t.Errorf("interval %v", m)
	}
	if v, ok := r.Items[1].Value("recall"); !ok || v != 1.0/9 {
		t.Errorf("value %v", v)
	}
	if _, ok := r.Items[2].Value("recall"); ok {
		t.Error("a recall of nothing has a value")
	}
}

func TestOtherRunIsRefused(t *testing.T) {
	dir := t.TempDir()
	var asked atomic.Int64
	if _, err := Do(t.Context(), dir, manifest(), coins(3, 0, &asked), Options{}); err != nil {
		t.Fatal(err)
	}
	other := manifest()
	other.Inputs = map[string]string{"questions": "abd"}
	_, err := Do(t.Context(), dir, other, coins(3, 0, &asked), Options{})
	var wrong *OtherRunError
	if !errors.As(err, &wrong) || !slices.Contains(wrong.Differences, "questions: abc → abd") {
		t.Errorf("error %v", err)
	}
	if _, err := Do(t.Context(), "", manifest(), append(coins(1, 0, &asked), coins(1, 0, &asked)...), Options{}); err == nil {
		t.Error("an id that stands twice was taken")
	}
}

// TestOneRunAtATime: while a run writes into a folder a second one is refused and
// changes nothing; afterwards the folder is free.
func TestOneRunAtATime(t *testing.T) {
	dir := t.TempDir()
	var asked atomic.Int64
	tasks := coins(3, 0, &asked)
	inner := tasks[1].Do
	tasks[1].Do = func(ctx context.Context) (Item, Cost, error) {
		_, err := Do(ctx, dir, manifest(), coins(3, 0, &asked), Options{})
		if used := (*InUseError)(nil); !errors.As(err, &used) || used.Dir != dir {
			t.Errorf("a second run: %v", err)
		}
		return inner(ctx)
	}
	for range 2 {
		if r, err := Do(t.Context(), dir, manifest(), tasks, Options{}); err != nil || r.Report.N != 3 || asked.Load() != 3 {
			t.Fatalf("asked %d, %v", asked.Load(), err)
		}
	}
}

func TestBudgetAndCancel(t *testing.T) {
	dir := t.TempDir()
	var asked atomic.Int64
	if _, err := Do(t.Context(), dir, manifest(), coins(30, 0, &asked), Options{Budget: 10}); !errors.Is(err, ErrBudget) || asked.Load() != 10 {
		t.Fatalf("asked %d, %v", asked.Load(), err)
	}
	if _, err := Read(dir); err == nil {
		t.Error("an unfinished run was read as one")
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Do(ctx, dir, manifest(), coins(30, 0, &asked), Options{Progress: func(done, _ int) {
		if done == 15 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	r, err := Do(t.Context(), dir, manifest(), coins(30, 0, &asked), Options{})
	if err != nil || len(r.Items) != 30 || asked.Load() != 30 {
		t.Errorf("%d items, asked %d, %v", len(r.Items), asked.Load(), err)
	}
}

func TestRateLimit(t *testing.T) {
	var asked atomic.Int64
	start := time.Now()
	if _, err := Do(t.Context(), "", manifest(), coins(6, 0, &asked), Options{Workers: 6, PerMin: 1200}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 240*time.Millisecond {
		t.Errorf("six items at twenty a second took %v", took)
	}
}

// TestProgram is the program that TestKilledRunGoesOn kills.
func TestProgram(t *testing.T) {
	dir := os.Getenv("TROLYLUAT_TEST_RUN")
	if dir == "" {
		t.Skip("run by TestKilledRunGoesOn")
	}
	var asked atomic.Int64
	if _, err := Do(t.Context(), dir, manifest(), coins(120, 2*time.Millisecond, &asked), Options{Workers: 3}); err != nil {
		t.Fatal(err)
	}
}

// TestKilledRunGoesOn kills a run at random moments until one ends, some times
// over (twenty with -tags slow): the final file is that of a run that nothing
// stopped.
func TestKilledRunGoesOn(t *testing.T) {
	var asked atomic.Int64
	whole := t.TempDir()
	if _, err := Do(t.Context(), whole, manifest(), coins(120, 0, &asked), Options{}); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(whole, itemsFile))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	kills := 0
	for trial := range trials {
		dir := t.TempDir()
		for attempt := 0; ; attempt++ {
			cmd := exec.Command(os.Args[0], "-test.run", "^TestProgram$")
			cmd.Env = append(os.Environ(), "TROLYLUAT_TEST_RUN="+dir)
			var out strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var timer *time.Timer
			if attempt < 3 {
				timer = time.AfterFunc(time.Duration(5+r.IntN(110))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
			err := cmd.Wait()
			if timer != nil {
				timer.Stop()
			}
			if err == nil {
				break
			}
			if cmd.ProcessState.Exited() {
				t.Fatalf("trial %d: %v\n%s", trial, err, out.String())
			}
			kills++
		}
		got, err := os.ReadFile(filepath.Join(dir, itemsFile))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("trial %d: the file differs after a kill", trial)
		}
	}
	if kills < trials {
		t.Errorf("only %d kills in %d trials", kills, trials)
	}
}

// TestTornLine: a line that was half written is asked again.
func TestTornLine(t *testing.T) {
	dir := t.TempDir()
	var asked atomic.Int64
	if _, err := Do(t.Context(), dir, manifest(), coins(9, 0, &asked), Options{Budget: 4}); !errors.Is(err, ErrBudget) {
		t.Fatal(err)
	}
	path := filepath.Join(dir, progressFile)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)-20], 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := Do(t.Context(), dir, manifest(), coins(9, 0, &asked), Options{}); err != nil || len(r.Items) != 9 || asked.Load() != 10 {
		t.Errorf("asked %d, %v", asked.Load(), err)
	}
}

func FuzzReadItems(f *testing.F) {
	f.Add([]byte(`{"id":"a","outcome":"ok","scores":{"accuracy":1}}` + "\n"))
	f.Add([]byte("{\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := writeJSON(filepath.Join(dir, manifestFile), manifest()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{itemsFile, costsFile} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, _ = Read(dir)
		_ = os.Remove(filepath.Join(dir, itemsFile))
		if err := os.WriteFile(filepath.Join(dir, progressFile), data, 0o644); err != nil {
			t.Fatal(err)
		}
		m := manifest()
		if l, err := openLog(dir, &m); err == nil {
			l.close()
		}
	})
}

// TestAll: one item that could not be measured is an error that names it.
func TestAll(t *testing.T) {
	var asked atomic.Int64
	if r, err := All(t.Context(), manifest(), coins(6, 0, &asked), Options{}); err != nil || len(r.Items) != 6 {
		t.Errorf("%v, %v", r, err)
	}
	tasks := coins(7, 0, &asked) // the seventh fails
	if _, err := All(t.Context(), manifest(), tasks, Options{}); err == nil || !strings.Contains(err.Error(), "eval coins: "+tasks[6].ID+": the server is down") {
		t.Errorf("error %v", err)
	}
}
