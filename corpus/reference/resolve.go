package reference

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Act is a document as far as resolving needs it.
type Act struct {
	ID        string // of the store
	Key       string
	Kind      corpus.Kind
	Title     string
	Issued    corpus.Date
	Effective corpus.Interval
	// Amending says that the act amends the one named in its title.
	Amending bool
}

// Library is what a [Resolver] asks about the documents at hand. [Index]
// implements it.
type Library interface {
	// ByNumber returns the acts with that key or number; leading zeros, letter
	// case and diacritics are free. A number without suffix ("100/2019") finds
	// all that begin so.
	ByNumber(ctx context.Context, number string) ([]Act, error)
	// ByName returns the acts of that name, in any spelling or abbreviation that
	// the lexicon or the acts' short names know. The longest name that begins
	// the given one counts, when the whole names none.
	ByName(ctx context.Context, name string, amending bool) ([]Act, error)
	// Paths returns the paths of all provisions of a document.
	Paths(ctx context.Context, id string) ([]string, error)
}

// Outcome says how a reference could be resolved.
type Outcome uint8

// The outcomes. None of them is a guess: what more than one text or unit could
// be is Ambiguous.
const (
	Exact            Outcome = iota
	DocumentMissing          // no document at hand has that number or name
	ProvisionMissing         // the document has no such unit
	Ambiguous                // several documents or units answer to it
)

// String names the outcome for reports.
func (o Outcome) String() string {
	return [...]string{"exact", "document missing", "provision missing", "ambiguous"}[o]
}

// Place is where a reference stands.
type Place struct {
	Act  Act    // the containing document; zero for a question
	Path string // the unit that holds the reference, "" unknown
	// On is the date for which names are resolved. Zero stands for the day on
	// which the containing document was issued: no act issued later is meant.
	On corpus.Date
	// Years are the years of the acts that the containing document names in its
	// căn cứ, see [BasisYears]: a bare name further on means that act.
	Years map[string]int
}

// BasisYears reads the căn cứ of a document: the year of issue of each act named
// there, by [NameKey]. An act that two lines date differently is left out.
func BasisYears(basis []string) map[string]int {
	years := make(map[string]int)
	for _, line := range basis {
		for _, r := range Find(line) {
			d := r.Document
			if d.Name == "" || d.Year == 0 || d.Amending {
				continue
			}
			k := NameKey(d.Name)
			if y, told := years[k]; told && y != d.Year {
				years[k] = 0
				continue
			}
			years[k] = d.Year
		}
	}
	return years
}

// Resolved is a reference with the document and the units that it means.
type Resolved struct {
	Reference
	Act     Act // when Outcome is Exact or ProvisionMissing
	Outcome Outcome
	// Units are parallel to Reference.Targets.
	Units []ResolvedUnit
	// Candidates are the keys between which the text does not decide.
	Candidates []string
}

// ResolvedUnit is a target with its path in the document.
type ResolvedUnit struct {
	Path    string // "" unless Outcome is Exact
	Outcome Outcome
}

// Resolver turns references into documents and provisions of a library. It is
// safe for concurrent use when its library is.
type Resolver struct{ lib Library }

// NewResolver returns a resolver over lib.
func NewResolver(lib Library) *Resolver { return &Resolver{lib} }

// Resolve says which document and provisions a reference that stands at place
// means. The error is the library's.
func (r *Resolver) Resolve(ctx context.Context, ref Reference, at Place) (Resolved, error) {
	out := Resolved{Reference: ref}
	if ref.Document.IsZero() || ref.Document.This {
		if at.Act.ID == "" {
			out.Outcome = DocumentMissing
			out.Units = unresolved(ref, DocumentMissing)
			return out, nil
		}
		out.Act = at.Act
	} else {
		acts, err := r.acts(ctx, ref.Document, at)
		if err != nil {
			return out, fmt.Errorf("reference: look up %s%s: %w", ref.Document.Key, ref.Document.Name, err)
		}
		switch len(acts) {
		case 1:
			out.Act = acts[0]
		case 0:
			out.Outcome = DocumentMissing
			out.Units = unresolved(ref, DocumentMissing)
			return out, nil
		default:
			out.Outcome = Ambiguous
			for _, a := range acts {
				out.Candidates = append(out.Candidates, a.Key)
			}
			out.Units = unresolved(ref, Ambiguous)
			return out, nil
		}
	}
	if len(ref.Targets) == 0 {
		return out, nil
	}
	paths, err := r.lib.Paths(ctx, out.Act.ID)
	if err != nil {
		return out, fmt.Errorf("reference: provisions of %s: %w", out.Act.ID, err)
	}
	for _, t := range ref.Targets {
		u := locate(t, at.Path, paths, ref.Document)
		out.Units = append(out.Units, u)
		out.Outcome = max(out.Outcome, u.Outcome)
	}
	return out, nil
}

func unresolved(ref Reference, o Outcome) []ResolvedUnit {
	units := make([]ResolvedUnit, len(ref.Targets))
	for i := range units {
		units[i].Outcome = o
	}
	return units
}

// acts finds the acts that a document reference may mean.
func (r *Resolver) acts(ctx context.Context, d Document, at Place) ([]Act, error) {
	if d.Key != "" || d.Number != "" {
		number := d.Key
		if number == "" {
			number = d.Number
			if d.Year != 0 && !strings.Contains(number, "/") {
				number = fmt.Sprintf("%s/%d", number, d.Year)
			}
		}
		acts, err := r.lib.ByNumber(ctx, number)
		if err != nil {
			return nil, err
		}
		acts = narrow(acts, func(a Act) bool { return d.Issued == 0 || a.Issued == 0 || a.Issued == d.Issued })
		if d.Key == "" {
			acts = slices.DeleteFunc(slices.Clone(acts), func(a Act) bool { return d.Kind != "" && a.Kind != d.Kind })
		} else {
			acts = narrow(acts, func(a Act) bool { return d.Kind == "" || a.Kind == d.Kind })
		}
		return distinct(acts), nil
	}
	acts, err := r.lib.ByName(ctx, d.Name, d.Amending)
	if err != nil {
		return nil, err
	}
	acts = distinct(acts)
	if d.Year == 0 && !d.Amending && at.Years != nil {
		d.Year = at.Years[NameKey(d.Name)]
	}
	if d.Year != 0 {
		return slices.DeleteFunc(acts, func(a Act) bool { return a.Issued != 0 && a.Issued.Year() != d.Year }), nil
	}
	on := at.On
	if on == 0 && at.Act.Issued != 0 {
		on = at.Act.Issued
		acts = slices.DeleteFunc(acts, func(a Act) bool { return a.Issued > on })
	}
	return inForce(acts, on), nil
}

// narrow keeps what fits, or all when nothing does: a slip in the date of a text
// does not lose its number.
func narrow(acts []Act, fits func(Act) bool) []Act {
	kept := slices.DeleteFunc(slices.Clone(acts), func(a Act) bool { return !fits(a) })
	if len(kept) == 0 {
		return acts
	}
	return kept
}

// distinct drops other sources of a document already in the list.
func distinct(acts []Act) []Act {
	var out []Act
	for _, a := range acts {
		if !slices.ContainsFunc(out, func(b Act) bool { return b.Key == a.Key }) {
			out = append(out, a)
		}
	}
	return out
}

// inForce picks from acts of one name the one in force on a date: among those
// that had begun, the one that began last, since a law replaces its namesake.
// Without a date, or when a date of the acts is missing, all remain.
func inForce(acts []Act, on corpus.Date) []Act {
	if on == 0 || len(acts) < 2 {
		return acts
	}
	begin := func(a Act) corpus.Date {
		if a.Effective.From != 0 {
			return a.Effective.From
		}
		return a.Issued
	}
	sameName := true
	for _, a := range acts {
		if begin(a) == 0 {
			return acts
		}
		sameName = sameName && NameKey(a.Title) == NameKey(acts[0].Title)
	}
	if !sameName {
		return acts
	}
	var best []Act
	for _, a := range acts {
		switch {
		case begin(a) > on:
		case len(best) == 0 || begin(a) > begin(best[0]):
			best = []Act{a}
		case begin(a) == begin(best[0]):
			best = append(best, a)
		}
	}
	if len(best) > 0 {
		return best
	}
	// nothing had begun: a text may cite a law that was passed and not yet in
	// force
	return narrow(acts, func(a Act) bool { return a.Issued != 0 && a.Issued <= on })
}

// locate finds the unit of a target among the paths of its document.
func locate(t Target, at string, paths []string, d Document) ResolvedUnit {
	path := t.Path
	if t.This != corpus.LevelNone {
		if path = t.In(at); path == "" {
			return ResolvedUnit{Outcome: ProvisionMissing}
		}
	} else if (d.IsZero() || d.This) && strings.HasPrefix(at, "kt") && !strings.HasPrefix(path, "kt") {
		// inside an attached text "Điều 5" is the attached text's
		root, _, _ := strings.Cut(at, "/")
		if slices.Contains(paths, root+"/"+path) {
			return ResolvedUnit{Path: root + "/" + path}
		}
	}
	if slices.Contains(paths, path) {
		return ResolvedUnit{Path: path}
	}
	var found []string
	want := strings.Split(path, "/")
	for _, p := range paths {
		if contains(strings.Split(p, "/"), want, d.Attached) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return ResolvedUnit{Outcome: ProvisionMissing}
	case 1:
		return ResolvedUnit{Path: found[0]}
	}
	return ResolvedUnit{Outcome: Ambiguous}
}

// contains says whether path ends in the wanted unit and has the wanted larger
// units in order, with others between them ("p1/c3/m2" for "c3/m2"). A điều of
// the act itself is never looked for in an attached text.
func contains(path, want []string, attached bool) bool {
	if len(path) < len(want) || path[len(path)-1] != want[len(want)-1] {
		return false
	}
	inAttachment := strings.HasPrefix(path[0], "kt")
	if inAttachment != attached {
		return false
	}
	i := 0
	for _, p := range path {
		if i < len(want) && (p == want[i] || i == 0 && inAttachment && strings.HasPrefix(want[i], "kt")) {
			i++
		}
	}
	return i == len(want)
}
