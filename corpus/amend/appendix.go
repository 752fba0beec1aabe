package amend

import (
	"regexp"
	"strconv"
	"strings"

	"trolyluat/corpus"
)

// reByAppendix reads what takes the place of appendices: "bằng Phụ lục I, Phụ lục
// II và Phụ lục V ban hành kèm theo Nghị định này".
var reByAppendix = regexp.MustCompile(`(?i)bằng\s+(?:các\s+)?((?:phụ lục|mẫu)[^.;:]*?)\s*(?:được\s+)?(?:ban hành\s+)?(?:kèm theo|tại|của)?\s*(?:luật|bộ luật|pháp lệnh|nghị định|nghị quyết|thông tư|quyết định)(?:\s+liên tịch)?\s+này`)

var reAppendixLabels = regexp.MustCompile(`(?i)\s*(?:,|;|\bvà\b|và\s)\s*|\s+`)

// appendixTexts gives operations that replace whole appendices the appendices of
// the amending act that take their place, where the text says which for which:
// "Thay thế Phụ lục I, Phụ lục II … bằng Phụ lục I, Phụ lục II ban hành kèm theo
// Thông tư này". Where numbers do not pair off, or only some contents are replaced,
// the operations stay without new text.
func (r *reader) appendixTexts(s *sentence, a *action, ops []corpus.Amendment) {
	if len(ops) == 0 {
		return
	}
	for i := range ops {
		if appendixLabel(ops[i].Path) == "" && ops[i].Path != "pl" || ops[i].New != "" || ops[i].Op != corpus.OpReplace {
			return
		}
	}
	words := s.masked[a.from:a.to]
	m := reByAppendix.FindStringSubmatchIndex(words)
	if m == nil || indexFold(words[:m[0]], 0, "một số") >= 0 || indexFold(words[:m[0]], 0, "nội dung") >= 0 || strings.HasSuffix(strings.TrimSpace(s.masked[:a.from]), "một số nội dung") {
		return
	}
	var labels []string
	for _, w := range reAppendixLabels.Split(words[m[2]:m[3]], -1) {
		switch strings.ToLower(w) {
		case "", "phụ", "lục", "số", "và", "mẫu", "các":
			continue
		}
		n := normalLabel(w)
		if n == "" {
			return // a title or a range: not sure
		}
		labels = append(labels, n)
	}
	if len(labels) == 0 {
		labels = []string{""}
	}
	if len(labels) != len(ops) {
		return
	}
	for i := range ops {
		if k := appendixOf(r.doc, labels[i]); k >= 0 {
			span := r.doc.Provisions[k].Span
			ops[i].New = strings.TrimSpace(r.doc.Text[span.Start:span.End])
		}
	}
}

// appendixLabel is the label that the path of a whole appendix names: "2" of "pl2",
// "1a" of "pl1a"; "" for other paths and units of an appendix.
func appendixLabel(path string) string {
	label, ok := strings.CutPrefix(path, "pl")
	if !ok || strings.ContainsAny(label, "/:") {
		return ""
	}
	return normalLabel(label)
}

// appendixOf is the one appendix of d with that normal label, or for "" the only
// one there is; -1 where there is none, or several.
func appendixOf(d *corpus.Document, label string) int {
	found, all := -1, 0
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level != corpus.LevelAppendix {
			continue
		}
		all++
		if n := normalLabel(p.Label); label != "" && n == label || label == "" && n == "" {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	if label == "" && all != 1 {
		return -1
	}
	return found
}

// normalLabel writes "II", "02" and "2" as "2", "1A" as "1a"; "" for what is no
// label of an appendix.
func normalLabel(label string) string {
	label = strings.Trim(label, " .,;:()")
	digits := strings.TrimRight(label, "abcdđeghiklmnABCDĐEGHIKLMN")
	if n, err := strconv.Atoi(digits); err == nil && len(label)-len(digits) <= 2 {
		return strconv.Itoa(n) + strings.ToLower(label[len(digits):])
	}
	if v := romanValue(label); v > 0 {
		return strconv.Itoa(v)
	}
	return ""
}

// romanValue is the value of a Roman number in capitals, 0 for other words.
func romanValue(s string) int {
	value := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50}
	total := 0
	for i := range len(s) {
		v := value[s[i]]
		if v == 0 {
			return 0
		}
		if i+1 < len(s) && value[s[i+1]] > v {
			total -= v
		} else {
			total += v
		}
	}
	return total
}

// applyAppendix works on an appendix as a whole. Units inside of one are tables and
// lists as often as not and have no versions.
func (b *book) applyAppendix(op *Dated, path, part string) string {
	label := appendixLabel(path)
	if part != "" || label == "" && path != "pl" {
		return "units of an appendix have no versions"
	}
	k := appendixOf(b.base, label)
	if k < 0 {
		return "no such appendix, or several"
	}
	a := b.beside[b.base.Provisions[k].Path]
	if a.gone && op.Op != corpus.OpReplace {
		return "the appendix is repealed"
	}
	switch {
	case op.Op == corpus.OpReplace:
		first, _, _ := strings.Cut(op.New, "\n")
		if indexFold(first, 0, "phụ lục") != 0 && indexFold(first, 0, "mẫu") != 0 {
			return "the new text is not a whole appendix"
		}
		b.set(a, op.New, false, op)
	case op.Op == corpus.OpRepeal:
		first, _, _ := strings.Cut(a.text, "\n")
		b.set(a, strings.TrimRight(first, " .")+" (được bãi bỏ)", true, op)
	case phraseOp(op.Op):
		text, n := editPhrase(a.text, op)
		if n == 0 {
			return problemNoPhrase
		}
		b.set(a, text, false, op)
	default:
		return "not an operation on an appendix"
	}
	return ""
}

// applyHeading gives a phần, chương or mục another name. Headings are set in
// capitals where the instruction is not.
func (b *book) applyHeading(op *Dated, path string) string {
	unit, problem := b.chapter(path)
	if problem != "" {
		return problem
	}
	a := b.beside[unit]
	switch {
	case op.Op == corpus.OpReplace && strings.TrimSpace(op.New) != "":
		text := strings.TrimSpace(op.New)
		if l, _, _ := strings.Cut(text, "\n"); labelOf(l).level < corpus.LevelPart || labelOf(l).level > corpus.LevelSubsection {
			first, _, _ := strings.Cut(a.text, "\n")
			text = first + "\n" + text
		}
		b.set(a, text, false, op)
	case phraseOp(op.Op):
		text, n := editPhrase(a.text, op)
		if n == 0 {
			upper := *op
			upper.Old, upper.New = strings.ToUpper(op.Old), strings.ToUpper(op.New)
			if text, n = editPhrase(a.text, &upper); n == 0 {
				return problemNoPhrase
			}
		}
		b.set(a, text, false, op)
	default:
		return "not an operation on a heading"
	}
	return ""
}
