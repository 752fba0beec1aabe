package review

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// delegating reads "Chính phủ quy định chi tiết khoản 1 Điều này": who, and what.
var delegating = regexp.MustCompile(`((?:Chính phủ|Thủ tướng Chính phủ|(?:Các )?[Bb]ộ trưởng[^.;\n]{0,90}?|Bộ [A-ZĐ][^.;\n]{2,80}?|Ủy ban Thường vụ Quốc hội|Ủy ban thường vụ Quốc hội|Hội đồng nhân dân(?: cấp tỉnh)?|Ủy ban nhân dân cấp tỉnh|Tòa án nhân dân tối cao|Chánh án Tòa án nhân dân tối cao|Viện trưởng Viện kiểm sát nhân dân tối cao|Thống đốc Ngân hàng Nhà nước Việt Nam|Ngân hàng Nhà nước Việt Nam|Hội đồng Thẩm phán Tòa án nhân dân tối cao)) (?:quy định chi tiết|quy định cụ thể|hướng dẫn chi tiết|hướng dẫn cụ thể|hướng dẫn|quy định|ban hành)([^.;\n]*)`)

// detail reads "quy định chi tiết khoản 3 Điều 8" in a draft.
var detail = regexp.MustCompile(`(?i)(?:quy định|hướng dẫn) chi tiết `)

// delegated are the delegation clauses of an act: what it leaves to others.
type delegated struct {
	path, text, to string
	units          []string // of the act
	strict         bool     // "quy định chi tiết", not a mere "quy định"
}

// delegations reads the clauses of a text given as units with their texts.
func delegations(path, text string) []delegated {
	var out []delegated
	for _, m := range delegating.FindAllStringSubmatchIndex(text, -1) {
		d := delegated{path: path, text: sentence(text, m[0]), to: text[m[2]:m[3]]}
		what := text[m[4]:m[5]]
		verb := text[m[3]:m[4]]
		d.strict = strings.Contains(verb, "chi tiết") || strings.Contains(verb, "hướng dẫn") || strings.Contains(verb, "cụ thể")
		article := reference.Article(path)
		for _, r := range reference.Find(what) {
			if !r.Document.IsZero() && !r.Document.This {
				continue
			}
			for _, t := range r.Targets {
				if p := t.In(path); p != "" {
					d.units = append(d.units, p)
				}
			}
		}
		if len(d.units) == 0 {
			switch {
			case strings.Contains(what, "Điều này"):
				d.units = []string{article}
			case strings.Contains(what, "khoản này"):
				d.units = []string{path}
			case strings.Contains(what, "giao trong Luật") || strings.Contains(what, "được giao"):
				continue // the general words at the end of a law
			default:
				d.units = []string{path}
				if d.strict {
					d.units = append(d.units, article)
				}
			}
		}
		out = append(out, d)
	}
	return out
}

func sentence(text string, at int) string {
	start := strings.LastIndexAny(text[:at], ".;\n") + 1
	end := len(text)
	if i := strings.IndexAny(text[at:], ".;\n"); i >= 0 {
		end = at + i + 1
	}
	return strings.TrimSpace(text[start:end])
}

// delegationsOf reads all clauses of an act as it stands.
func (a *act) delegations() []delegated {
	var out []delegated
	for i, ver := range a.articles {
		if ver.Repealed {
			continue
		}
		units := a.read[i].Units
		if len(units) == 0 {
			out = append(out, delegations(ver.Path, ver.Text)...)
			continue
		}
		out = append(out, delegations(ver.Path, ver.Text[:units[0].Start])...)
		for k, u := range units {
			end := u.End
			if k+1 < len(units) && units[k+1].Start < end {
				end = units[k+1].Start
			}
			out = append(out, delegations(u.Path, ver.Text[u.Start:end])...)
		}
	}
	return out
}

// covers says that a delegation reaches a unit.
func (d *delegated) covers(unit string) bool {
	return slices.ContainsFunc(d.units, func(u string) bool {
		return u == unit || strings.HasPrefix(unit, u+"/") || strings.HasPrefix(u, unit+"/")
	})
}

// ledger lists the delegation clauses of the draft and of the texts that it
// details, with what fills each, and finds what goes beyond them.
func (v *review) ledger(ctx context.Context) error {
	details := v.details(ctx)
	for _, key := range v.guided {
		a, err := v.acts.get(ctx, key)
		if err != nil {
			return err
		}
		if a == nil || a.doc.Rank >= v.draft.rank {
			continue
		}
		clauses := a.delegations()
		if err := v.beyond(a, clauses, details[a.doc.Key]); err != nil {
			return err
		}
		fillers, err := v.fillers(ctx, key)
		if err != nil {
			return err
		}
		for _, c := range clauses {
			if !c.strict {
				continue
			}
			d := Delegation{Document: a.doc.Key, Title: a.doc.Title, Path: c.path, Label: corpus.PathLabel(c.path), Text: c.text, To: c.to, FilledBy: []string{}}
			for _, u := range c.units {
				d.Units = append(d.Units, corpus.PathLabel(u))
			}
			for _, t := range details[a.doc.Key] {
				if c.covers(t.unit) && !contains(d.FilledBy, "dự thảo: "+corpus.PathLabel(t.from)) {
					d.FilledBy = append(d.FilledBy, "dự thảo: "+corpus.PathLabel(t.from))
				}
			}
			for _, f := range fillers {
				if f.path == "" || c.covers(f.path) {
					d.FilledBy = append(d.FilledBy, f.key)
				}
			}
			d.settle(a.partial)
			v.report.Delegations = append(v.report.Delegations, d)
		}
	}
	return v.ownDelegations(ctx)
}

func (d *Delegation) settle(partial bool) {
	d.State = "đã có văn bản quy định chi tiết"
	if len(d.FilledBy) == 0 {
		d.State = "chưa thấy văn bản quy định chi tiết trong kho"
	}
	_ = partial
}

// filler is a text of the store that guides another.
type filler struct{ key, path string }

func (v *review) fillers(ctx context.Context, key string) ([]filler, error) {
	incoming, err := v.store.RelationsTo(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("review: relations to %s: %w", key, err)
	}
	var out []filler
	whole := map[string]bool{}
	for _, r := range incoming {
		k := corpus.KeyOf(r.Document)
		if r.Type != corpus.Guides || k == v.draft.doc.Key || r.ToPath == "" && whole[k] {
			continue
		}
		whole[k] = whole[k] || r.ToPath == ""
		if !slices.Contains(out, filler{k, r.ToPath}) {
			out = append(out, filler{k, r.ToPath})
		}
	}
	// a text that says which units it details is not counted for all
	return slices.DeleteFunc(out, func(f filler) bool {
		return f.path == "" && slices.ContainsFunc(out, func(o filler) bool { return o.key == f.key && o.path != "" })
	}), nil
}

// ownDelegations are the clauses of the draft itself: nothing can fill them yet,
// save where the store holds the draft as law.
func (v *review) ownDelegations(ctx context.Context) error {
	var fillers []filler
	if v.draft.doc.Kind != corpus.KindDraft {
		var err error
		if fillers, err = v.fillers(ctx, v.draft.doc.Key); err != nil {
			return err
		}
	}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		for _, c := range delegations(s.path, s.text) {
			if !c.strict {
				continue
			}
			d := Delegation{Title: v.draft.doc.Title, Path: c.path, Label: corpus.PathLabel(c.path), Text: c.text, To: c.to, FilledBy: []string{}}
			for _, u := range c.units {
				d.Units = append(d.Units, corpus.PathLabel(u))
			}
			for _, f := range fillers {
				if f.path == "" || c.covers(f.path) {
					d.FilledBy = append(d.FilledBy, f.key)
				}
			}
			d.settle(false)
			if len(d.FilledBy) == 0 && v.draft.doc.Kind == corpus.KindDraft {
				d.State = "phải ban hành để có hiệu lực cùng dự thảo"
			}
			v.report.Delegations = append(v.report.Delegations, d)
		}
	}
	return nil
}

// detailed is a unit of a parent that the draft details, and where it says so.
type detailed struct {
	unit, from, words string
	loose             bool // an elaboration that does not call itself one
}

// details reads what the draft says it details, by the parent's key.
func (v *review) details(ctx context.Context) map[string][]detailed {
	out := map[string][]detailed{}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		m := detail.FindStringIndex(s.text)
		refs := reference.Find(s.text)
		for _, r := range refs {
			if r.Document.IsZero() || r.Document.This || len(r.Targets) == 0 {
				continue
			}
			strict := m != nil && r.Span.Start >= m[1]-2 && strings.Contains(s.text[:m[0]], "này")
			loose := elaborates(s.text, r)
			if !strict && !loose {
				continue
			}
			res, err := v.resolver.Resolve(ctx, r, reference.Place{Act: v.own, Path: s.path, On: v.issued()})
			if err != nil || res.Act.Key == "" {
				continue
			}
			for _, t := range r.Targets {
				if t.Path != "" && reference.Article(t.Path) != "" {
					out[res.Act.Key] = append(out[res.Act.Key], detailed{t.Path, s.path, s.text[r.Span.Start:r.Span.End], !strict})
				}
			}
		}
	}
	return out
}

var elaboration = regexp.MustCompile(`^(?: của [^,.;]{0,80}?| này)? (?:được (?:tính|xác định|hiểu|quy định|thực hiện như sau)|gồm|bao gồm|là)\b`)

// elaborates says that a sentence sets a rule of its own for a unit that it names:
// "… theo khoản 4 Điều 12a của Luật … được tính trên …".
func elaborates(text string, r reference.Reference) bool {
	before := strings.TrimRight(text[:r.Span.Start], " ")
	if !strings.HasSuffix(before, "theo") && !strings.HasSuffix(before, "quy định tại") {
		return false
	}
	return elaboration.MatchString(text[r.Span.End:])
}

// beyond finds units that the draft details without being called to.
func (v *review) beyond(a *act, clauses []delegated, details []detailed) error {
	if v.draft.rank <= a.doc.Rank || v.draft.doc.Kind != corpus.KindDraft && a.partial {
		return nil
	}
	for _, d := range details {
		if a.units[d.unit] != unitStands {
			continue // told as a reference that leads nowhere
		}
		covered, named := false, false
		for i := range clauses {
			covered = covered || clauses[i].covers(d.unit)
			named = named || clauses[i].strict && reference.Article(clauses[i].path) == reference.Article(d.unit)
		}
		if covered || d.loose && !named {
			continue
		}
		certainty := 0.8
		if d.loose {
			certainty = 0.65
		}
		i := slices.IndexFunc(v.draft.statements, func(s statement) bool { return s.path == d.from })
		s := &v.draft.statements[i]
		reason := fmt.Sprintf("%s không giao quy định chi tiết %s.", a.doc.Title, corpus.PathLabel(d.unit))
		meets := []Met{a.met(d.unit, v.on)}
		for k := range clauses {
			if c := &clauses[k]; c.strict && reference.Article(c.path) == reference.Article(d.unit) {
				meets = append(meets, a.met(c.path, v.on)) // what the điều does leave to others
				break
			}
		}
		v.add(Finding{Type: "beyond_delegation", Path: d.from, Span: s.span, Text: s.text, Words: d.words, Meets: meets, Certainty: certainty, Explanation: reason})
	}
	return nil
}
