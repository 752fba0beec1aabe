package amend

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/parse"
)

var update = flag.Bool("update", false, "write what is read into testdata")

// TestCases runs the txtar files of testdata: invented acts, what is read of
// them, and the versions that they make of an invented base. The first line of a
// file says why it exists.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if first, _, _ := strings.Cut(string(a.Comment), "\n"); strings.TrimSpace(first) == "" {
				t.Error("the first line does not say why the case exists")
			}
			var base *corpus.Document
			var ops []Dated
			var read strings.Builder
			for _, f := range a.Files {
				switch {
				case f.Name == "base.txt":
					base = parseText(t, f.Name, string(f.Data))
				case strings.HasPrefix(f.Name, "act"):
					act := parseText(t, f.Name, string(f.Data))
					given := Read(act)
					for _, op := range given {
						fmt.Fprintln(&read, showOp(op))
					}
					ops = append(ops, Date(act, given)...)
				}
			}
			got := map[string]string{"ops.txt": read.String()}
			if base != nil {
				var own []Dated
				for _, op := range ops {
					if op.Target == base.Key {
						own = append(own, op)
					}
				}
				versions, problems := Apply(base, own)
				checkVersions(t, versions)
				got["versions.txt"] = showVersions(versions)
				var b strings.Builder
				for _, p := range problems {
					fmt.Fprintf(&b, "%s: %s\n", showOp(p.Amendment), p.Problem)
				}
				if b.Len() > 0 {
					got["problems.txt"] = b.String()
				}
			}
			if *update {
				writeCase(t, file, a, got)
				return
			}
			for name, text := range got {
				if diff := cmp.Diff(section(a, name), text); diff != "" {
					t.Errorf("%s: -want +got\n%s", name, diff)
				}
			}
		})
	}
}

func parseText(t testing.TB, name, text string) *corpus.Document {
	t.Helper()
	x, err := plain.Extract(t.Context(), name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse.Parse(x, corpus.Source{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func showOp(op corpus.Amendment) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s%s %s", op.FromPath, op.Op, op.Target, op.TargetName, op.Path)
	if op.After != "" {
		fmt.Fprintf(&b, " after %s", op.After)
	}
	if op.Old != "" {
		fmt.Fprintf(&b, " old %q", op.Old)
	}
	if op.New != "" {
		fmt.Fprintf(&b, " new %q", op.New)
	}
	fmt.Fprintf(&b, " from %s", op.Effective.From)
	if op.Effective.To != 0 {
		fmt.Fprintf(&b, " to %s", op.Effective.To)
	}
	if op.Problem != "" {
		fmt.Fprintf(&b, " problem %q", op.Problem)
	}
	return b.String()
}

func showVersions(versions []corpus.Version) string {
	var b strings.Builder
	for _, v := range versions {
		fmt.Fprintf(&b, "== %s [%s, %s) by %s %s", v.Path, v.From, v.To, v.By, v.ByPath)
		if v.Repealed {
			b.WriteString(" repealed")
		}
		if v.Status != "" {
			b.WriteString(" " + string(v.Status))
		}
		fmt.Fprintf(&b, "\n%s\n", v.Text)
	}
	return b.String()
}

// checkVersions holds versions to what every set of versions must be.
func checkVersions(t testing.TB, versions []corpus.Version) {
	t.Helper()
	last := make(map[string]corpus.Version)
	for _, v := range versions {
		if p, ok := last[v.Path]; ok && (p.To != v.From || p.To == 0) {
			t.Errorf("%s: a version ends on %s, the next begins on %s", v.Path, p.To, v.From)
		}
		last[v.Path] = v
		for _, u := range v.Units {
			if u.Start < 0 || u.End > len(v.Text) || u.Start >= u.End {
				t.Errorf("%s: unit %s spans [%d, %d) of %d bytes", v.Path, u.Path, u.Start, u.End, len(v.Text))
			}
		}
	}
	for path, v := range last {
		if v.To != 0 {
			t.Errorf("%s: the last version ends", path)
		}
	}
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func writeCase(t *testing.T, file string, a *txtar.Archive, got map[string]string) {
	var kept []txtar.File
	for _, f := range a.Files {
		if f.Name == "base.txt" || strings.HasPrefix(f.Name, "act") {
			kept = append(kept, f)
		}
	}
	for _, name := range []string{"ops.txt", "versions.txt", "problems.txt"} {
		if got[name] != "" {
			kept = append(kept, txtar.File{Name: name, Data: []byte(got[name])})
		}
	}
	a.Files = kept
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
