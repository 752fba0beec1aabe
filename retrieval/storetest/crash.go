package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

const crashModel, crashDimension = "crash", 24

// crashSteps is how many changes make the whole ingestion of a crash test.
const crashSteps = 160

// crashChange is the change of a step, the same whenever it is made: some
// documents put, most of them for the second or third time, and some removed.
func crashChange(step int) corpus.Change {
	r := rand.New(rand.NewPCG(uint64(step), 77))
	var c corpus.Change
	for range 1 + r.IntN(4) {
		id := fmt.Sprintf("doc-%02d", r.IntN(60))
		n := 1 + r.IntN(12)
		e := law(id, n, func(i int) string {
			return fmt.Sprintf("bước thứ %d của %d, khoản tiền phạt %d đồng", step, n, i*1000)
		})
		e.Document.Source = corpus.Source{URI: "file-" + id, SHA256: fmt.Sprint(step), Size: int64(n)}
		e.Document.Relations = []corpus.Relation{{Type: corpus.Cites, To: "doc-00", ToPath: fmt.Sprint(step)}}
		vectors := make([][]float32, n)
		for i := range vectors {
			vectors[i] = make([]float32, crashDimension)
			for d := range vectors[i] {
				vectors[i][d] = float32(r.NormFloat64())
			}
		}
		e.Vectors = []corpus.Embedded{{Model: crashModel, Vectors: vectors}}
		c.Put = append(c.Put, e)
	}
	if r.IntN(3) == 0 {
		c.Remove = append(c.Remove, fmt.Sprintf("doc-%02d", r.IntN(60)))
	}
	return c
}

// CrashIngest makes the changes from step on, as the process that is killed. It
// writes to progress how far it came.
func CrashIngest(ctx context.Context, s Store, step int, progress io.Writer) error {
	for ; step < crashSteps; step++ {
		if err := s.Commit(ctx, crashChange(step)); err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
		_, _ = fmt.Fprintln(progress, step)
	}
	return nil
}

// CheckWhole looks at every document of a store that a crash test left: each is
// whole, with chunks, relations, vectors and postings of one step.
func CheckWhole(t testing.TB, s Store) {
	t.Helper()
	ctx := context.Background()
	for _, id := range ids(t, s) {
		d, err := s.Document(ctx, id)
		if err != nil {
			t.Fatalf("document %s: %v", id, err)
		}
		n := int(d.Source.Size)
		chunks := articles(t, s, id, "")
		if len(chunks) != n || len(d.Provisions) != n {
			t.Errorf("%s has %d chunks and %d provisions, want %d", id, len(chunks), len(d.Provisions), n)
		}
		for i, c := range chunks {
			if want := fmt.Sprintf("Điều %d. bước thứ %s của %d, khoản tiền phạt %d đồng", i+1, d.Source.SHA256, n, i*1000); c.Text != want {
				t.Errorf("%s says %q, want %q", id, c.Text, want)
			}
		}
		related, err := s.RelationsTo(ctx, "doc-00")
		if err != nil {
			t.Fatalf("relations: %v", err)
		}
		if id != "doc-00" && !slices.ContainsFunc(related, func(r corpus.IncomingRelation) bool {
			return r.Document == id && r.ToPath == d.Source.SHA256
		}) {
			t.Errorf("%s has lost its relation", id)
		}
		only := retrieval.Filter{Documents: []string{id}}
		c, err := s.Lexical(ctx, Query("bước thứ "+d.Source.SHA256), only, 100)
		if err != nil || len(c) != n {
			t.Errorf("%s: %d chunks found by words, %v; want %d", id, len(c), err, n)
		}
		v := make([]float32, crashDimension)
		v[0] = 1
		if c, err = s.Nearest(ctx, crashModel, v, only, 100); err != nil || len(c) != n {
			t.Errorf("%s: %d chunks found by vectors, %v; want %d", id, len(c), err, n)
		}
	}
	healthy(t, s)
}

// CheckFinished holds a store in which the whole ingestion was made against a
// model of it.
func CheckFinished(t testing.TB, s Store) {
	t.Helper()
	CheckWhole(t, s)
	want := NewModel()
	for step := range crashSteps {
		commit(t, want, crashChange(step))
	}
	a, b := ids(t, want), ids(t, s)
	if !slices.Equal(a, b) {
		t.Errorf("documents %v, want %v", b, a)
	}
	for _, id := range a {
		x, errX := want.Document(context.Background(), id)
		y, errY := s.Document(context.Background(), id)
		if err := errors.Join(errX, errY); err != nil {
			t.Errorf("%s: %v", id, err)
		} else if x.Source.SHA256 != y.Source.SHA256 {
			t.Errorf("%s is of step %s, want %s", id, y.Source.SHA256, x.Source.SHA256)
		}
	}
}

// crashEnv tells a test binary that it is the process to be killed.
const crashEnv = "TROLYLUAT_CRASH_STORE"

// CrashChild returns what Kill was given as store, and whether this process is
// one that Kill started.
func CrashChild() (store string, ok bool) { return os.LookupEnv(crashEnv) }

// Kill starts this test binary again, running the test named child, and kills
// it without warning at a random moment, times times. Each start goes on where
// the last was seen; check looks at the store after each. In the end the
// ingestion runs through.
func Kill(t *testing.T, times int, child, store string, check func(last bool)) {
	step := 0
	for n := range times + 1 {
		last := n == times
		cmd := exec.Command(os.Args[0], "-test.run=^"+child+"$", "-test.count=1", "-test.timeout=5m")
		cmd.Env = append(os.Environ(), crashEnv+"="+store, fmt.Sprintf("TROLYLUAT_CRASH_STEP=%d", step))
		var out lastLine
		cmd.Stdout = &out
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatalf("start the process to be killed: %v", err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		if last {
			if err := <-done; err != nil {
				t.Fatalf("the ingestion after %d crashes: %v", times, err)
			}
		} else {
			// Wait for the first commit, so that the moment falls into the work.
			for start := time.Now(); out.step() < step && time.Since(start) < 20*time.Second; {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(time.Duration(rand.IntN(60_000)) * time.Microsecond)
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatalf("kill: %v", err)
			}
			<-done
			// The step that was under way is made again, whether it was done or not.
			step = max(step, out.step()+1)
		}
		check(last)
		if t.Failed() {
			t.Fatalf("after kill %d, at step %d", n+1, step)
		}
		if step >= crashSteps {
			step = 0 // all over again: the same documents
		}
		t.Logf("start %d: came to step %d", n+1, step)
	}
}

// CrashStep is the step from which a killed process's successor goes on.
func CrashStep() (step int) {
	_, _ = fmt.Sscan(os.Getenv("TROLYLUAT_CRASH_STEP"), &step)
	return step
}

// CheckReadable reads a store that others write to: what a reader sees of a
// document belongs together.
func CheckReadable(t testing.TB, s Store) {
	t.Helper()
	ctx := context.Background()
	for n := range 20 {
		id := fmt.Sprintf("doc-%02d", n)
		chunks, err := s.Articles(ctx, id, "")
		if err != nil {
			t.Fatalf("articles of %s: %v", id, err)
		}
		for _, c := range chunks {
			if step, said, ok := parseCrashText(c.Text); !ok || said != len(chunks) {
				t.Errorf("%s has %d chunks, one of step %d says %d", id, len(chunks), step, said)
			}
		}
	}
}

func parseCrashText(text string) (step, n int, ok bool) {
	_, rest, _ := strings.Cut(text, ". ")
	_, err := fmt.Sscanf(rest, "bước thứ %d của %d", &step, &n)
	return step, n, err == nil
}
