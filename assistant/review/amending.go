package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
)

// amendments checks the instructions of an amending draft against their targets
// and lists what they would do (hệ quả).
func (v *review) amendments(ctx context.Context) error {
	for i := range v.draft.doc.Amendments {
		if err := v.instruction(ctx, &v.draft.doc.Amendments[i]); err != nil {
			return err
		}
	}
	gone := map[string]string{}
	for _, rel := range v.draft.doc.Relations {
		if (rel.Type == corpus.Repeals || rel.Type == corpus.Replaces) && rel.ToPath == "" && !strings.HasPrefix(rel.To, amend.NamePrefix) && gone[rel.To] == "" {
			gone[rel.To] = rel.FromPath
			if err := v.ends(ctx, rel); err != nil {
				return err
			}
		}
	}
	return nil
}

var operationNames = map[corpus.AmendOp]string{corpus.OpReplace: "sửa đổi", corpus.OpInsert: "bổ sung", corpus.OpRepeal: "bãi bỏ", corpus.OpReplacePhrase: "thay cụm từ",
	corpus.OpInsertPhrase: "bổ sung cụm từ", corpus.OpDeletePhrase: "bỏ cụm từ", corpus.OpRenumber: "đổi số", corpus.OpSuspend: "ngưng hiệu lực",
	corpus.OpStandIn: "quy định khác cho một thời hạn", corpus.OpCorrect: "đính chính"}

func (v *review) instruction(ctx context.Context, op *corpus.Amendment) error {
	if op.Target == "" {
		return nil
	}
	a, err := v.acts.get(ctx, op.Target)
	if err != nil {
		return err
	}
	if a == nil {
		v.report.Absent = append(v.report.Absent, op.Target)
		return nil
	}
	unit, part := amend.SplitPart(op.Path)
	label := corpus.PathLabel(unit)
	if part == "ten" {
		label = "tên " + label
	}
	kind := "sua_doi"
	if op.Op == corpus.OpRepeal {
		kind = "bai_bo"
	}
	words := v.draft.doc.Text[op.Span.Start:min(op.Span.End, len(v.draft.doc.Text))]
	f := Finding{Path: op.FromPath, Span: op.Span, Text: words, Words: firstLine(words), Meets: []Met{a.met(unit, v.on)}}
	state := a.units[unit]
	article := reference.Article(unit)
	problem := ""
	switch {
	case unit == "" || article == "" || v.draft.doc.Key == a.doc.Key:
	case op.Op == corpus.OpInsert:
		if state == unitStands && !v.already(a, unit) {
			f.Type, f.Certainty = "insert_label", 0.85
			f.Explanation = fmt.Sprintf("%s đã có %s; đơn vị bổ sung phải mang số khác.", a.doc.Title, label)
			problem = f.Explanation
			v.add(f)
		}
	case state == unitMissing && (a.units[article] == unitStands || !a.partial):
		f.Type, f.Certainty = "reference_missing", 0.85
		if a.partial {
			f.Certainty = 0.6
		}
		f.Explanation = fmt.Sprintf("%s không có %s để %s.", a.doc.Title, label, operationNames[op.Op])
		problem = f.Explanation
		v.add(f)
	case state == unitRepealed && op.Op != corpus.OpReplace && !v.already(a, unit):
		f.Type, f.Certainty = "reference_repealed", 0.8
		f.Explanation = fmt.Sprintf("%s %s đã bị bãi bỏ.", label, a.doc.Title)
		problem = f.Explanation
		v.add(f)
	}
	if label == "" {
		label = "toàn văn bản"
	}
	v.report.Consequences = append(v.report.Consequences, Consequence{Kind: kind, Document: a.doc.Key, Title: a.doc.Title, Path: unit, Label: label, From: op.FromPath,
		Text: fmt.Sprintf("%s: %s %s.", operationNames[op.Op], label, a.doc.Title), Problem: problem})
	return v.citedBy(ctx, op, a, unit)
}

// already says that the store has worked this very draft into the unit: it is no
// fault that its change is there.
func (v *review) already(a *act, unit string) bool {
	article := reference.Article(unit)
	for i := range a.doc.Versions {
		if ver := &a.doc.Versions[i]; ver.Path == article && ver.By == v.draft.doc.Key {
			return true
		}
	}
	return false
}

// mostCiting bounds the citing texts that are listed for one unit.
const mostCiting = 12

// citedBy lists texts of the store that cite a unit which the draft repeals.
func (v *review) citedBy(ctx context.Context, op *corpus.Amendment, a *act, unit string) error {
	if op.Op != corpus.OpRepeal && op.Op != corpus.OpRenumber || unit == "" {
		return nil
	}
	incoming, err := v.store.RelationsTo(ctx, a.doc.Key)
	if err != nil {
		return fmt.Errorf("review: relations to %s: %w", a.doc.Key, err)
	}
	n := 0
	for _, r := range incoming {
		if r.ToPath != unit && !strings.HasPrefix(r.ToPath, unit+"/") || corpus.KeyOf(r.Document) == v.draft.doc.Key || r.Type != corpus.Cites && r.Type != corpus.Guides {
			continue
		}
		if n++; n > mostCiting {
			break
		}
		title, err := v.titleOf(ctx, r.Document)
		if err != nil {
			return err
		}
		v.report.Consequences = append(v.report.Consequences, Consequence{Kind: "dan_chieu", Document: corpus.KeyOf(r.Document), Title: title, Path: r.FromPath,
			Label: corpus.PathLabel(r.FromPath), From: op.FromPath, Text: fmt.Sprintf("Dẫn chiếu đến %s %s mà dự thảo bãi bỏ hoặc đổi số.", corpus.PathLabel(unit), a.doc.Title)})
	}
	return nil
}

func (v *review) titleOf(ctx context.Context, id string) (string, error) {
	infos, err := v.store.Lookup(ctx, corpus.KeyOf(id))
	if err != nil {
		return "", fmt.Errorf("review: look up %s: %w", id, err)
	}
	if len(infos) == 0 {
		return id, nil
	}
	return infos[0].Title, nil
}

// ends lists what a whole repeal does: the text itself, and the texts that are
// left without a parent.
func (v *review) ends(ctx context.Context, rel corpus.Relation) error {
	a, err := v.acts.get(ctx, rel.To)
	if err != nil {
		return err
	}
	if a == nil {
		v.report.Absent = append(v.report.Absent, rel.To)
		return nil
	}
	kind, verb := "bai_bo", "Bãi bỏ"
	if rel.Type == corpus.Replaces {
		kind, verb = "thay_the", "Thay thế"
	}
	v.report.Consequences = append(v.report.Consequences, Consequence{Kind: kind, Document: a.doc.Key, Title: a.doc.Title, From: rel.FromPath,
		Text: fmt.Sprintf("%s %s %s.", verb, a.doc.Title, number2(a.doc))})
	incoming, err := v.store.RelationsTo(ctx, rel.To)
	if err != nil {
		return fmt.Errorf("review: relations to %s: %w", rel.To, err)
	}
	seen := map[string]bool{}
	for _, r := range incoming {
		key := corpus.KeyOf(r.Document)
		if r.Type != corpus.Guides || seen[key] || key == v.draft.doc.Key {
			continue
		}
		seen[key] = true
		infos, err := v.store.Lookup(ctx, key)
		if err != nil {
			return fmt.Errorf("review: look up %s: %w", key, err)
		}
		if len(infos) == 0 || over(infos[0].Status, infos[0].Effective, v.on) {
			continue
		}
		v.report.Consequences = append(v.report.Consequences, Consequence{Kind: "mat_can_cu", Document: key, Title: infos[0].Title, From: rel.FromPath,
			Text: fmt.Sprintf("Suy ra: quy định chi tiết %s; không còn văn bản được quy định chi tiết sau khi dự thảo có hiệu lực, trừ khi được công bố tiếp tục có hiệu lực (Luật 64/2025/QH15 Điều 57, Luật 87/2025/QH15).", a.doc.Title)})
	}
	slices.SortStableFunc(v.report.Consequences, func(x, y Consequence) int { return corpus.ComparePaths(x.From, y.From) })
	return nil
}
