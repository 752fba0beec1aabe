package review

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
)

// Limits of the comparison table.
const (
	rowCover = 0.55 // of a statement's words that a provision must tell to stand beside it
	rowMet   = 2    // provisions beside one statement
)

// compareTable fills the comparison table: for what the draft amends the units as
// they stand, for the rest the provisions that say most of the same.
func (v *review) compareTable() {
	rows := map[string]int{}
	put := func(r Row) {
		if i, ok := rows[r.Path]; ok {
			v.report.Comparison[i].Current = mergeMet(v.report.Comparison[i].Current, r.Current)
			return
		}
		rows[r.Path] = len(v.report.Comparison)
		v.report.Comparison = append(v.report.Comparison, r)
	}
	remarks := map[string][]string{}
	for _, f := range v.findings {
		remarks[f.Path] = append(remarks[f.Path], f.Name+": "+f.Explanation)
	}
	for i := range v.draft.doc.Amendments {
		op := &v.draft.doc.Amendments[i]
		r := Row{Path: op.FromPath, Label: corpus.PathLabel(op.FromPath), Current: []Met{}}
		r.Draft, _ = v.draft.text(op.FromPath)
		r.Remark = upperFirst(operationNames[op.Op]) + "."
		if a := v.acts.have[op.Target]; a != nil {
			unit, _ := amend.SplitPart(op.Path)
			m := a.met(unit, v.on)
			if m.Text != "" || unit != "" {
				r.Current = append(r.Current, m)
			}
		}
		r.Remark = strings.TrimSpace(r.Remark + " " + strings.Join(remarks[op.FromPath], " "))
		put(r)
	}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted || v.inAmendment(s.span.Start) {
			continue
		}
		r := Row{Path: s.path, Label: corpus.PathLabel(s.path), Draft: s.text, Current: []Met{}, Remark: strings.Join(remarks[s.path], " ")}
		for _, x := range v.matches[i].best {
			if len(r.Current) == rowMet {
				break
			}
			if x.c.cover >= rowCover && x.c.words >= 6 {
				r.Current = append(r.Current, metChunk(x.p.info, x.p.chunk, x.p.path, x.p.text, v.on))
			}
		}
		if r.Remark == "" {
			r.Remark = "Quy định mới."
			if len(r.Current) > 0 {
				c := v.matches[i].best[0].c
				switch {
				case c.cover > copyCover && c.back > copyBack:
					r.Remark = "Giữ như quy định hiện hành."
				default:
					r.Remark = "Diễn đạt khác quy định hiện hành; không thấy mâu thuẫn."
				}
			}
		}
		put(r)
	}
}
