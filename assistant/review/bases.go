package review

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

var printedNumber = regexp.MustCompile(`^[^;,]{0,160}? số (\d+[a-z]?[-/][^\s,;()]*[^\s,;.()])`)

// bases checks the căn cứ: expired, of lower rank, missing.
func (v *review) bases(ctx context.Context) error {
	doc := v.draft.doc
	lines := doc.Basis
	if len(lines) == 0 {
		if i, ok := v.draft.paths["mo-dau"]; ok {
			p := &doc.Provisions[i]
			for line := range strings.Lines(doc.Text[p.Span.Start:p.Span.End]) {
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "căn cứ") {
					lines = append(lines, strings.TrimSpace(line))
				}
			}
		}
	}
	for _, line := range lines {
		if err := v.basisLine(ctx, strings.TrimSpace(line)); err != nil {
			return err
		}
	}
	v.basisMissing(ctx, len(lines))
	return nil
}

func (v *review) basisLine(ctx context.Context, line string) error {
	refs := reference.Find(line)
	if len(refs) == 0 {
		refs = v.oldNumbers(line, nil)
	}
	for i, r := range refs {
		if r.Document.IsZero() || r.Document.This {
			continue
		}
		if i > 0 && !strings.Contains(line[refs[i-1].Span.End:r.Span.Start], ";") {
			break // what the text named first did: "được sửa đổi, bổ sung bởi …"
		}
		if r.Document.Key == "" {
			// the name ran on into its number: "Luật … số 655/2009/QH…"
			if m := printedNumber.FindStringSubmatch(line[r.Span.End:]); m != nil {
				r.Document = reference.Document{Key: m[1], Kind: r.Document.Kind}
			}
		}
		res, err := v.resolver.Resolve(ctx, r, reference.Place{On: v.issued()})
		if err != nil {
			return fmt.Errorf("review: resolve căn cứ: %w", err)
		}
		if res.Act.ID == "" {
			if res.Outcome == reference.DocumentMissing {
				v.absent(r.Document)
			}
			continue
		}
		a, err := v.acts.get(ctx, res.Act.ID)
		if err != nil {
			return err
		}
		if a == nil {
			continue
		}
		d := a.doc
		f := Finding{Path: "mo-dau", Text: line, Words: line[r.Span.Start:r.Span.End], Meets: []Met{a.met("", v.on)}}
		if at := strings.Index(v.draft.doc.Text, line); at >= 0 {
			f.Span = corpus.Span{Start: at, End: at + len(line)}
		}
		switch {
		case over(d.Status, d.Effective, v.on):
			f.Type, f.Certainty = "basis_expired", 0.9
			if d.EndInferred {
				f.Certainty = 0.55
			}
			f.Explanation = fmt.Sprintf("%s %s được nêu làm căn cứ đã hết hiệu lực%s.", d.Title, number2(d), ended(d))
			f.Meets = append(f.Meets, v.endedBy(ctx, a)...)
			v.add(f)
		case d.Rank > v.draft.rank && v.draft.rank > 0:
			f.Type, f.Certainty = "basis_lower_rank", 0.9
			f.Explanation = fmt.Sprintf("%s có hiệu lực pháp lý thấp hơn %s nên không làm căn cứ ban hành.", d.Kind.Name(), strings.ToLower(v.draft.kind.Name()))
			v.add(f)
		}
	}
	return nil
}

// endedBy are the provisions of the store that ended an act.
func (v *review) endedBy(ctx context.Context, a *act) []Met {
	incoming, err := v.store.RelationsTo(ctx, a.doc.Key)
	if err != nil {
		v.log.Warn("relations not read", "document", a.doc.Key, "error", err)
		return nil
	}
	for _, r := range incoming {
		if r.ToPath != "" || r.Type != corpus.Repeals && r.Type != corpus.Replaces {
			continue
		}
		if by, err := v.acts.get(ctx, r.Document); err == nil && by != nil && r.FromPath != "" && by.doc.Kind != corpus.KindDraft {
			return []Met{by.met(r.FromPath, v.on)}
		}
	}
	return nil
}

// basisMissing finds texts that the draft says it details and does not name among
// its căn cứ.
func (v *review) basisMissing(ctx context.Context, lines int) {
	if v.draft.doc.Kind != corpus.KindDraft && lines == 0 {
		return // a text of the store whose source has no căn cứ (pháp điển)
	}
	for _, key := range v.guided {
		if v.basis[key] {
			continue
		}
		a, err := v.acts.get(ctx, key)
		if err != nil || a == nil {
			continue
		}
		v.add(Finding{Type: "basis_missing", Path: "mo-dau", Certainty: 0.8, Words: a.doc.Title, Meets: []Met{a.met("", v.on)},
			Explanation: fmt.Sprintf("Dự thảo quy định chi tiết, thi hành %s %s mà không nêu văn bản này trong phần căn cứ.", a.doc.Title, number2(a.doc))})
		return
	}
	if lines == 0 && v.draft.doc.Kind == corpus.KindDraft {
		v.add(Finding{Type: "basis_missing", Path: "mo-dau", Certainty: 0.8, Explanation: "Dự thảo không có phần căn cứ ban hành."})
	}
}
