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

// draftID stands for the draft among the documents of the store.
const draftID = "\x00draft"

// overlay is the library of the store with the draft in it.
type overlay struct {
	*reference.Index
	doc *corpus.Document
}

// Paths implements [reference.Library].
func (o *overlay) Paths(ctx context.Context, id string) ([]string, error) {
	if id != draftID {
		return o.Index.Paths(ctx, id)
	}
	paths := make([]string, len(o.doc.Provisions))
	for i := range o.doc.Provisions {
		paths[i] = o.doc.Provisions[i].Path
	}
	return paths, nil
}

// references checks what the body of the draft refers to.
func (v *review) references(ctx context.Context) error {
	for i := range v.draft.doc.Provisions {
		p := &v.draft.doc.Provisions[i]
		if p.Level < corpus.LevelArticle || p.Level > corpus.LevelPoint {
			continue
		}
		own, span := v.draft.body(p)
		found := reference.Find(own)
		for _, r := range append(found, v.oldNumbers(own, found)...) {
			at := span.Start + r.Span.Start
			if v.draft.quoted(at) || v.inAmendment(at) {
				continue // amendments are checked as such
			}
			if err := v.reference(ctx, p, own, span, r); err != nil {
				return err
			}
		}
		v.referenceForm(p, own)
	}
	return nil
}

// anyNumber is a document cited by kind and number, whatever the form of the number.
var anyNumber = regexp.MustCompile(`(?:Bộ luật|Luật|Sắc lệnh|Lệnh|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị) số (\d+[^\s,;()“”"]*[^\s,;.()“”"])`)

// oldNumbers are references by numbers of an old form ("102-SL/L-004") that a
// document of the store bears and that package reference does not read.
func (v *review) oldNumbers(text string, found []reference.Reference) []reference.Reference {
	var out []reference.Reference
	for _, m := range anyNumber.FindAllStringSubmatchIndex(text, -1) {
		if slices.ContainsFunc(found, func(r reference.Reference) bool {
			return r.Document.Key != "" && r.Span.Start < m[1] && m[0] < r.Span.End
		}) {
			continue
		}
		if acts, err := v.library.ByNumber(context.Background(), text[m[2]:m[3]]); err == nil && len(acts) > 0 {
			out = append(out, reference.Reference{Span: corpus.Span{Start: m[0], End: m[1]}, Document: reference.Document{Key: text[m[2]:m[3]]}})
		}
	}
	return out
}

// inAmendment says that a place stands in an amending instruction.
func (v *review) inAmendment(at int) bool {
	for _, a := range v.draft.doc.Amendments {
		if at >= a.Span.Start && at < a.Span.End {
			return true
		}
	}
	return false
}

// historic are words beside which a reference to a text out of force is right.
var historic = regexp.MustCompile(`(?i)trước khi|hết hiệu lực|thay thế|bãi bỏ|đã được (?:cấp|ban hành|phê duyệt|ký)|trước ngày|theo quy định tại thời điểm|sửa đổi`)

func (v *review) reference(ctx context.Context, p *corpus.Provision, own string, span corpus.Span, r reference.Reference) error {
	words := own[r.Span.Start:r.Span.End]
	res, err := v.resolver.Resolve(ctx, r, reference.Place{Act: v.own, Path: p.Path, On: v.issued()})
	if err != nil {
		return fmt.Errorf("review: resolve %q: %w", words, err)
	}
	switch res.Outcome {
	case reference.DocumentMissing:
		if !r.Document.IsZero() && !r.Document.This {
			v.absent(r.Document)
		}
		return nil
	case reference.Ambiguous:
		if res.Act.ID == "" {
			return nil
		}
	}
	where := corpus.Span{Start: span.Start + r.Span.Start, End: span.Start + r.Span.End}
	f := Finding{Path: p.Path, Words: words, Span: where, Text: strings.TrimSpace(own)}
	if res.Act.ID == draftID {
		if a := v.draft.article(p.Path); a != nil && r.Document.IsZero() && amendingHeading(a.Heading) {
			return nil // of the act that the điều amends
		}
		for i, u := range res.Units {
			if u.Outcome != reference.ProvisionMissing {
				continue
			}
			target := r.Targets[i].In(p.Path)
			if r.Document.IsZero() && strings.HasPrefix(r.Targets[i].Path, "d") && v.otherAct(own, r) {
				continue
			}
			label := corpus.PathLabel(target)
			if label == "" || v.looksBack(own, r) {
				continue
			}
			f.Type, f.Certainty = "reference_missing", 0.9
			if r.Document.IsZero() {
				f.Certainty = 0.75
			}
			f.Explanation = fmt.Sprintf("Dự thảo không có %s.", label)
			v.add(f)
			return nil
		}
		return nil
	}
	a, err := v.acts.get(ctx, res.Act.ID)
	if err != nil || a == nil {
		return err
	}
	return v.target(ctx, a, r, f, p, own)
}

// otherAct says that a bare reference follows a named act in its sentence: its
// units may be of that act.
func (v *review) otherAct(own string, r reference.Reference) bool {
	start := strings.LastIndexAny(own[:r.Span.Start], ".;\n") + 1
	for _, o := range reference.Find(own[start:]) {
		if !o.Document.IsZero() && !o.Document.This {
			return true
		}
	}
	return v.draft.amending
}

// looksBack says that the reference is of a text that the sentence speaks about in
// another way ("Quy chế", "Điều lệ").
func (v *review) looksBack(own string, r reference.Reference) bool {
	tail := own[r.Span.End:]
	if len(tail) > 40 {
		tail = tail[:40]
	}
	for _, w := range []string{"Quy chế", "Điều lệ", "Công ước", "Hiệp định", "Nghị định thư", "Phụ lục", "Quy tắc"} {
		if strings.Contains(tail, w) {
			return true
		}
	}
	return false
}

func (v *review) absent(d reference.Document) {
	name := d.Name
	switch {
	case d.Key != "" && name == "":
		name = d.Key
		if k := d.Kind.Name(); k != "" {
			name = k + " số " + d.Key
		}
	case d.Key != "":
		name += " số " + d.Key
	case d.Number != "":
		name = strings.TrimSpace(d.Kind.Name() + " số " + d.Number)
	case d.Year != 0:
		name += fmt.Sprintf(" năm %d", d.Year)
	}
	if name != "" {
		v.report.Absent = append(v.report.Absent, name)
	}
}

// target checks a reference to a document of the store.
func (v *review) target(ctx context.Context, a *act, r reference.Reference, f Finding, p *corpus.Provision, own string) error {
	doc := a.doc
	if doc.Key == v.draft.doc.Key {
		return nil
	}
	past := historic.MatchString(around(own, r.Span, 90)) || before.MatchString(own) || v.transitional(p.Path)
	switch {
	case over(doc.Status, doc.Effective, v.on):
		if past {
			return nil
		}
		f.Type, f.Certainty = "reference_repealed", 0.9
		if doc.EndInferred {
			f.Certainty = 0.55
		}
		f.Meets = append([]Met{a.met("", v.on)}, v.endedBy(ctx, a)...)
		f.Explanation = fmt.Sprintf("%s %s đã hết hiệu lực%s.", doc.Title, number2(doc), ended(doc))
		v.add(f)
		return nil
	case doc.Effective.From != 0 && doc.Effective.From > v.on && !past:
		f.Type, f.Certainty = "reference_pending", 0.6
		f.Meets = []Met{a.met("", v.on)}
		f.Explanation = fmt.Sprintf("%s %s chưa có hiệu lực vào ngày %s (có hiệu lực từ %s).", doc.Title, number2(doc), v.on.VN(), doc.Effective.From.VN())
		v.add(f)
		return nil
	}
	for _, t := range r.Targets {
		if t.This != corpus.LevelNone || t.Path == "" || r.Document.Attached || t.Part != "" {
			continue
		}
		path := t.Path
		article := reference.Article(path)
		if article == "" {
			continue
		}
		g := f
		g.Meets = []Met{a.met(path, v.on)}
		label := corpus.PathLabel(path)
		switch a.units[path] {
		case unitStands:
			continue
		case unitPending:
			g.Type, g.Certainty = "reference_pending", 0.7
			g.Explanation = fmt.Sprintf("%s %s chưa có hiệu lực vào ngày %s.", label, doc.Title, v.on.VN())
		case unitRepealed:
			if past {
				continue
			}
			g.Type, g.Certainty = "reference_repealed", 0.9
			g.Explanation = fmt.Sprintf("%s %s đã bị bãi bỏ.", label, doc.Title)
			if to := v.renumbered(ctx, a, path); to != "" {
				g.Type, g.Explanation = "reference_renumbered", fmt.Sprintf("%s %s nay là %s.", label, doc.Title, corpus.PathLabel(to))
			}
		default:
			g.Type, g.Certainty = "reference_missing", 0.9
			g.Meets[0].Path, g.Meets[0].Label = "", ""
			switch {
			case number(article) > a.last && a.last > 0:
				g.Explanation = fmt.Sprintf("%s không có %s; điều cuối cùng là Điều %d.", doc.Title, label, a.last)
			case a.units[article] == unitStands:
				g.Meets = []Met{a.met(article, v.on)}
				g.Explanation = fmt.Sprintf("%s %s không có %s.", corpus.PathLabel(article), doc.Title, label)
				if a.partial || deep(path) {
					g.Certainty = 0.7
				}
			case a.partial:
				g.Certainty = 0.3 // the source leaves điều out
				g.Explanation = fmt.Sprintf("Kho không có %s của %s; nguồn pháp điển có thể không chép điều này.", label, doc.Title)
			default:
				g.Explanation = fmt.Sprintf("%s không có %s.", doc.Title, label)
			}
			if past {
				g.Certainty -= 0.3
			}
			if to := v.renumbered(ctx, a, path); to != "" {
				g.Type, g.Explanation = "reference_renumbered", fmt.Sprintf("%s %s nay là %s.", label, doc.Title, corpus.PathLabel(to))
			}
		}
		v.add(g)
	}
	_ = p
	return nil
}

// before speaks of what was done under earlier law.
var before = regexp.MustCompile(`(?i)trước (?:ngày|thời điểm|khi)`)

// transitional says that the điều of a path is on transition.
func (v *review) transitional(path string) bool {
	a := v.draft.article(path)
	return a != nil && strings.Contains(strings.ToLower(a.Heading), "chuyển tiếp")
}

func deep(path string) bool { return strings.Count(path, "/") > 1 }

// renumbered finds where a unit went, as an amending text tells.
func (v *review) renumbered(ctx context.Context, a *act, path string) string {
	incoming, err := v.store.RelationsTo(ctx, a.doc.Key)
	if err != nil {
		v.log.Warn("relations not read", "document", a.doc.Key, "error", err)
		return ""
	}
	seen := map[string]bool{}
	for _, r := range incoming {
		if r.Type != corpus.Amends || seen[r.Document] {
			continue
		}
		seen[r.Document] = true
		by, err := v.acts.get(ctx, r.Document)
		if err != nil || by == nil {
			continue
		}
		for _, op := range by.doc.Amendments {
			if op.Op == corpus.OpRenumber && op.Target == a.doc.Key && op.Path == path {
				return op.New
			}
		}
	}
	return ""
}

func around(s string, at corpus.Span, n int) string {
	from, to := max(0, at.Start-n), min(len(s), at.End+n)
	for from > 0 && s[from]&0xC0 == 0x80 {
		from--
	}
	for to < len(s) && s[to]&0xC0 == 0x80 {
		to++
	}
	if i := strings.LastIndexAny(s[from:at.Start], "\n"); i >= 0 {
		from += i + 1
	}
	return s[from:to]
}

func number2(d *corpus.Document) string {
	if d.Number == "" || strings.Contains(d.Title, d.Number) {
		return ""
	}
	return "số " + d.Number
}

func ended(d *corpus.Document) string {
	s := ""
	if d.Effective.To != 0 {
		s = " từ ngày " + d.Effective.To.VN()
	}
	if d.EndedBy != "" {
		s += " (" + d.EndedBy + ")"
	}
	if d.EndInferred {
		s += " (suy ra)"
	}
	return s
}

// wrongOrder are units written from the larger to the smaller.
var wrongOrder = regexp.MustCompile(`Điều \d+[a-zđ]* (?:khoản|điểm) (?:\d+[a-zđ]?|[a-zđ]\d?)(?:[ ,.;)]|$)|[Kk]hoản \d+[a-zđ]? điểm [a-zđ]\d?(?:[ ,.;)]|$)`)

// referenceForm finds references written in the wrong order.
func (v *review) referenceForm(p *corpus.Provision, own string) {
	m := wrongOrder.FindStringIndex(own)
	if m == nil {
		return
	}
	words := strings.TrimRight(own[m[0]:m[1]], " ,.;)")
	v.add(Finding{Type: "reference_form", Path: p.Path, Text: strings.TrimSpace(own), Words: words, Certainty: 0.75,
		Explanation: fmt.Sprintf("“%s” viết từ đơn vị lớn đến đơn vị nhỏ.", words)})
}
