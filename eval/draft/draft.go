// Package draft measures the check of a draft judgment: it plants faults in real
// judgments (a điều or khoản that is not there, a text not in force, words that
// are not the law's, nothing on fees, appeal or absence) and counts which are
// found, and what is found fault with that is sound. `trolyluat eval draft` calls
// it.
package draft

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"os"
	"strings"

	"trolyluat/assistant/cases/digest"
	"trolyluat/assistant/cases/draft"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/judgments"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/vitext"
	"trolyluat/eval/run"
)

// Source is a store with the law.
type Source interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// Desk checks drafts; cases.Desk is one.
type Desk interface {
	CheckDraft(ctx context.Context, doc *corpus.Document) (*draft.Report, error)
}

// Options are what [Run] needs; all but Seed and Details are required.
type Options struct {
	Source  Source
	Desk    Desk
	Reader  judgments.Reader
	Cases   string // file of judgments
	Seed    uint64
	Details bool
}

// Report is what was measured.
type Report struct {
	run.Report
	Missed []Example `json:"missed,omitempty"`
	Alarms []Example `json:"alarms,omitempty"`
}

// Suite is the name of the suite in runs and reports.
const Suite = "draft"

// Example is a fault not found, or a sound passage found fault with.
type Example struct {
	Case   string     `json:"case"`
	Fault  Fault      `json:"fault,omitempty"`
	Words  string     `json:"words"`
	Code   draft.Code `json:"code,omitempty"`
	Detail string     `json:"detail,omitempty"`
}

// codes are by which findings a fault counts as found.
var codes = map[Fault][]draft.Code{
	NoArticle: {draft.ProvisionMissing}, NoClause: {draft.ProvisionMissing}, NotInForce: {draft.NotYet, draft.Expired}, Misquote: {draft.Misquoted},
	NoFees: {draft.NoFees}, NoAppeal: {draft.NoAppeal}, NoAbsence: {draft.NoAbsence},
}

// onReferences are the codes of findings on references.
var onReferences = map[draft.Code]bool{draft.ProvisionMissing: true, draft.NotYet: true, draft.Expired: true, draft.Misquoted: true, draft.Repealed: true, draft.PrecedentNotYet: true}

// Run plants and checks, kept nowhere. Errors end it.
func Run(ctx context.Context, opt Options) (*Report, error) {
	tasks, err := Tasks(ctx, opt)
	if err != nil {
		return nil, err
	}
	res, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: opt.Seed}, tasks, run.Options{})
	if err != nil {
		return nil, err
	}
	r := &Report{Report: res.Report}
	if !opt.Details {
		return r, nil
	}
	all, err := run.Details[kept](res)
	for _, k := range all {
		r.Missed, r.Alarms = append(r.Missed, k.Missed...), append(r.Alarms, k.Alarms...)
	}
	return r, err
}

// kept is what the suite keeps of a judgment beside its figures.
type kept struct {
	Missed []Example `json:"missed,omitempty"`
	Alarms []Example `json:"alarms,omitempty"`
}

// Tasks are the judgments as items of a run, those that have the form of one. A
// judgment as it was given out is checked once: what is found fault with on its
// references counts against precision, as if the court had made no mistake, and
// so does every sound passage that was planted. Over all together are told
//
//	recall, precision, f1   planted faults on references that were found, findings
//	                        that are of one
//	recall/FAULT            of each kind
//	missing_recall          of what was taken out: fees, appeal, absence
//	planted/FAULT, faults, alarms, references_given, missing_given   counts
func Tasks(ctx context.Context, opt Options) ([]run.Task, error) {
	f, err := os.Open(opt.Cases)
	if err != nil {
		return nil, fmt.Errorf("eval: open cases: %w", err)
	}
	defer f.Close()
	rows, err := judgments.Rows(f)
	if err != nil {
		return nil, err
	}
	lib, err := newLibrary(ctx, opt.Source)
	if err != nil {
		return nil, err
	}
	var tasks []run.Task
	for _, row := range rows {
		text := vitext.Normalize(row.Body())
		doc, err := opt.read(ctx, row.ID, text)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || doc.Judgment == nil {
			continue // what has not the form of a judgment is no draft of one
		}
		tasks = append(tasks, run.Task{ID: row.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) {
			it, err := opt.measure(ctx, lib, row.ID, text, doc)
			return it, run.Cost{}, err
		}})
	}
	return run.Distinct(tasks), nil
}

// measure checks a judgment as it is, and drafts of it with one fault each.
func (o *Options) measure(ctx context.Context, lib *library, id, text string, doc *corpus.Document) (run.Item, error) {
	s := &tally{found: map[Fault]int{}, planted: map[Fault]int{}}
	base, err := o.Desk.CheckDraft(ctx, doc)
	if err != nil {
		return run.Item{}, err
	}
	given := map[string]bool{}
	for _, x := range base.Findings {
		given[string(x.Code)+x.Words] = true
		if x.Severity == draft.Fault && onReferences[x.Code] {
			s.alarm(Example{Case: id, Words: x.Words, Code: x.Code, Detail: x.Detail})
		}
		if x.Severity == draft.Fault && !onReferences[x.Code] {
			s.missingGiven++
		}
	}
	s.references = len(base.References)
	h := fnv.New64a()
	h.Write([]byte(id)) // a hash never fails
	rng := rand.New(rand.NewPCG(o.Seed, h.Sum64()))
	facts := doc.Text
	if doc.Judgment.Facts.Len() > 0 {
		facts = doc.Text[doc.Judgment.Facts.Start:doc.Judgment.Facts.End]
	}
	first, last := digest.Days(facts, doc.Judgment.Decided)
	for _, d := range lib.plant(id, text, first, last, doc.Judgment.Decided, rng) {
		if err := s.judge(ctx, o, d, given); err != nil {
			return run.Item{}, err
		}
	}
	return s.item()
}

func (o *Options) read(ctx context.Context, id, text string) (*corpus.Document, error) {
	t, err := o.Reader.Read(ctx, id+".txt", []byte(text))
	if err != nil {
		return nil, fmt.Errorf("eval: read %s: %w", id, err)
	}
	return parse.Parse(t, corpus.Source{Name: id})
}

type tally struct {
	kept
	found, planted map[Fault]int
	references     int
	missingGiven   int
}

// alarm notes a finding on a reference that is sound, or was given.
func (s *tally) alarm(e Example) { s.Alarms = append(s.Alarms, e) }

func (s *tally) judge(ctx context.Context, opt *Options, d Draft, given map[string]bool) error {
	doc, err := opt.read(ctx, d.Case, d.Text)
	if err != nil {
		return err
	}
	report, err := opt.Desk.CheckDraft(ctx, doc)
	if err != nil {
		return err
	}
	s.planted[d.Fault]++
	hit := false
	for _, x := range report.Findings {
		if x.Severity != draft.Fault {
			continue
		}
		planted := x.Words != "" && strings.Contains(strings.Join(strings.Fields(d.Planted), " "), x.Words)
		for _, code := range codes[d.Fault] {
			if x.Code == code && (planted || d.Planted == "") {
				hit = true
			}
		}
		if onReferences[x.Code] && !given[string(x.Code)+x.Words] && (d.Fault.sound() || !planted) {
			s.alarm(Example{Case: d.Case, Fault: d.Fault, Words: x.Words, Code: x.Code, Detail: x.Detail})
		}
	}
	if hit {
		s.found[d.Fault]++
	} else if !d.Fault.sound() {
		s.Missed = append(s.Missed, Example{Case: d.Case, Fault: d.Fault, Words: d.Planted})
	}
	return nil
}

// item is the judgment with what was found.
func (s *tally) item() (run.Item, error) {
	it := run.Item{Ratios: map[string]run.Ratio{}, Counts: map[string]float64{}}
	faults, found, other, otherFound := 0, 0, 0, 0
	for f, n := range s.planted {
		it.Counts["planted/"+string(f)] = float64(n)
		if f.sound() {
			continue
		}
		it.Ratios["recall/"+string(f)] = run.RatioOf(s.found[f], n)
		if f.onReference() {
			faults, found = faults+n, found+s.found[f]
		} else {
			other, otherFound = other+n, otherFound+s.found[f]
		}
	}
	run.PRF(it.Ratios, "", found, found+len(s.Alarms), faults)
	it.Ratios["missing_recall"] = run.RatioOf(otherFound, other)
	it.Counts["faults"], it.Counts["alarms"], it.Counts["references_given"] = float64(faults), float64(len(s.Alarms)), float64(s.references)
	it.Counts["missing_given"] = float64(s.missingGiven)
	for _, e := range s.Missed {
		it.Notes = append(it.Notes, fmt.Sprintf("sót %s: %s;", e.Fault, e.Words))
	}
	for _, e := range s.Alarms {
		it.Notes = append(it.Notes, fmt.Sprintf("báo nhầm %s: %s (%s);", e.Code, e.Words, e.Detail))
	}
	return it, it.Keep(s.kept)
}
