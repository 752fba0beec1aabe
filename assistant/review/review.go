package review

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Config is what a [Reviewer] works with.
type Config struct {
	Store Store
	Index retrieval.Index
	Judge *Judge       // nil: rules alone
	Log   *slog.Logger // nil discards
}

// Reviewer reviews drafts against one store. It is safe for concurrent use.
type Reviewer struct {
	store Store
	index retrieval.Index
	judge *Judge
	log   *slog.Logger
}

// New returns a reviewer.
func New(c Config) *Reviewer {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Reviewer{store: c.Store, index: c.Index, judge: c.Judge, log: c.Log}
}

// Options are those of one review.
type Options struct {
	AsOf      corpus.Date // of the law in force; zero is today
	Threshold float64     // certainty from which findings are shown; 0 is DefaultThreshold
}

// review is one run.
type review struct {
	*Reviewer
	draft    *draft
	on       corpus.Date
	rules    map[string]Rule
	library  *reference.Index
	resolver *reference.Resolver
	acts     *acts
	finder   *finder
	parents  []string        // keys of the texts that the draft implements or is based on
	guided   []string        // those of them that it says it details
	basis    map[string]bool // keys that the căn cứ names
	own      reference.Act
	findings []Finding
	matches  []match2 // of each statement
	report   *Report
}

// match2 is what was found for a statement.
type match2 struct {
	best []scoredPassage // by score, best first
}

type scoredPassage struct {
	p *passage
	c comparison
}

// Review reviews a draft. The error is the store's; a draft that cannot be judged
// in part is reported with notes.
func (r *Reviewer) Review(ctx context.Context, doc *corpus.Document, o Options) (*Report, error) {
	if o.AsOf == 0 {
		o.AsOf = corpus.Today()
	}
	if o.Threshold == 0 {
		o.Threshold = DefaultThreshold
	}
	table, err := Rules()
	if err != nil {
		return nil, err
	}
	d := newDraft(doc)
	v := &review{Reviewer: r, draft: d, on: o.AsOf, rules: table, acts: &acts{store: r.store, on: o.AsOf, have: map[string]*act{}}, basis: map[string]bool{},
		report: &Report{Title: doc.Title, Kind: d.kind, KindName: d.kind.Name(), Rank: d.rank, Issuer: doc.Issuer, AsOf: o.AsOf, Source: doc.Source.Name,
			SHA256: doc.Source.SHA256, Threshold: o.Threshold, NotJudged: notJudged, Fictional: doc.Fictional}}
	for i := range doc.Provisions {
		if doc.Provisions[i].Level == corpus.LevelArticle {
			v.report.Articles++
		}
	}
	if v.library, err = reference.NewIndex(ctx, r.store); err != nil {
		return nil, err
	}
	if d.rank == 0 {
		v.report.Notes = append(v.report.Notes, "Không xác định được loại văn bản của dự thảo: so với mọi văn bản trong kho.")
		d.rank = 99
	}
	v.own = reference.Act{ID: draftID, Key: draftID, Kind: d.kind, Title: doc.Title, Issued: v.issued(), Effective: doc.Effective}
	v.resolver = reference.NewResolver(&overlay{Index: v.library, doc: doc})
	if err := v.ties(ctx); err != nil {
		return nil, err
	}
	v.finder = &finder{index: r.index, on: o.AsOf, kinds: kindsFrom(d.rank), rank: d.rank, idf: map[string]float64{}, prepared: map[corpus.ChunkID][]passage{},
		infos: map[string]*corpus.DocumentInfo{}, skip: v.skipped()}
	steps := []func(context.Context) error{v.contents, v.references, v.bases, v.terms, v.form, v.effect, v.feasibility, v.amendments, v.ledger, v.judged}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	v.compareTable()
	v.finish(o.Threshold)
	return v.report, nil
}

// issued is the day of the draft, or that of the review where it has none.
func (v *review) issued() corpus.Date {
	if v.draft.doc.Issued != 0 {
		return v.draft.doc.Issued
	}
	return v.on
}

// skipped are the documents that are no yardstick: the draft itself where the
// store holds it, and what it amends or repeals whole.
func (v *review) skipped() map[string]bool {
	skip := map[string]bool{v.draft.doc.Key: true}
	for _, rel := range v.draft.doc.Relations {
		switch rel.Type {
		case corpus.Repeals, corpus.Replaces:
			if rel.ToPath == "" {
				skip[rel.To] = true
			}
		case corpus.Amends, corpus.Supplements:
			if v.draft.amending {
				skip[rel.To] = true
			}
		}
	}
	return skip
}

// ties links what the draft says of other texts and settles its parents.
func (v *review) ties(ctx context.Context) error {
	doc := *v.draft.doc
	doc.Issued = v.issued()
	if doc.Relations == nil {
		doc.Amendments = amend.Read(&doc)
		doc.Relations = amend.Relations(&doc)
	}
	doc.Relations = slices.Clone(doc.Relations)
	doc.Amendments = slices.Clone(doc.Amendments)
	linker := reference.NewResolver(v.library)
	if err := amend.LinkRelations(ctx, &doc, doc.Relations, linker); err != nil {
		return fmt.Errorf("review: link relations: %w", err)
	}
	if err := amend.Link(ctx, &doc, doc.Amendments, linker); err != nil {
		return fmt.Errorf("review: link amendments: %w", err)
	}
	v.draft.doc = &doc
	for _, rel := range doc.Relations {
		if rel.To == doc.Key || strings.HasPrefix(rel.To, amend.NamePrefix) {
			continue
		}
		infos, err := v.store.Lookup(ctx, rel.To)
		if err != nil {
			return fmt.Errorf("review: look up %s: %w", rel.To, err)
		}
		if len(infos) == 0 || over(infos[0].Status, infos[0].Effective, v.on) {
			continue
		}
		switch rel.Type {
		case corpus.Guides:
			if !contains(v.guided, rel.To) {
				v.guided = append(v.guided, rel.To)
			}
			fallthrough
		case corpus.BasedOn:
			if rel.Type == corpus.BasedOn {
				v.basis[rel.To] = true
			}
			if infos[0].Kind != corpus.KindConstitution && infos[0].Rank <= v.draft.rank && !contains(v.parents, rel.To) {
				v.parents = append(v.parents, rel.To)
			}
		}
	}
	v.report.Parents = v.parents
	return nil
}

// each runs a function over all statements, some at a time.
func (v *review) each(ctx context.Context, f func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i := range v.draft.statements {
		g.Go(func() error { return f(ctx, i) })
	}
	return g.Wait()
}

// add completes a finding from its rule and keeps it.
func (v *review) add(f Finding) {
	rule, ok := v.rules[f.Type]
	if !ok {
		v.log.Error("finding of a type without a rule", "type", f.Type)
		return
	}
	f.Name = rule.Name
	if f.Class == "" {
		f.Class = rule.Class
	}
	if f.Gravity == "" {
		f.Gravity = rule.Gravity
	}
	if f.Basis == nil {
		f.Basis = rule.Basis
	}
	if f.Suggestion == "" {
		f.Suggestion = rule.Suggestion
	}
	if f.Found == "" {
		f.Found = ByRule
	}
	f.ClassName, f.GravityName = f.Class.Name(), f.Gravity.Name()
	v.findings = append(v.findings, v.complete(f))
}

// complete gives a finding its label, its text where it has none, and its ID.
func (v *review) complete(f Finding) Finding {
	switch f.Path {
	case "":
		f.Label = "Toàn dự thảo"
	case "mo-dau":
		f.Label = "Phần căn cứ"
	default:
		f.Label = corpus.PathLabel(f.Path)
	}
	if f.Text == "" && f.Path != "" && f.Path != "mo-dau" {
		f.Text, f.Span = v.draft.text(f.Path)
	}
	if f.Meets == nil {
		f.Meets = []Met{}
	}
	f.Certainty = float64(int(f.Certainty*100+0.5)) / 100
	sum := sha256.Sum256([]byte(f.Type + "\x00" + f.Path + "\x00" + f.Text + "\x00" + meetKey(&f)))
	f.ID = hex.EncodeToString(sum[:6])
	return f
}

func meetKey(f *Finding) string {
	if len(f.Meets) == 0 {
		return f.Words
	}
	return f.Meets[0].Document + " " + f.Meets[0].Path
}

// finish dedupes, splits, groups and orders the findings.
func (v *review) finish(threshold float64) {
	seen := map[string]int{}
	var all []Finding
	for _, f := range v.findings {
		key := f.Type + "\x00" + f.Path
		if f.Path == "mo-dau" || f.Type == "reference_missing" || f.Type == "reference_repealed" {
			key += "\x00" + f.Words
		}
		if i, ok := seen[key]; ok {
			if f.Certainty > all[i].Certainty {
				f.Meets = mergeMet(f.Meets, all[i].Meets)
				all[i] = f
			} else {
				all[i].Meets = mergeMet(all[i].Meets, f.Meets)
			}
			continue
		}
		seen[key] = len(all)
		all = append(all, f)
	}
	r := v.report
	r.Findings, r.Below = []Finding{}, []Finding{}
	for _, f := range all {
		if f.Certainty >= threshold {
			r.Findings = append(r.Findings, f)
		} else {
			r.Below = append(r.Below, f)
		}
	}
	for _, list := range []*[]Finding{&r.Findings, &r.Below} {
		if len(*list) > 0 {
			*list = v.grouped(*list)
		}
		slices.SortStableFunc(*list, func(a, b Finding) int {
			return cmp.Or(cmp.Compare(a.Gravity.order(), b.Gravity.order()), cmp.Compare(b.Certainty, a.Certainty),
				corpus.ComparePaths(a.Path, b.Path), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Words, b.Words))
		})
	}
	r.Notes = append(r.Notes, copies(r.Findings)...)
	slices.Sort(r.Absent)
	r.Absent = slices.Compact(r.Absent)
	if r.Absent == nil {
		r.Absent = []string{}
	}
	if r.Notes == nil {
		r.Notes = []string{}
	}
	if r.Parents == nil {
		r.Parents = []string{}
	}
	if r.Comparison == nil {
		r.Comparison = []Row{}
	}
	if r.Delegations == nil {
		r.Delegations = []Delegation{}
	}
	if r.Consequences == nil {
		r.Consequences = []Consequence{}
	}
}

func mergeMet(a, b []Met) []Met {
	for _, m := range b {
		if !slices.ContainsFunc(a, func(x Met) bool { return x.Document == m.Document && x.Path == m.Path }) {
			a = append(a, m)
		}
	}
	return a
}
