package corpus_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fuzzTarget is a fuzz test of a package under this one.
type fuzzTarget struct{ dir, name string }

var reFuzz = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzzTargets finds the fuzz tests in the packages under corpus.
func fuzzTargets(t *testing.T) []fuzzTarget {
	t.Helper()
	var out []fuzzTarget
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range reFuzz.FindAllSubmatch(source, -1) {
			out = append(out, fuzzTarget{filepath.Dir(path), string(m[1])})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Everything that reads foreign bytes or text has a fuzz test: every package
// under extract, but those that get no bytes, and the readers of text.
func TestReadersAreFuzzed(t *testing.T) {
	fuzzed := make(map[string]bool)
	for _, f := range fuzzTargets(t) {
		fuzzed[f.dir] = true
	}
	noBytes := map[string]bool{
		"extract/extracttest": true, // compares texts in tests
		"extract/formats":     true, // a list of the others
		"extract/layout":      true, // gets what the others have read
	}
	want := []string{"extract", "parse", "reference", "amend", "vitext", "vitext/legacy", "quality"}
	dirs, err := os.ReadDir("extract")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if dir := filepath.Join("extract", d.Name()); d.IsDir() && !noBytes[dir] {
			want = append(want, dir)
		}
	}
	for _, dir := range want {
		if !fuzzed[dir] {
			t.Errorf("corpus/%s has no fuzz test", dir)
		}
	}
}
