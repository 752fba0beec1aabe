package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the top of the checkout as seen from this package's folder.
const root = "../.."

const module = "trolyluat/"

// layer is the order of the house: a package may import packages of its own
// layer and of those below.
func layer(pkg string) int {
	if slices.Contains(alone, pkg) {
		return 0
	}
	switch top, _, _ := strings.Cut(pkg, "/"); top {
	case "prompts":
		return 0
	case "corpus":
		return 1
	case "retrieval":
		return 2
	case "assistant":
		return 3
	case "web":
		return 4
	case "eval":
		return 5 // sees all but web
	case "cmd":
		return 6
	}
	return -1
}

// alone are packages that import nothing of ours, so that all may import them.
var alone = []string{"prompts", "assistant/llm", "assistant/history", "corpus/vitext"}

// backends are imported by cmd, eval, tests and themselves only.
var backends = []string{"retrieval/sqlite", "retrieval/postgres"}

// forTests are packages that only tests import.
var forTests = []string{"corpus/realdata", "assistant/history/storetest", "retrieval/storetest", "retrieval/postgres/postgrestest"}

// owners says which packages alone may import a vendor's module. A folder
// stands for all below it.
var owners = map[string][]string{
	"github.com/jackc/pgx":                   {"retrieval/postgres"},
	"github.com/pgvector/pgvector-go":        {"retrieval/postgres"},
	"modernc.org/sqlite":                     {"retrieval/sqlite"},
	"github.com/sashabaranov/go-openai":      {"assistant/llm/openai", "retrieval/embed/openai"},
	"github.com/gorilla/websocket":           {"web"},
	"github.com/yuin/goldmark":               {"web", "assistant/export"},
	"github.com/microcosm-cc/bluemonday":     {"web"},
	"github.com/chromedp":                    {"web/tests"},
	"github.com/ledongthuc/pdf":              {"corpus/extract/pdf"},
	"github.com/modelcontextprotocol/go-sdk": {"web/api/mcp"},
	"github.com/google/jsonschema-go":        {"web/api"},
	"github.com/spf13/cobra":                 {"cmd"},
	"github.com/gofrs/flock":                 {"eval/run"},
}

// imports lists what every package of the checkout imports outside its tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && file != root || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(rel)
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[pkg] = append(found[pkg], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 10 {
		t.Fatalf("only %d packages found: is %s the checkout?", len(found), root)
	}
	return found
}

// TestImportsPointOneWay holds the code against the house plan: corpus ←
// retrieval ← assistant ← web; eval sees all but web; cmd sees everything.
func TestImportsPointOneWay(t *testing.T) {
	for pkg, names := range imports(t) {
		from := layer(pkg)
		if from < 0 {
			t.Errorf("package %s stands outside the house", pkg)
			continue
		}
		for _, name := range names {
			if ours, ok := strings.CutPrefix(name, module); ok {
				if slices.Contains(alone, pkg) {
					t.Errorf("%s imports %s; it should import nothing of ours", pkg, ours)
				}
				if to := layer(ours); to > from || from == layer("eval") && to == layer("web") {
					t.Errorf("%s imports %s: against the one way", pkg, ours)
				}
				if slices.Contains(backends, ours) && from < layer("eval") && !strings.HasPrefix(pkg, ours) &&
					path.Base(pkg) != "storetest" {
					t.Errorf("%s imports the backend %s", pkg, ours)
				}
			}
			for vendor, allowed := range owners {
				if name != vendor && !strings.HasPrefix(name, vendor+"/") {
					continue
				}
				if !slices.ContainsFunc(allowed, func(a string) bool { return pkg == a || strings.HasPrefix(pkg, a+"/") }) {
					t.Errorf("%s imports %s; only %v may", pkg, name, allowed)
				}
			}
			if name == "testing" && !slices.Contains(forTests, pkg) {
				t.Errorf("%s imports testing outside its tests", pkg)
			}
			if ours, ok := strings.CutPrefix(name, module); ok && slices.Contains(forTests, ours) && !slices.Contains(forTests, pkg) {
				t.Errorf("%s imports %s, which is for tests", pkg, ours)
			}
		}
	}
}

// TestTopLevel keeps the top level of the checkout as the house plan has it.
func TestTopLevel(t *testing.T) {
	allowed := []string{"cmd", "assistant", "corpus", "retrieval", "prompts", "eval", "web", "go.mod", "go.sum", "README.md", "LICENSE"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) && e.Name() != "trolyluat" {
			t.Errorf("%s at the top level is not in the plan", e.Name())
		}
	}
}

// TestPackageComments asks every package to say what it is.
func TestPackageComments(t *testing.T) {
	for pkg := range imports(t) {
		files, err := filepath.Glob(filepath.Join(root, pkg, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		said := false
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			said = said || parsed.Doc != nil && !strings.HasSuffix(file, "_test.go")
		}
		if !said {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}
