// Package draft checks the draft of a judgment before it is signed: that the
// provisions it names exist, were in force on the date that counts for them (law
// of substance by the facts, of procedure by the judgment), and are quoted word
// for word; that court fees, the right to appeal and the absence of parties are
// dealt with; and which án lệ are to be applied or departed from with reasons. A
// text that the store does not hold is said to be so and is no fault. Package
// cases calls [Checker.Check].
package draft

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/assistant/cases/digest"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Code names a finding.
type Code string

// The findings. Those on references first.
const (
	ProvisionMissing Code = "provision_missing"    // the text has no such điều, khoản, điểm
	Expired          Code = "expired"              // it had ended before the facts, or the procedural act
	NotYet           Code = "not_yet_in_force"     // it begins after the judgment
	Repealed         Code = "repealed"             // the điều was repealed by then
	Misquoted        Code = "misquoted"            // quoted words are not the law's
	NotInStore       Code = "not_in_store"         // "chưa có trong kho": cannot be checked
	Unclear          Code = "unclear"              // more than one text may be meant
	Transition       Code = "transition"           // begins after the facts: a transitional article must allow it
	NoFees           Code = "missing_fees"         // nothing on court fees
	NoAppeal         Code = "missing_appeal"       // nothing on the right to appeal
	NoAbsence        Code = "missing_absence"      // absent parties, and no ground to go on
	PrecedentNotYet  Code = "precedent_not_yet"    // an án lệ cited before it applies
	Precedent        Code = "precedent_to_address" // an án lệ to apply or to depart from with reasons
)

// Severity tells what a finding is.
type Severity string

// The severities.
const (
	Fault   Severity = "fault"   // to be put right
	Note    Severity = "note"    // to be looked at
	Unknown Severity = "unknown" // the store does not tell
)

// Finding is one thing found.
type Finding struct {
	Code     Code        `json:"code"`
	Severity Severity    `json:"severity"`
	Words    string      `json:"words"` // of the draft, "" for what is missing
	Span     corpus.Span `json:"span"`  // of them in the draft's text
	Detail   string      `json:"detail"`
	Document string      `json:"document,omitempty"`
	Path     string      `json:"path,omitempty"`
}

// Reference is a reference of the draft and what it was found to be.
type Reference struct {
	Words    string      `json:"words"`
	Span     corpus.Span `json:"span"`
	Document string      `json:"document,omitempty"`
	Paths    []string    `json:"paths"`
	// State is "dung" (exists and holds), "loi", "can_xem" or "chua_co_trong_kho".
	State     string `json:"state"`
	StateName string `json:"state_name"`
}

// Report is the check of a draft.
type Report struct {
	// Decided and the days of the facts are what law was chosen by.
	Decided    corpus.Date `json:"decided"`
	FactsFrom  corpus.Date `json:"facts_from"`
	FactsTo    corpus.Date `json:"facts_to"`
	References []Reference `json:"references"`
	Findings   []Finding   `json:"findings"`
	Faults     int         `json:"faults"`
	Notes      []string    `json:"notes"`
}

// Source loads texts of the store.
type Source interface {
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// PrecedentState is an án lệ of the store with its likeness to the draft.
type PrecedentState struct {
	Number      string // "26/2018/AL"
	Title       string
	AppliesFrom corpus.Date
	Applies     bool // on the day of the judgment
	Like        bool // like enough to be addressed
}

// Checker checks drafts against a store.
type Checker struct {
	Resolver *reference.Resolver
	Source   Source
	Today    corpus.Date // day of the judgment where the draft has none
	// Absence are the điều on trial in absence: "KEY#d228".
	Absence []string
	// Precedents are those of the store, each with how it bears on the draft.
	Precedents []PrecedentState
}

// procedural are words of the names of laws of procedure.
var procedural = []string{"tố tụng", "án phí", "thi hành án"}

func isProcedure(title string) bool {
	title = strings.ToLower(title)
	return slices.ContainsFunc(procedural, func(w string) bool { return strings.Contains(title, w) })
}

// check is one draft at work.
type check struct {
	*Checker
	ctx   context.Context
	doc   *corpus.Document
	body  corpus.Span // reasoning and ruling
	facts string
	out   *Report
}

// Check checks a draft that corpus/parse has read as a judgment. A draft that has
// not the form of one is checked as a whole.
func (c *Checker) Check(ctx context.Context, doc *corpus.Document) (*Report, error) {
	w := &check{Checker: c, ctx: ctx, doc: doc, body: corpus.Span{End: len(doc.Text)}, facts: doc.Text,
		out: &Report{Decided: c.Today, References: []Reference{}, Findings: []Finding{}, Notes: []string{}}}
	if j := doc.Judgment; j != nil {
		if j.Decided != 0 {
			w.out.Decided = j.Decided
		} else {
			w.out.Notes = append(w.out.Notes, "Dự thảo chưa có ngày tuyên án; hiệu lực được xem tại ngày "+c.Today.VN()+".")
		}
		if j.Reasoning.Len() > 0 {
			w.body.Start = j.Reasoning.Start
			w.facts = doc.Text[:j.Reasoning.Start]
		}
		if j.Facts.Len() > 0 {
			w.facts = doc.Text[j.Facts.Start:j.Facts.End]
		}
	} else {
		w.out.Notes = append(w.out.Notes, "Văn bản không có hình thức bản án; chỉ xem các viện dẫn.")
	}
	w.out.FactsFrom, w.out.FactsTo = digest.Days(w.facts, w.out.Decided)
	if err := w.references(); err != nil {
		return nil, err
	}
	if doc.Judgment != nil {
		w.necessary()
		w.precedents()
	}
	slices.SortStableFunc(w.out.Findings, func(a, b Finding) int {
		if a.Severity != b.Severity {
			return strings.Compare(string(a.Severity), string(b.Severity)) // fault, note, unknown
		}
		return a.Span.Start - b.Span.Start
	})
	for _, f := range w.out.Findings {
		if f.Severity == Fault {
			w.out.Faults++
		}
	}
	return w.out, nil
}

func (w *check) find(code Code, severity Severity, words string, span corpus.Span, detail string) *Finding {
	w.out.Findings = append(w.out.Findings, Finding{Code: code, Severity: severity, Words: words, Span: span, Detail: detail})
	return &w.out.Findings[len(w.out.Findings)-1]
}

// states are the states of a reference, the worst first.
var states = []struct{ state, name string }{{"loi", "lỗi"}, {"can_xem", "cần xem lại"}, {"chua_co_trong_kho", "chưa có trong kho"}, {"dung", "đúng"}}

func (w *check) references() error {
	text := w.doc.Text[w.body.Start:w.body.End]
	for _, ref := range reference.Find(text) {
		if ref.Document.IsZero() || ref.Document.This {
			continue
		}
		span := corpus.Span{Start: w.body.Start + ref.Span.Start, End: w.body.Start + ref.Span.End}
		words := strings.Join(strings.Fields(w.doc.Text[span.Start:span.End]), " ")
		if len(ref.Targets) == 0 && !strings.HasSuffix(strings.ToUpper(ref.Document.Key), "/AL") && ref.Document.Key == "" && ref.Document.Number == "" {
			continue // a law by its name alone, nothing to check
		}
		res, err := w.Resolver.Resolve(w.ctx, ref, reference.Place{On: w.on(ref)})
		if err != nil {
			return fmt.Errorf("draft: resolve %q: %w", words, err)
		}
		state, err := w.reference(res, words, span)
		if err != nil {
			return err
		}
		r := Reference{Words: words, Span: span, Document: res.Act.Key, Paths: []string{}, State: states[state].state, StateName: states[state].name}
		for _, u := range res.Units {
			if u.Path != "" {
				r.Paths = append(r.Paths, u.Path)
			}
		}
		w.out.References = append(w.out.References, r)
	}
	return nil
}

// on is the day by which a law named without its year is meant: the judgment's
// for procedure, and for substance the last of the facts.
func (w *check) on(ref reference.Reference) corpus.Date {
	if isProcedure(ref.Document.Name) || w.out.FactsTo == 0 {
		return w.out.Decided
	}
	return w.out.FactsTo
}

// reference judges one reference; it returns an index of states.
func (w *check) reference(res reference.Resolved, words string, span corpus.Span) (int, error) {
	const bad, doubtful, unknown, good = 0, 1, 2, 3
	switch {
	case res.Outcome == reference.DocumentMissing || res.Act.ID == "" && res.Outcome != reference.Ambiguous:
		w.find(NotInStore, Unknown, words, span, "chưa có trong kho, không đối chiếu được")
		return unknown, nil
	case res.Outcome == reference.Ambiguous && res.Act.ID == "":
		w.find(Unclear, Note, words, span, "có thể là một trong: "+strings.Join(res.Candidates, ", "))
		return doubtful, nil
	}
	if res.Act.Kind == corpus.KindPrecedent {
		return good, nil // looked at with the án lệ
	}
	doc, err := w.Source.Document(w.ctx, res.Act.ID)
	if err != nil {
		return good, fmt.Errorf("draft: load %s: %w", res.Act.ID, err)
	}
	state := good
	worse := func(s int) { state = min(state, s) }
	if s := w.force(doc, words, span); s < state {
		state = s
	}
	for i, u := range res.Units {
		if i >= len(res.Targets) {
			break
		}
		path := res.Targets[i].Path
		switch {
		case u.Outcome == reference.Ambiguous:
			continue
		case u.Outcome == reference.ProvisionMissing && inserted(path):
			f := w.find(NotInStore, Unknown, words, span, fmt.Sprintf("%s là đơn vị do luật sửa đổi chèn thêm; bản trong kho của %s chưa có", corpus.PathLabel(path), doc.Title))
			f.Document = doc.Key
			worse(unknown)
		case u.Outcome == reference.ProvisionMissing && unsplit(doc, path):
			f := w.find(NotInStore, Unknown, words, span, fmt.Sprintf("bản trong kho của %s không tách riêng các khoản của %s, nên không đối chiếu được", doc.Title, corpus.PathLabel(reference.Article(path))))
			f.Document, f.Path = doc.Key, reference.Article(path)
			worse(unknown)
		case u.Outcome == reference.ProvisionMissing:
			f := w.find(ProvisionMissing, Fault, words, span, missingDetail(doc, path))
			f.Document, f.Path = doc.Key, path
			worse(bad)
		default:
			if v := versionOn(doc, reference.Article(u.Path), w.dateOf(doc)); v != nil && v.Repealed {
				f := w.find(Repealed, Fault, words, span, fmt.Sprintf("%s %s đã bị bãi bỏ từ %s", corpus.PathLabel(u.Path), doc.Title, v.From.VN()))
				f.Document, f.Path = doc.Key, u.Path
				worse(bad)
			}
			if w.misquoted(doc, u.Path, words, span) {
				worse(bad)
			}
		}
	}
	return state, nil
}

func (w *check) dateOf(doc *corpus.Document) corpus.Date {
	if isProcedure(doc.Title) || w.out.FactsTo == 0 {
		return w.out.Decided
	}
	return w.out.FactsTo
}

// force says whether the text was in force when it had to be.
func (w *check) force(doc *corpus.Document, words string, span corpus.Span) int {
	iv := doc.Effective
	found := func(code Code, severity Severity, detail string) {
		w.find(code, severity, words, span, detail).Document = doc.Key
	}
	switch {
	case iv.From != 0 && w.out.Decided != 0 && iv.From > w.out.Decided:
		found(NotYet, Fault, fmt.Sprintf("%s có hiệu lực từ %s, sau ngày tuyên án %s", doc.Title, iv.From.VN(), w.out.Decided.VN()))
		return 0
	case isProcedure(doc.Title) && iv.To != 0 && w.out.Decided != 0 && iv.To <= w.out.Decided:
		// What was done under the older law while it held stays so: told, not failed,
		// where the case was begun before.
		if w.out.FactsFrom != 0 && w.out.FactsFrom < iv.To {
			found(Transition, Note, fmt.Sprintf("%s hết hiệu lực từ %s; chỉ áp dụng theo điều khoản chuyển tiếp", doc.Title, iv.To.VN()))
			return 1
		}
		found(Expired, Fault, fmt.Sprintf("%s hết hiệu lực từ %s, trước ngày tuyên án %s", doc.Title, iv.To.VN(), w.out.Decided.VN()))
		return 0
	case iv.To != 0 && w.out.FactsFrom != 0 && iv.To <= w.out.FactsFrom:
		found(Expired, Fault, fmt.Sprintf("%s hết hiệu lực từ %s, trước mọi sự việc của vụ án (sớm nhất %s)", doc.Title, iv.To.VN(), w.out.FactsFrom.VN()))
		return 0
	case iv.From != 0 && w.out.FactsTo != 0 && iv.From > w.out.FactsTo && !isProcedure(doc.Title):
		found(Transition, Note, fmt.Sprintf("%s có hiệu lực từ %s, sau sự việc; cần điều khoản chuyển tiếp cho phép", doc.Title, iv.From.VN()))
		return 1
	}
	return 3
}

// inserted says that a path has a unit with a letter behind its number, as
// amending acts insert them ("d7a").
func inserted(path string) bool {
	for _, s := range reference.Steps(path) {
		if (s.Level == corpus.LevelArticle || s.Level == corpus.LevelClause) && s.Part != "" {
			last := s.Part[len(s.Part)-1]
			if last < '0' || last > '9' {
				return true
			}
		}
	}
	return false
}

// unsplit says that the store's text of an điều has the number of a khoản within a
// paragraph ("… 2- Hộ gia đình", as texts of the 1990s with notes print it) and no
// unit of its own for it.
func unsplit(doc *corpus.Document, path string) bool {
	steps := reference.Steps(path)
	if len(steps) < 2 || steps[1].Level != corpus.LevelClause {
		return false
	}
	article := reference.Article(path)
	i := slices.IndexFunc(doc.Provisions, func(p corpus.Provision) bool { return p.Path == article })
	if i < 0 {
		return false
	}
	number := strings.TrimPrefix(steps[1].Part, "k")
	text := doc.Text[doc.Provisions[i].Span.Start:doc.Provisions[i].Span.End]
	for at := 0; ; {
		k := strings.Index(text[at:], number)
		if k < 0 {
			return false
		}
		at += k
		end := at + len(number)
		rest := strings.TrimLeft(text[end:min(len(text), end+12)], " ")
		if at > 0 && strings.ContainsRune(" ]\n", rune(text[at-1])) && rest != "" && strings.ContainsRune("-.–/)", []rune(rest)[0]) && startsSentence(strings.TrimLeft(rest, "-.–/) ")) {
			return true
		}
		at = end
	}
}

func startsSentence(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func missingDetail(doc *corpus.Document, path string) string {
	article := reference.Article(path)
	if article != path && article != "" && slices.ContainsFunc(doc.Provisions, func(p corpus.Provision) bool { return p.Path == article }) {
		return fmt.Sprintf("%s của %s không có đơn vị này", corpus.PathLabel(article), doc.Title)
	}
	return fmt.Sprintf("%s không có %s", doc.Title, corpus.PathLabel(path))
}

func versionOn(doc *corpus.Document, article string, on corpus.Date) *corpus.Version {
	var last *corpus.Version
	for i := range doc.Versions {
		if v := &doc.Versions[i]; v.Path == article && v.Contains(on) && (last == nil || v.From >= last.From) {
			last = v
		}
	}
	return last
}
