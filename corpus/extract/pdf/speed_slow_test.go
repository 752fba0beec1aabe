//go:build slow

package pdf

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// TestSpeedAgainstPdftotext times the reader in a process of its own, as the
// program runs it, beside pdftotext, which writes its text to a pipe like ours:
// turn about, so that what else the machine does falls on both. The medians are
// of the wall clock and of the processor time of the children.
func TestSpeedAgainstPdftotext(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	const rounds = 7
	reader := Reader{NoTools: true, Command: self(t)}
	var ours, theirs, oursCPU, theirsCPU time.Duration
	for _, f := range realFiles(t) {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reader.Extract(context.Background(), filepath.Base(f), data); err != nil {
			continue // a scan: nothing to compare
		}
		var a, b, aCPU, bCPU []time.Duration
		for range rounds {
			cpu, start := childTime(t), time.Now()
			if _, err := reader.Extract(context.Background(), filepath.Base(f), data); err != nil {
				t.Fatal(err)
			}
			a, aCPU = append(a, time.Since(start)), append(aCPU, childTime(t)-cpu)
			cpu, start = childTime(t), time.Now()
			if _, err := exec.Command(tool, "-enc", "UTF-8", f, "-").Output(); err != nil {
				t.Fatal(err)
			}
			b, bCPU = append(b, time.Since(start)), append(bCPU, childTime(t)-cpu)
		}
		t.Logf("%-45s %4d ms (processor %4d), pdftotext %4d ms (%4d): %.2f (%.2f) times", filepath.Base(f),
			middle(a).Milliseconds(), middle(aCPU).Milliseconds(), middle(b).Milliseconds(), middle(bCPU).Milliseconds(),
			float64(middle(a))/float64(middle(b)), float64(middle(aCPU))/float64(middle(bCPU)))
		ours, theirs = ours+middle(a), theirs+middle(b)
		oursCPU, theirsCPU = oursCPU+middle(aCPU), theirsCPU+middle(bCPU)
	}
	t.Logf("together %v (processor %v), pdftotext %v (%v): %.2f (%.2f) times", ours, oursCPU, theirs, theirsCPU,
		float64(ours)/float64(theirs), float64(oursCPU)/float64(theirsCPU))
	if ours > 3*theirs {
		t.Errorf("%v, more than three times the %v of pdftotext", ours, theirs)
	}
}

func middle(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// childTime is the processor time of the child processes so far.
func childTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
