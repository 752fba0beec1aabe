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
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/html"
	"trolyluat/corpus/parse"
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
	Suite   string             `json:"suite"`
	N       int                `json:"n"` // pages with an outline
	Metrics map[string]float64 `json:"metrics"`
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

// counts are the units of one kind.
type counts struct {
	gold, predicted, right int
	faulty                 int // faulty gold, in none of the above
	left                   int // predicted where faulty gold stands
}

// fieldCount counts the pages that give a field and those where it was read right.
type fieldCount struct{ given, right int }

// kinds are the levels that are scored, with their names in the metrics.
var kinds = []struct {
	name  string
	level corpus.Level
}{
	{"dieu", corpus.LevelArticle}, {"khoan", corpus.LevelClause}, {"diem", corpus.LevelPoint},
	{"chuong", corpus.LevelChapter}, {"muc", corpus.LevelSection},
}

// Run measures all pages of the gold that stand in the folder. It fails when the
// gold cannot be read or names no page that is there; a page that cannot be read
// counts with all its units as missed.
func Run(ctx context.Context, o Options) (Report, error) {
	r := Report{Suite: "structure", Metrics: make(map[string]float64)}
	data, err := os.ReadFile(o.Gold)
	if err != nil {
		return r, fmt.Errorf("structure: read the gold: %w", err)
	}
	var gold map[string]Page
	if err := json.Unmarshal(data, &gold); err != nil {
		return r, fmt.Errorf("structure: read the gold %s: %w", o.Gold, err)
	}
	names := make([]string, 0, len(gold))
	for name := range gold {
		if strings.Contains(name, o.Only) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	total := make(map[corpus.Level]*counts)
	for _, k := range kinds {
		total[k.level] = &counts{}
	}
	fields := map[string]*fieldCount{"number": {}, "title": {}, "title_of_body": {}, "title_of_body_nearly": {}, "status": {}, "effective": {}, "expired": {}}
	attached := make(map[corpus.Level]int)
	pages := 0
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		page, err := os.ReadFile(filepath.Join(o.FilesDir, name))
		if err != nil {
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			return r, fmt.Errorf("structure: read a page: %w", err)
		}
		pages++
		g := gold[name]
		doc, err := read(ctx, name, page, o.Strip)
		if err != nil {
			if _, ok := extract.AsRefusal(err); !ok {
				return r, err
			}
			r.Refused = append(r.Refused, Refusal{File: name, Reason: err.Error()})
		}
		if len(g.Outline) > 0 {
			r.N++
			f, faults := score(name, page, g, doc, total, attached)
			r.Files = append(r.Files, f)
			r.Faulty = append(r.Faulty, faults...)
		}
		differences, faults := compareFields(name, fields, g, doc)
		r.Differences = append(r.Differences, differences...)
		r.Faulty = append(r.Faulty, faults...)
	}
	if pages == 0 {
		return r, fmt.Errorf("structure: none of the %d pages of the gold stand in %s", len(gold), o.FilesDir)
	}
	for _, k := range kinds {
		c := total[k.level]
		r.Metrics[k.name+"_n"] = float64(c.gold)
		p, rec := ratio(c.right, c.predicted), ratio(c.right, c.gold)
		r.Metrics[k.name+"_precision"] = p
		r.Metrics[k.name+"_recall"] = rec
		if p+rec > 0 {
			r.Metrics[k.name+"_f1"] = 2 * p * rec / (p + rec)
		} else {
			r.Metrics[k.name+"_f1"] = 0
		}
		// The same with the faulty gold held against the parser.
		r.Metrics[k.name+"_precision_with_faulty"] = ratio(c.right, c.predicted+c.left)
		r.Metrics[k.name+"_recall_with_faulty"] = ratio(c.right, c.gold+c.faulty)
		if n := attached[k.level]; n > 0 {
			r.Metrics["attached_"+k.name] = float64(n)
		}
	}
	for name, c := range fields {
		r.Metrics[name+"_n"] = float64(c.given)
		if c.given > 0 {
			r.Metrics[name+"_accuracy"] = ratio(c.right, c.given)
		}
	}
	r.Metrics["faulty_gold"] = float64(len(r.Faulty))
	r.Metrics["refused"] = float64(len(r.Refused))
	return r, nil
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
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
