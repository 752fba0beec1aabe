package quality

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"trolyluat/corpus"
)

// Format is the form of an export.
type Format string

// The forms.
const (
	JSONL Format = "jsonl"
	AKN   Format = "akn"
)

// ExportOptions say what is exported and how.
type ExportOptions struct {
	Dir     string // a folder that does not exist or is empty
	Format  Format
	Licence string // what the operator states of the data; statutes are free of copyright (Luật Sở hữu trí tuệ 50/2005/QH11 Điều 15)
	// Deidentify cuts what tells a person out of judgments and withholds those that
	// may not be published; nil exports them as they are.
	Deidentify Deidentifier
}

// Manifest tells what an export holds; it is written last, as manifest.json.
type Manifest struct {
	Format       Format            `json:"format"`
	Licence      string            `json:"licence"`
	Deidentified bool              `json:"deidentified"`
	Documents    int               `json:"documents"`
	Withheld     int               `json:"withheld"`    // judgments that may not be published
	Expressions  int               `json:"expressions"` // texts as of a date, in Akoma Ntoso
	Provisions   int               `json:"provisions"`
	Relations    int               `json:"relations"`
	Files        map[string]string `json:"sha256"` // checksum by file name
}

// provisionRow is a line of provisions.jsonl.
type provisionRow struct {
	Document string        `json:"document"`
	Path     string        `json:"path"`
	Level    string        `json:"level"`
	Label    string        `json:"label"`
	Heading  string        `json:"heading"`
	Text     string        `json:"text"`
	From     corpus.Date   `json:"from"`
	To       corpus.Date   `json:"to"`
	By       string        `json:"by"`
	SourceID string        `json:"source_id"`
	Status   corpus.Status `json:"status"`
}

// relationRow is a line of relations.jsonl.
type relationRow struct {
	Document string `json:"document"`
	corpus.Relation
}

// documentRow is a line of documents.jsonl.
type documentRow struct {
	corpus.DocumentInfo
	StatusToday corpus.Status `json:"status_today"`
	Licence     string        `json:"licence"`
}

// ErrNotEmpty refuses to export into a folder that holds something.
var ErrNotEmpty = errors.New("not empty")

// Export writes the store into a folder: the data, a data dictionary, a
// manifest with licence, SHA256SUMS. Nothing is left in the folder when it
// fails half-way but the files written so far without a manifest.
func Export(ctx context.Context, lib Library, today corpus.Date, opt ExportOptions) (*Manifest, error) {
	if entries, err := os.ReadDir(opt.Dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("quality: export: folder %s: %w", opt.Dir, ErrNotEmpty)
	}
	if err := os.MkdirAll(opt.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("quality: export: %w", err)
	}
	e := &exporter{opt: opt, today: today, manifest: &Manifest{Format: opt.Format, Licence: opt.Licence,
		Deidentified: opt.Deidentify != nil, Files: map[string]string{}}}
	var err error
	switch opt.Format {
	case JSONL:
		err = e.jsonl(ctx, lib)
	case AKN:
		err = e.akn(ctx, lib)
	default:
		err = fmt.Errorf("unknown format %q", opt.Format)
	}
	if err == nil {
		err = e.close()
	}
	if err != nil {
		return nil, fmt.Errorf("quality: export: %w", err)
	}
	return e.manifest, nil
}

type exporter struct {
	opt      ExportOptions
	today    corpus.Date
	manifest *Manifest
}

// each walks the documents, de-identified where asked for.
func (e *exporter) each(ctx context.Context, lib Library, do func(*corpus.Document) error) error {
	for info, err := range lib.Documents(ctx) {
		if err != nil {
			return err
		}
		d, err := lib.Document(ctx, info.ID)
		if err != nil {
			return err
		}
		if e.opt.Deidentify != nil && d.Kind == corpus.KindJudgment {
			if d = Deidentify(d, e.opt.Deidentify); d == nil {
				e.manifest.Withheld++
				continue
			}
		}
		e.manifest.Documents++
		e.manifest.Provisions += len(d.Provisions)
		e.manifest.Relations += len(d.Relations)
		if err := do(d); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporter) jsonl(ctx context.Context, lib Library) error {
	names := []string{"documents.jsonl", "provisions.jsonl", "relations.jsonl"}
	out := map[string]*lines{}
	for _, name := range names {
		l, err := e.create(name)
		if err != nil {
			return err
		}
		defer l.file.Close()
		out[name] = l
	}
	err := e.each(ctx, lib, func(d *corpus.Document) error {
		row := documentRow{d.Info(), corpus.StatusOn(d.Effective, e.today), e.opt.Licence}
		if err := out[names[0]].write(row); err != nil {
			return err
		}
		for _, row := range provisionRows(d, e.today) {
			if err := out[names[1]].write(row); err != nil {
				return err
			}
		}
		for _, r := range d.Relations {
			if err := out[names[2]].write(relationRow{d.ID, r}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := e.finish(name, out[name]); err != nil {
			return err
		}
	}
	return nil
}

// provisionRows are the provisions as issued, each with its own text only, so
// that the rows of a document joined give its text back; then the later
// versions of điều that changed.
func provisionRows(d *corpus.Document, today corpus.Date) []provisionRow {
	var rows []provisionRow
	for i := range d.Provisions {
		p := &d.Provisions[i]
		rows = append(rows, provisionRow{Document: d.ID, Path: p.Path, Level: p.Level.Name(), Label: p.Label, Heading: p.Heading,
			Text: d.Text[p.Own.Start:p.Own.End], From: d.Effective.From, To: d.Effective.To, SourceID: p.SourceID,
			Status: corpus.StatusOn(d.Effective, today)})
	}
	levels := map[string]corpus.Level{} // of what is no điều
	for i := range d.Provisions {
		levels[d.Provisions[i].Path] = d.Provisions[i].Level
	}
	for _, v := range d.Versions {
		if v.By == "" {
			continue
		}
		level, ok := levels[v.Path]
		if !ok {
			level = corpus.LevelArticle
		}
		rows = append(rows, provisionRow{Document: d.ID, Path: v.Path, Level: level.Name(), Heading: v.Heading,
			Text: v.Text, From: v.From, To: v.To, By: v.By, Status: corpus.StatusOn(v.Interval, today)})
	}
	return rows
}

func (e *exporter) akn(ctx context.Context, lib Library) error {
	return e.each(ctx, lib, func(d *corpus.Document) error {
		base := strings.NewReplacer("/", "-", "~", "_").Replace(d.ID)
		if err := e.expression(base+".xml", d, 0); err != nil {
			return err
		}
		for _, day := range d.ExpressionDates() {
			if err := e.expression(base+"@"+day.String()+".xml", d, day); err != nil {
				return err
			}
		}
		return nil
	})
}

// expression writes a document with the words that stand on a day, 0 for those
// as issued.
func (e *exporter) expression(name string, d *corpus.Document, on corpus.Date) error {
	l, err := e.create(name)
	if err != nil {
		return err
	}
	defer l.file.Close()
	if err := WriteAKN(l.out, d, on, e.opt.Licence); err != nil {
		return err
	}
	e.manifest.Expressions++
	return e.finish(name, l)
}

// close writes the dictionary, the manifest and the checksums.
func (e *exporter) close() error {
	for _, f := range []struct {
		name string
		v    any
	}{{"dictionary.json", Dictionary()}, {"manifest.json", e.manifest}} {
		l, err := e.create(f.name)
		if err != nil {
			return err
		}
		defer l.file.Close()
		enc := json.NewEncoder(l.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(f.v); err != nil {
			return err
		}
		if err := e.finish(f.name, l); err != nil {
			return err
		}
	}
	var names []string
	for name := range e.manifest.Files {
		names = append(names, name)
	}
	sort.Strings(names)
	var sums strings.Builder
	for _, name := range names {
		fmt.Fprintf(&sums, "%s  %s\n", e.manifest.Files[name], name)
	}
	return os.WriteFile(filepath.Join(e.opt.Dir, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// lines is an open file of the export with its running checksum.
type lines struct {
	file *os.File
	out  *bufio.Writer
	sum  interface{ Sum([]byte) []byte }
	enc  *json.Encoder
}

func (e *exporter) create(name string) (*lines, error) {
	file, err := os.OpenFile(filepath.Join(e.opt.Dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	l := &lines{file: file, out: bufio.NewWriter(io.MultiWriter(file, sum)), sum: sum}
	l.enc = json.NewEncoder(l.out)
	l.enc.SetEscapeHTML(false)
	return l, nil
}

func (l *lines) write(v any) error { return l.enc.Encode(v) }

func (e *exporter) finish(name string, l *lines) error {
	if err := l.out.Flush(); err != nil {
		return err
	}
	e.manifest.Files[name] = hex.EncodeToString(l.sum.Sum(nil))
	return l.file.Close()
}
