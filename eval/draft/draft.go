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
	"trolyluat/eval/metrics"
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
	Suite   string             `json:"suite"` // "draft"
	N       int                `json:"n"`     // judgments
	Metrics map[string]float64 `json:"metrics"`
	Planted map[Fault]int      `json:"planted"`
	Missed  []Example          `json:"missed,omitempty"`
	Alarms  []Example          `json:"alarms,omitempty"`
}

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

// Run plants and checks. A judgment as it was given out is checked once: what is
// found fault with on its references counts against precision, as if the court had
// made no mistake, and so does every sound passage that was planted.
func Run(ctx context.Context, opt Options) (*Report, error) {
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
	r := &Report{Suite: "draft", Metrics: map[string]float64{}, Planted: map[Fault]int{}}
	s := &tally{found: map[Fault]int{}}
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text := vitext.Normalize(row.Body())
		doc, err := opt.read(ctx, row.ID, text)
		if err != nil || doc.Judgment == nil {
			continue // what has not the form of a judgment is no draft of one
		}
		r.N++
		base, err := opt.Desk.CheckDraft(ctx, doc)
		if err != nil {
			return nil, err
		}
		given := map[string]bool{}
		for _, x := range base.Findings {
			given[string(x.Code)+x.Words] = true
			if x.Severity == draft.Fault && onReferences[x.Code] {
				s.alarms++
				r.Alarms = append(r.Alarms, Example{Case: row.ID, Words: x.Words, Code: x.Code, Detail: x.Detail})
			}
			if x.Severity == draft.Fault && !onReferences[x.Code] {
				s.missingGiven++
			}
		}
		s.references += len(base.References)
		h := fnv.New64a()
		h.Write([]byte(row.ID)) // a hash never fails
		rng := rand.New(rand.NewPCG(opt.Seed, h.Sum64()))
		facts := doc.Text
		if doc.Judgment.Facts.Len() > 0 {
			facts = doc.Text[doc.Judgment.Facts.Start:doc.Judgment.Facts.End]
		}
		first, last := digest.Days(facts, doc.Judgment.Decided)
		for _, d := range lib.plant(row.ID, text, first, last, doc.Judgment.Decided, rng) {
			if err := s.judge(ctx, opt, d, given, r); err != nil {
				return nil, err
			}
		}
	}
	s.into(r)
	if !opt.Details {
		r.Missed, r.Alarms = nil, nil
	}
	return r, nil
}

func (o *Options) read(ctx context.Context, id, text string) (*corpus.Document, error) {
	t, err := o.Reader.Read(ctx, id+".txt", []byte(text))
	if err != nil {
		return nil, fmt.Errorf("eval: read %s: %w", id, err)
	}
	return parse.Parse(t, corpus.Source{Name: id})
}

type tally struct {
	found        map[Fault]int
	alarms       int // on references that are sound, or were given
	references   int
	missingGiven int
}

func (s *tally) judge(ctx context.Context, opt Options, d Draft, given map[string]bool, r *Report) error {
	doc, err := opt.read(ctx, d.Case, d.Text)
	if err != nil {
		return err
	}
	report, err := opt.Desk.CheckDraft(ctx, doc)
	if err != nil {
		return err
	}
	r.Planted[d.Fault]++
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
			s.alarms++
			r.Alarms = append(r.Alarms, Example{Case: d.Case, Fault: d.Fault, Words: x.Words, Code: x.Code, Detail: x.Detail})
		}
	}
	if hit {
		s.found[d.Fault]++
	} else if !d.Fault.sound() {
		r.Missed = append(r.Missed, Example{Case: d.Case, Fault: d.Fault, Words: d.Planted})
	}
	return nil
}

func (s *tally) into(r *Report) {
	faults, found, other, otherFound := 0, 0, 0, 0
	for f, n := range r.Planted {
		if f.sound() {
			continue
		}
		r.Metrics["recall/"+string(f)] = float64(s.found[f]) / float64(n)
		if f.onReference() {
			faults, found = faults+n, found+s.found[f]
		} else {
			other, otherFound = other+n, otherFound+s.found[f]
		}
	}
	prf := metrics.Counts(found, found+s.alarms, faults)
	r.Metrics["recall"], r.Metrics["precision"], r.Metrics["f1"] = prf.Recall, prf.Precision, prf.F1
	if other > 0 {
		r.Metrics["missing_recall"] = float64(otherFound) / float64(other)
	}
	r.Metrics["faults"], r.Metrics["alarms"], r.Metrics["references_given"] = float64(faults), float64(s.alarms), float64(s.references)
	r.Metrics["missing_given"] = float64(s.missingGiven)
}
