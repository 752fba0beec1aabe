package lookup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// MaxChecked is how long a text to be checked may be, in characters.
const MaxChecked = 50_000

// maxReferences bounds the references of one text that are looked up.
const maxReferences = 200

// CitationReport tells whether what a text cites exists, is in force, and says
// what the text says.
type CitationReport struct {
	AsOf       corpus.Date       `json:"as_of"`
	OK         bool              `json:"ok"`         // every reference was found in force and no statement failed
	References []CheckedRef      `json:"references"` // in the order of the text
	Statements []CheckedSentence `json:"statements"` // sentences that cite or quote law
	Notes      []string          `json:"notes"`
}

// The outcomes of a reference.
const (
	Found             = "found"
	DocumentMissing   = "document_missing"
	ProvisionMissing  = "provision_missing"
	DocumentAmbiguous = "ambiguous"
	DocumentUnnamed   = "document_unnamed" // "Điều 5" alone, of an unnamed text
)

var outcomeNames = map[string]string{
	Found: "có trong kho", DocumentMissing: "kho không có văn bản này", ProvisionMissing: "văn bản không có điều khoản này",
	DocumentAmbiguous: "có thể chỉ nhiều văn bản", DocumentUnnamed: "không nêu văn bản nào",
}

// CheckedRef is one unit, or one document, that the text names.
type CheckedRef struct {
	Words       string        `json:"words"` // as the text writes it
	Span        corpus.Span   `json:"span"`  // of the words, byte range of the text
	Outcome     string        `json:"outcome"`
	OutcomeName string        `json:"outcome_name"`
	Document    string        `json:"document,omitempty"` // key
	Title       string        `json:"title,omitempty"`
	Path        string        `json:"path,omitempty"`
	Label       string        `json:"label,omitempty"`
	Status      corpus.Status `json:"status,omitempty"` // on the date
	StatusName  string        `json:"status_name,omitempty"`
	Text        string        `json:"text,omitempty"` // of the unit on the date
	URL         string        `json:"url,omitempty"`
	Candidates  []string      `json:"candidates,omitempty"`
	// Assumed says that the text was not named here and that of the reference
	// before was taken.
	Assumed bool `json:"assumed,omitempty"`
}

// CheckedSentence is a sentence held against the provisions that it cites.
type CheckedSentence struct {
	Text      string   `json:"text"`
	State     string   `json:"state"` // dung_nguyen_van, da_doi_chieu, chua_kiem_chung
	StateName string   `json:"state_name"`
	Problems  []string `json:"problems"` // Vietnamese
}

// CheckCitations reads a text that cites law (a draft, an opinion, an answer of
// another program) and holds it against the store as of a date, today for zero.
func (d *Desk) CheckCitations(ctx context.Context, text string, on corpus.Date) (*CitationReport, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return nil, Inputf("text", "cần văn bản có trích dẫn để kiểm tra")
	case !utf8.ValidString(text):
		return nil, Inputf("text", "có ký tự không đọc được")
	case utf8.RuneCountInString(text) > MaxChecked:
		return nil, Inputf("text", "dài quá %d ký tự", MaxChecked)
	}
	c, err := d.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	w := &citations{Desk: d, catalogue: c, text: text, on: d.date(on), documents: map[string]*corpus.Document{},
		report: &CitationReport{AsOf: d.date(on), OK: true, References: []CheckedRef{}, Statements: []CheckedSentence{}, Notes: []string{}}}
	refs := reference.Find(text)
	if len(refs) == 0 {
		refs = reference.FindQuery(text)
	}
	if len(refs) > maxReferences {
		refs = refs[:maxReferences]
		w.report.Notes = append(w.report.Notes, fmt.Sprintf("Chỉ kiểm tra %d viện dẫn đầu tiên.", maxReferences))
	}
	for _, ref := range refs {
		if err := w.reference(ctx, ref); err != nil {
			return nil, err
		}
	}
	if len(refs) == 0 {
		w.report.OK = false
		w.report.Notes = append(w.report.Notes, "Văn bản không viện dẫn điều khoản hay văn bản nào mà chương trình nhận ra.")
	}
	w.statements()
	return w.report, nil
}

// citations is one text being checked.
type citations struct {
	*Desk
	catalogue *Catalogue
	text      string
	on        corpus.Date
	report    *CitationReport
	documents map[string]*corpus.Document
	last      reference.Document // named by the reference before
	evidence  []cite.Evidence
	marks     []mark // ascending
}

// mark is a citation mark to be put into the text behind a reference.
type mark struct{ at, number int }

func (w *citations) reference(ctx context.Context, ref reference.Reference) error {
	entry := CheckedRef{Words: w.text[ref.Span.Start:ref.Span.End], Span: ref.Span}
	if ref.Document.This || ref.Document.IsZero() && len(ref.Targets) == 0 {
		return nil
	}
	if ref.Document.IsZero() {
		relative := slices.ContainsFunc(ref.Targets, func(t reference.Target) bool { return t.This != corpus.LevelNone })
		if w.last.IsZero() || relative {
			w.add(entry, DocumentUnnamed)
			return nil
		}
		ref.Document, entry.Assumed = w.last, true
	} else {
		w.last = ref.Document
	}
	resolved, err := w.catalogue.Resolver.Resolve(ctx, ref, reference.Place{On: w.on})
	if err != nil {
		return fmt.Errorf("lookup: resolve a reference: %w", err)
	}
	switch {
	case resolved.Act.ID == "" && len(resolved.Candidates) > 0:
		entry.Candidates = resolved.Candidates
		w.add(entry, DocumentAmbiguous)
		return nil
	case resolved.Act.ID == "":
		w.add(entry, DocumentMissing)
		return nil
	}
	info := w.catalogue.ByID[resolved.Act.ID]
	entry.Document, entry.Title = info.Key, info.Title
	if len(ref.Targets) == 0 {
		v := corpus.Version{Interval: info.Effective}
		p := w.provision(info, v, "", w.on)
		entry.Status, entry.StatusName, entry.URL = p.Status, p.StatusName, p.URL
		w.add(entry, Found)
		return nil
	}
	doc := w.documents[info.ID]
	if doc == nil {
		if doc, err = w.load(ctx, info); err != nil {
			return err
		}
		w.documents[info.ID] = doc
	}
	for i, t := range ref.Targets {
		unit := entry
		unit.Path = t.Path
		if i < len(resolved.Units) && resolved.Units[i].Path != "" {
			unit.Path = resolved.Units[i].Path
		}
		unit.Label = labelOf(unit.Path)
		v, ok := versionOf(doc, unit.Path, w.on)
		if !ok {
			// Not on that date: as issued it may stand, not yet or no longer in force.
			if v, ok = versionOf(doc, unit.Path, 0); ok {
				if v.From == 0 {
					v.Interval = doc.Effective
				}
			}
		}
		if !ok {
			w.add(unit, ProvisionMissing)
			continue
		}
		p := w.provision(info, v, unit.Path, w.on)
		unit.Status, unit.StatusName, unit.Text, unit.URL = p.Status, p.StatusName, p.Text, p.URL
		w.add(unit, Found)
		w.cite(info, doc, &unit, ref.Span.End)
	}
	return nil
}

func (w *citations) add(ref CheckedRef, outcome string) {
	ref.Outcome, ref.OutcomeName = outcome, outcomeNames[outcome]
	bad := outcome != Found && outcome != DocumentUnnamed
	switch ref.Status {
	case corpus.StatusExpired, corpus.StatusPending, corpus.StatusSuspended, corpus.StatusStoodIn:
		bad = true
	}
	w.report.OK = w.report.OK && !bad
	w.report.References = append(w.report.References, ref)
}

// cite enters the điều of a unit as a passage and marks the place that cites it.
func (w *citations) cite(info *corpus.DocumentInfo, doc *corpus.Document, ref *CheckedRef, at int) {
	path := reference.Article(ref.Path)
	if path == "" {
		path = ref.Path
	}
	i := slices.IndexFunc(w.evidence, func(e cite.Evidence) bool { return e.DocumentKey == info.Key && e.Path == path })
	if i < 0 {
		v, ok := versionOf(doc, path, w.on)
		if !ok {
			if v, ok = versionOf(doc, path, 0); !ok {
				return
			}
		}
		if len(v.Units) == 0 {
			v.Units = unitsOf(doc, path)
		}
		p := w.provision(info, v, path, w.on)
		w.evidence = append(w.evidence, cite.Evidence{Number: len(w.evidence) + 1, DocumentKey: info.Key, Title: info.Title, ShortNames: info.ShortNames,
			Path: path, Label: p.Label, Heading: v.Heading, Text: v.Text, Units: v.Units, Interval: v.Interval, Status: p.Status})
		i = len(w.evidence) - 1
	}
	w.marks = append(w.marks, mark{at, w.evidence[i].Number})
}

// statements holds the sentences with references against their provisions.
func (w *citations) statements() {
	if len(w.evidence) == 0 {
		return
	}
	var b strings.Builder
	done := 0
	for _, m := range w.marks {
		b.WriteString(w.text[done:m.at])
		fmt.Fprintf(&b, " [%d]", m.number)
		done = m.at
	}
	b.WriteString(w.text[done:])
	report := cite.Check(cite.Input{Text: b.String(), Evidence: w.evidence, AsOf: w.on})
	for _, s := range report.Statements {
		if len(s.Citations) == 0 {
			continue
		}
		out := CheckedSentence{Text: s.Text, State: string(s.State), StateName: s.State.Name(), Problems: []string{}}
		for _, p := range s.Problems {
			out.Problems = append(out.Problems, unnumbered(p.Detail, w.evidence))
		}
		w.report.OK = w.report.OK && !s.Failed()
		w.report.Statements = append(w.report.Statements, out)
	}
}

// unnumbered names the provision where a problem tells the number of a passage,
// which the reader has not seen.
func unnumbered(detail string, evidence []cite.Evidence) string {
	for _, e := range evidence {
		detail = strings.ReplaceAll(detail, fmt.Sprintf("[%d]", e.Number), "“"+e.Label+" "+e.Title+"”")
	}
	return detail
}
