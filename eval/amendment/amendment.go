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
	"errors"
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
	"trolyluat/eval/run"
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

// Report is the outcome, with the lists that people look through.
type Report struct {
	run.Report
	Skipped   []string  `json:"skipped,omitempty"` // files that could not be read
	Pairs     []Pair    `json:"pairs"`
	Relations []ActPair `json:"relations"`
	Lost      []string  `json:"lost,omitempty"` // operations judged right that are no longer given
}

// Suite is the name of the suite in runs and reports.
const Suite = "amendment"

// Run reads the files and measures, kept nowhere.
func Run(ctx context.Context, o Options) (Report, error) {
	tasks, err := Tasks(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: 1}, tasks, run.Options{})
	if err != nil {
		return Report{}, err
	}
	return Summary(r)
}

// ErrNoFiles is returned for a folder without a text that can be read.
var ErrNoFiles = errors.New("amendment: no text in the folder")

// kept is what the suite keeps of an item beside its figures; one of them is set.
type kept struct {
	Skipped  []string `json:"skipped,omitempty"`
	Pair     *Pair    `json:"pair,omitempty"`
	Relation *ActPair `json:"relation,omitempty"`
	Lost     []string `json:"lost,omitempty"`
}

// Tasks reads the files and gives the items of a run: the reading itself, every
// consolidated text that can be rebuilt ("rebuild/FILE"), every pair of acts with
// recorded relations ("relations/BY → TARGET"), every file whose operations were
// judged by hand ("judged/FILE"). Over all together are told
//
//	accuracy     rebuild.identical: điều named by the acts that came out like the
//	             official text (do_nothing: those that the text as issued equals)
//	recall       relations.recall: recorded amendments, by điều, that were read
//	precision    judged.precision: operations that are right, of those judged
//	rebuild.untouched_unchanged …   what no act names stays as it is
func Tasks(ctx context.Context, o Options) ([]run.Task, error) {
	lib, err := readLibrary(ctx, o.Files)
	if err != nil {
		return nil, err
	}
	if len(lib.files) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoFiles, o.Files)
	}
	lib.readOps()
	tasks := []run.Task{{ID: "read", Do: func(context.Context) (run.Item, run.Cost, error) {
		it := run.Item{Counts: map[string]float64{"documents": float64(len(lib.byKey)), "skipped": float64(len(lib.skipped))}, Notes: lib.skipped}
		return it, run.Cost{}, it.Keep(kept{Skipped: lib.skipped})
	}}}
	for _, m := range lib.merged {
		if !lib.complete(m) {
			continue
		}
		tasks = append(tasks, run.Task{ID: "rebuild/" + m.Source.Name, Do: func(context.Context) (run.Item, run.Cost, error) {
			it, err := rebuilt(lib.rebuild(m))
			return it, run.Cost{}, err
		}})
	}
	judged, err := lib.judgedTasks()
	if err != nil {
		return nil, err
	}
	tasks = append(tasks, judged...)
	if o.Relations != "" {
		relations, err := lib.relationTasks(o.Relations)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, relations...)
	}
	return run.Distinct(tasks), nil // files of one name stand in several folders
}

// rebuilt is the item of a rebuilt text.
func rebuilt(p Pair) (run.Item, error) {
	it := run.Item{Question: fmt.Sprintf("%s + %s → %s", p.Base, strings.Join(p.Amending, ", "), p.Merged)}
	it.Ratios = map[string]run.Ratio{
		"accuracy": run.RatioOf(p.Identical, p.Named), "rebuild.identical": run.RatioOf(p.Identical, p.Named),
		"rebuild.identical_where_amended":     run.RatioOf(p.Identical+p.BaseDiffers, p.Named),
		"rebuild.identical_but_for_the_files": run.RatioOf(p.Identical+p.BaseDiffers+p.ActDiffers, p.Named), "rebuild.do_nothing": run.RatioOf(p.DoNothing, p.Named),
		"rebuild.untouched_unchanged": run.RatioOf(p.Unchanged, p.Untouched), "rebuild.untouched_sources_agree": run.RatioOf(p.SourcesAgree, p.Untouched)}
	it.Counts = map[string]float64{"rebuild.pairs": 1, "rebuild.articles": float64(p.Named), "rebuild.untouched": float64(p.Untouched), "rebuild.problems": float64(p.Problems)}
	for _, d := range p.Differences {
		if !strings.HasPrefix(d.Class, "untouched") {
			it.Notes = append(it.Notes, fmt.Sprintf("%s (%s): %q, đúng ra %q;", d.Path, d.Class, d.Ours, d.Theirs))
		}
	}
	return it, it.Keep(kept{Pair: &p})
}

// Summary is the report of a run.
func Summary(r *run.Result) (Report, error) {
	out := Report{Report: r.Report}
	all, err := run.Details[kept](r)
	if err != nil {
		return out, err
	}
	for _, k := range all {
		out.Skipped, out.Lost = append(out.Skipped, k.Skipped...), append(out.Lost, k.Lost...)
		if k.Pair != nil {
			out.Pairs = append(out.Pairs, *k.Pair)
		}
		if k.Relation != nil {
			out.Relations = append(out.Relations, *k.Relation)
		}
	}
	return out, nil
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
