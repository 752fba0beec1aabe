// Package structure measures how well the tree of provisions is read: it
// compares what package parse makes of pages of vbpl.vn with the outline that
// the site itself gives of them. The command line calls [Run] for
// "trolyluat eval structure".
//
// A predicted unit is right when kind, label and place agree with a unit of the
// outline: it must begin at the same letter of the page. The place of a gold
// unit comes from the element that its key names, found in the page by a reader
// of its own, so that the extractor is measured too.
package structure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/html"
	"trolyluat/corpus/parse"
	"trolyluat/eval/run"
)

// Options say what is measured.
type Options struct {
	Gold     string // the outlines, a JSON object by file name
	FilesDir string // where the pages stand
	// Strip takes class and id out of the pages before they are read, so that
	// the text alone decides.
	Strip bool
	// Only measures the files whose name contains it; "" all.
	Only string
}

// Page is what the gold says of one page.
type Page struct {
	Title     string `json:"title"`
	Status    string `json:"status"`
	Effective string `json:"effective"`
	Expired   string `json:"expired"`
	Chars     int    `json:"content_chars"`
	Outline   []Item `json:"outline"`
}

// Item is a line of the site's outline.
type Item struct {
	Depth int    `json:"depth_px"`
	Label string `json:"label"`
	Key   string `json:"key"` // id of the element, without "id_"
}

// Report is the result of a run.
type Report struct {
	run.Report
	// Faulty lists the gold that names no unit or one at the wrong place, by
	// file; it is scored neither way.
	Faulty []Fault `json:"faulty"`
	// Refused lists the pages that hold no body, with the reason.
	Refused []Refusal `json:"refused"`
	Files   []File    `json:"files"`
	// Differences lists the fields that were read otherwise than the gold says.
	Differences []Difference `json:"differences"`
}

// Difference is a field of a page that differs from the gold.
type Difference struct {
	File  string `json:"file"`
	Field string `json:"field"`
	Gold  string `json:"gold"`
	Got   string `json:"got"`
}

// Fault is a line of the outline that is left out, with the reason.
type Fault struct {
	File   string `json:"file"`
	Label  string `json:"label"`
	Key    string `json:"key"`
	Reason string `json:"reason"`
}

// Refusal is a page that was not read.
type Refusal struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// File is what was found on one page with an outline.
type File struct {
	File     string   `json:"file"`
	Gold     int      `json:"gold"`
	Right    int      `json:"right"`
	Missed   []string `json:"missed,omitempty"` // of the gold
	Wrong    []string `json:"wrong,omitempty"`  // of the prediction
	Attached int      `json:"attached,omitempty"`
}

// counts are the units of one kind on a page.
type counts struct {
	gold, predicted, right int
	faulty                 int // faulty gold, in none of the above
	left                   int // predicted where faulty gold stands
	attached               int // predicted in texts attached to the page
}

// kinds are the levels that are scored, with their names in the metrics; those of
// the body make up the figures of the whole.
var kinds = []struct {
	name  string
	level corpus.Level
	body  bool
}{
	{"dieu", corpus.LevelArticle, true}, {"khoan", corpus.LevelClause, true}, {"diem", corpus.LevelPoint, true},
	{"chuong", corpus.LevelChapter, false}, {"muc", corpus.LevelSection, false},
}

// Run measures all pages of the gold that stand in the folder, see [Tasks].
func Run(ctx context.Context, o Options) (Report, error) {
	tasks, err := Tasks(o)
	if err != nil {
		return Report{}, err
	}
	r, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: 1}, tasks, run.Options{})
	if err != nil {
		return Report{}, err
	}
	return Summary(r)
}

// Suite is the name of the suite in runs and reports.
const Suite = "structure"

// ErrNoPages is returned where none of the pages of the gold stand in the folder.
var ErrNoPages = errors.New("structure: no page of the gold stands in the folder")

// page is what the suite keeps of a page beside its figures.
type page struct {
	File        *File        `json:"file,omitempty"` // of a page with an outline
	Faulty      []Fault      `json:"faulty,omitempty"`
	Refused     string       `json:"refused,omitempty"`
	Differences []Difference `json:"differences,omitempty"`
}

// Tasks are the pages of the gold that stand in the folder, as items of a run.
// Over all pages together are told
//
//	dieu_precision, dieu_recall, dieu_f1   units found that are right, units of the
//	                                       outline that are found; so for khoan, diem,
//	                                       chuong, muc
//	dieu_recall_with_faulty …              the same, faulty gold held against the parser
//	precision, recall, f1                  of điều, khoản and điểm together
//	number_accuracy, title_accuracy …      fields read as the page gives them
//
// It fails when the gold cannot be read or names no page that is there; a page
// without a body counts with all its units as missed.
func Tasks(o Options) ([]run.Task, error) {
	data, err := os.ReadFile(o.Gold)
	if err != nil {
		return nil, fmt.Errorf("structure: read the gold: %w", err)
	}
	var gold map[string]Page
	if err := json.Unmarshal(data, &gold); err != nil {
		return nil, run.In(o.Gold, run.NotJSON(1+bytes.Count(data[:offset(err, len(data))], []byte("\n")), err))
	}
	var tasks []run.Task
	for _, name := range slices.Sorted(maps.Keys(gold)) {
		if !strings.Contains(name, o.Only) {
			continue
		}
		if _, err := os.Stat(filepath.Join(o.FilesDir, name)); errors.Is(err, os.ErrNotExist) {
			continue
		}
		tasks = append(tasks, run.Task{ID: name, Do: func(ctx context.Context) (run.Item, run.Cost, error) {
			it, err := measure(ctx, o, name, gold[name])
			return it, run.Cost{}, err
		}})
	}
	if len(tasks) == 0 {
		return nil, fmt.Errorf("%w: the gold names %d, %s", ErrNoPages, len(gold), o.FilesDir)
	}
	return tasks, nil
}

// offset is where in its bytes JSON is broken.
func offset(err error, size int) int64 {
	var syntax *json.SyntaxError
	var field *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return min(syntax.Offset, int64(size))
	case errors.As(err, &field):
		return min(field.Offset, int64(size))
	}
	return 0
}

func measure(ctx context.Context, o Options, name string, g Page) (run.Item, error) {
	it := run.Item{Question: g.Title, Ratios: map[string]run.Ratio{}, Counts: map[string]float64{"faulty_gold": 0, "refused": 0}}
	html, err := os.ReadFile(filepath.Join(o.FilesDir, name))
	if err != nil {
		return it, fmt.Errorf("structure: read a page: %w", err)
	}
	doc, err := read(ctx, name, html, o.Strip)
	var kept page
	if err != nil {
		if _, ok := extract.AsRefusal(err); !ok {
			return it, err
		}
		kept.Refused = err.Error()
		it.Counts["refused"] = 1
		it.Notes = append(it.Notes, "không đọc được: "+kept.Refused)
	}
	if len(g.Outline) > 0 {
		of := make(map[corpus.Level]*counts)
		for _, k := range kinds {
			of[k.level] = &counts{}
		}
		f, faults := score(name, html, g, doc, of)
		kept.File, kept.Faulty = &f, faults
		it.Counts["outlines"] = 1
		ratios(&it, of)
		for _, u := range f.Missed {
			it.Notes = append(it.Notes, "sót "+u+";")
		}
		for _, u := range f.Wrong {
			it.Notes = append(it.Notes, "thừa "+u+";")
		}
	}
	fields, differences, faults := compareFields(name, g, doc)
	kept.Differences, kept.Faulty = differences, append(kept.Faulty, faults...)
	for field, right := range fields {
		it.Ratios[field+"_accuracy"] = run.RatioOf(right, 1)
		it.Counts[field+"_n"] = 1
	}
	for _, d := range differences {
		it.Notes = append(it.Notes, fmt.Sprintf("%s: %q, đúng ra %q;", d.Field, d.Got, d.Gold))
	}
	it.Counts["faulty_gold"] = float64(len(kept.Faulty))
	return it, it.Keep(kept)
}

// ratios puts the units of a page into its item.
func ratios(it *run.Item, of map[corpus.Level]*counts) {
	var all counts
	for _, k := range kinds {
		c := of[k.level]
		if k.body {
			all.gold, all.predicted, all.right = all.gold+c.gold, all.predicted+c.predicted, all.right+c.right
		}
		if c.gold+c.predicted+c.faulty+c.left > 0 {
			run.PRF(it.Ratios, k.name+"_", c.right, c.predicted, c.gold)
			// The same with the faulty gold held against the parser.
			it.Ratios[k.name+"_precision_with_faulty"] = run.RatioOf(c.right, c.predicted+c.left)
			it.Ratios[k.name+"_recall_with_faulty"] = run.RatioOf(c.right, c.gold+c.faulty)
		}
		it.Counts[k.name+"_n"] = float64(c.gold)
		if c.attached > 0 {
			it.Counts["attached_"+k.name] = float64(c.attached)
		}
	}
	run.PRF(it.Ratios, "", all.right, all.predicted, all.gold)
}

// Summary is the report of a run with the lists that people look through.
func Summary(r *run.Result) (Report, error) {
	out := Report{Report: r.Report}
	for i := range r.Items {
		it := &r.Items[i]
		if it.Outcome != run.OK {
			return out, fmt.Errorf("structure: %s: %s", it.ID, it.Error)
		}
		var p page
		if err := json.Unmarshal(it.Detail, &p); err != nil {
			return out, fmt.Errorf("structure: the detail of %s: %w", it.ID, err)
		}
		if p.File != nil {
			out.Files = append(out.Files, *p.File)
		}
		if p.Refused != "" {
			out.Refused = append(out.Refused, Refusal{it.ID, p.Refused})
		}
		out.Faulty = append(out.Faulty, p.Faulty...)
		out.Differences = append(out.Differences, p.Differences...)
	}
	return out, nil
}

// read extracts and parses one page.
func read(ctx context.Context, name string, page []byte, strip bool) (*corpus.Document, error) {
	if strip {
		page = stripMarks(page)
	}
	t, err := html.Extract(ctx, name, page)
	if err != nil {
		return nil, err
	}
	return parse.Parse(t, corpus.Source{Name: name, URI: name, Format: "html"})
}
