// Package amendment measures how well amending acts are read and applied. The
// command line calls [Run] for "trolyluat eval amendment".
//
// Two measures come from real texts. Relations: of the amendments that the Bộ
// pháp điển records between two acts at hand, how many the amending act's own
// text gives, by điều. Rebuilding: a consolidated text (văn bản hợp nhất) whose
// base and amending acts are all at hand is built again from them and compared,
// điều by điều, with the official one.
package amendment

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/parse"
)

// Options say where the texts are.
type Options struct {
	// Files is the folder with the acts and consolidated texts, read with all
	// its sub-folders.
	Files string
	// Relations is the file of recorded amendment relations, one JSON object a
	// line; "" leaves that measure out.
	Relations string
}

// Report is the outcome. Metrics holds every figure flat, for comparison with a
// baseline.
type Report struct {
	Metrics   map[string]float64 `json:"metrics"`
	Documents int                `json:"documents"`
	Skipped   []string           `json:"skipped,omitempty"` // files that could not be read
	Pairs     []Pair             `json:"pairs"`
	Relations []ActPair          `json:"relations"`
	Lost      []string           `json:"lost,omitempty"` // operations judged right that are no longer given
}

// Run reads the files and measures.
func Run(ctx context.Context, o Options) (Report, error) {
	lib, err := readLibrary(ctx, o.Files)
	if err != nil {
		return Report{}, err
	}
	r := Report{Metrics: make(map[string]float64), Documents: len(lib.byKey), Skipped: lib.skipped}
	lib.readOps()
	r.Pairs = lib.rebuild()
	var named, same, slips, nothing, untouched, kept, problems, sources int
	for _, p := range r.Pairs {
		named += p.Named
		same += p.Identical
		slips += p.BaseDiffers
		nothing += p.DoNothing
		untouched += p.Untouched
		kept += p.Unchanged
		sources += p.SourcesAgree
		problems += p.Problems
	}
	r.Metrics["rebuild.pairs"] = float64(len(r.Pairs))
	r.Metrics["rebuild.articles"] = float64(named)
	r.Metrics["rebuild.identical"] = ratio(same, named)
	r.Metrics["rebuild.identical_where_amended"] = ratio(same+slips, named)
	r.Metrics["rebuild.do_nothing"] = ratio(nothing, named)
	r.Metrics["rebuild.untouched"] = float64(untouched)
	r.Metrics["rebuild.untouched_unchanged"] = ratio(kept, untouched)
	r.Metrics["rebuild.untouched_sources_agree"] = ratio(sources, untouched)
	r.Metrics["rebuild.problems"] = float64(problems)
	lib.judged(&r)
	if o.Relations != "" {
		if err := lib.relations(o.Relations, &r); err != nil {
			return Report{}, err
		}
	}
	return r, nil
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// library is the acts at hand.
type library struct {
	byKey   map[string]*corpus.Document   // the fullest file of each act
	sources map[string][]*corpus.Document // all of them
	files   map[string]*corpus.Document   // by base name
	merged  []*corpus.Document            // văn bản hợp nhất
	skipped []string
	ops     map[string][]corpus.Amendment // by the key of the amending act
}

// readLibrary extracts and parses all files; of several files of a key the one
// with the most điều counts.
func readLibrary(ctx context.Context, root string) (*library, error) {
	lib := &library{byKey: make(map[string]*corpus.Document), sources: make(map[string][]*corpus.Document),
		files: make(map[string]*corpus.Document), ops: make(map[string][]corpus.Amendment)}
	registry := formats.Default()
	var files []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".docx", ".txt", ".html", ".htm":
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("amendment: list %s: %w", root, err)
	}
	slices.Sort(files)
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d, err := readFile(ctx, registry, path)
		if err != nil {
			if _, refused := extract.AsRefusal(err); refused {
				lib.skipped = append(lib.skipped, fmt.Sprintf("%s: %v", filepath.Base(path), err))
				continue
			}
			return nil, err
		}
		lib.files[d.Source.Name] = d
		if d.Kind == corpus.KindConsolidated || strings.Contains(d.Key, "VBHN") {
			lib.merged = append(lib.merged, d)
			continue
		}
		key := numberOf(d)
		if key != "" {
			lib.sources[key] = append(lib.sources[key], d)
		}
		if old := lib.byKey[key]; key != "" && (old == nil || articles(d) > articles(old)) {
			lib.byKey[key] = d
		}
	}
	return lib, nil
}

func readFile(ctx context.Context, registry *extract.Registry, path string) (*corpus.Document, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("amendment: %w", err)
	}
	t, err := registry.Read(ctx, path, b)
	if err != nil {
		return nil, fmt.Errorf("amendment: extract %s: %w", path, err)
	}
	d, err := parse.Parse(t, corpus.Source{URI: path, Name: filepath.Base(path)})
	if err != nil {
		return nil, fmt.Errorf("amendment: parse %s: %w", path, err)
	}
	return d, nil
}

// numberOf is the key by which acts name each other: the number without issuer
// and date.
func numberOf(d *corpus.Document) string {
	key, _, _ := strings.Cut(d.Key, "@")
	return key
}

func articles(d *corpus.Document) int {
	n := 0
	for i := range d.Provisions {
		if d.Provisions[i].Level == corpus.LevelArticle {
			n++
		}
	}
	return n
}

// readOps reads the instructions of every act.
func (lib *library) readOps() {
	for key, d := range lib.byKey {
		if ops := amend.Read(d); len(ops) > 0 {
			lib.ops[key] = ops
		}
	}
}
