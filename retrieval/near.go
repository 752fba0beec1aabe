package retrieval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// WhyMissed tells, in Vietnamese, why a near miss of q is not among the hits: what
// the filter keeps out, or by how much and mostly for which features it is behind
// last, the last hit that was returned (nil when there is none).
func WhyMissed(q *Query, last, near *Hit) string {
	if near.Reason == ReasonFiltered {
		return "bị bộ lọc loại: " + strings.Join(excludedBy(q, near), ", ")
	}
	if last == nil || last.Parts == nil || near.Parts == nil {
		return "xếp sau các kết quả đã nêu"
	}
	type loss struct {
		name string
		by   float64
	}
	var losses []loss
	total := 0.0
	compare := func(name, label string) {
		if by := last.Parts[name] - near.Parts[name]; by > 0 {
			losses = append(losses, loss{label, by})
		}
	}
	for name := range near.Parts {
		if label, ok := strings.CutPrefix(name, "linear."); ok {
			compare(name, label)
		}
	}
	for _, name := range []string{"trees", "vector", "preferred"} {
		compare(name, name)
	}
	for _, name := range []string{"score", "vector", "preferred"} {
		total += last.Parts[name] - near.Parts[name]
	}
	slices.SortFunc(losses, func(a, b loss) int {
		return cmp.Or(cmp.Compare(b.by, a.by), strings.Compare(a.name, b.name))
	})
	var most []string
	for _, l := range losses[:min(3, len(losses))] {
		most = append(most, fmt.Sprintf("%s (%.2f)", l.name, l.by))
	}
	why := fmt.Sprintf("kém kết quả cuối %.2f điểm", max(0, total))
	if len(most) > 0 {
		why += ", nhiều nhất ở " + strings.Join(most, ", ")
	}
	return why
}

// excludedBy names the conditions of the filter that a hit does not meet.
func excludedBy(q *Query, h *Hit) []string {
	var by []string
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, h.Document.Kind) {
		by = append(by, "loại văn bản là "+h.Document.Kind.Name())
	}
	if len(q.Issuers) > 0 && !slices.Contains(q.Issuers, h.Document.Issuer) {
		by = append(by, "cơ quan ban hành là "+cmp.Or(h.Document.Issuer, "chưa rõ"))
	}
	if len(q.Documents) > 0 && !slices.Contains(q.Documents, h.Document.Key) && !slices.Contains(q.Documents, h.Document.ID) {
		by = append(by, "thuộc văn bản "+h.Document.Key)
	}
	if len(by) == 0 {
		when := "không có hiệu lực vào ngày hỏi"
		if q.AsOf != 0 {
			when = "không có hiệu lực vào ngày " + q.AsOf.VN()
		}
		by = append(by, when)
	}
	return by
}
