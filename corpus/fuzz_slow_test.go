//go:build slow

package corpus_test

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"testing"
)

// TestFuzz runs every fuzz test under corpus, one after the other, each as long as
// TROLYLUAT_FUZZTIME says (5m where it says nothing):
//
//	go test -tags slow -timeout 0 -run TestFuzz -v ./corpus
func TestFuzz(t *testing.T) {
	for _, f := range fuzzTargets(t) {
		t.Run(f.dir+"/"+f.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "go", "test", "-run", "^$", "-fuzz", "^"+f.name+"$",
				"-fuzztime", cmp.Or(os.Getenv("TROLYLUAT_FUZZTIME"), "5m"),
				// Go spends up to a minute on making each input that reaches new code
				// smaller, and tries no other meanwhile: of a reader with much code
				// most of the time went there, and a few hundred inputs were tried.
				"-fuzzminimizetime", "1s",
				"-parallel", cmp.Or(os.Getenv("TROLYLUAT_FUZZ_PARALLEL"), "2"), "-timeout", "0", "./"+f.dir)
			out, err := cmd.CombinedOutput()
			t.Logf("%s", tail(out, 600))
			if err != nil && bytes.Contains(out, []byte("context deadline exceeded")) && !bytes.Contains(out, []byte("Failing input")) {
				// A worker that is busy when the time is up makes the command fail
				// although no input did (golang.org/issue/56238).
				return
			}
			if err != nil {
				t.Errorf("%v\n%s", err, tail(out, 8000))
			}
		})
	}
}

func tail(b []byte, n int) []byte { return b[max(0, len(b)-n):] }
