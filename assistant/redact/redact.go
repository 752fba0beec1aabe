// Package redact anonymises a judgment for publication by Nghị quyết
// 03/2017/NQ-HĐTP: it says whether the text may be published at all as far as it
// shows (Điều 4), and cuts names, places and numbers that tell a person (Điều 7).
// Of people the family and middle name are kept and the given name is cut to its
// letter, people of the same letter being numbered ("Nguyễn Văn H", "Trần Thị
// H1"); judges, jurors, clerks, prosecutors, lawyers and officials stay.
//
// `trolyluat redact`, the judge's desk and eval/redact call it. What it proposes
// is a [Plan] that a person goes through: every cut with its reason and how sure
// it is, and every name that was kept.
package redact

import (
	"cmp"
	"slices"
	"strings"
)

// Kind is what a mention tells.
type Kind string

// The kinds.
const (
	Person  Kind = "person"  // họ tên
	Company Kind = "company" // tên doanh nghiệp, hợp tác xã
	Place   Kind = "place"   // địa danh dưới cấp tỉnh
	Number  Kind = "number"  // số giấy tờ, điện thoại, tài khoản, biển số, thư điện tử, ngày sinh
	Parcel  Kind = "parcel"  // số thửa, số tờ bản đồ
)

// Name is the Vietnamese name of the kind.
func (k Kind) Name() string {
	switch k {
	case Person:
		return "họ tên"
	case Company:
		return "tên tổ chức"
	case Place:
		return "địa danh"
	case Number:
		return "số giấy tờ, liên hệ"
	case Parcel:
		return "số thửa đất"
	}
	return string(k)
}

// Mention is a stretch of the text that is cut, or that was looked at and kept.
type Mention struct {
	Kind        Kind    `json:"kind"`
	Start       int     `json:"start"` // byte offsets in the text
	End         int     `json:"end"`
	Text        string  `json:"text"`
	Replacement string  `json:"replacement"`
	Entity      int     `json:"entity"`     // mentions of one person, company or place share it; 0 for none
	Confidence  float64 `json:"confidence"` // 0 to 1
	Why         string  `json:"why"`        // Vietnamese
}

// Plan is what is proposed for a text.
type Plan struct {
	Publication Publication `json:"publication"`
	Mentions    []Mention   `json:"mentions"` // cut, in the order of the text, apart from each other
	Kept        []Mention   `json:"kept"`     // names that stay
}

// Options choose what is cut beyond the rule.
type Options struct {
	Parcels bool // số thửa, tờ bản đồ too: published judgments mostly keep them
}

// Find proposes what to cut of a judgment's text.
func Find(text string, o Options) *Plan {
	d := newDocument(text)
	found := d.people()
	found = append(found, d.companies()...)
	found = append(found, d.places()...)
	found = append(found, d.numbers(o)...)
	p := &Plan{Publication: Judge(text), Mentions: []Mention{}, Kept: d.kept}
	if p.Kept == nil {
		p.Kept = []Mention{}
	}
	// The longest, then the surest of those that overlap stays.
	slices.SortStableFunc(found, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(b.Confidence, a.Confidence))
	})
	end := 0
	for _, m := range found {
		if m.Start >= end && m.Replacement != m.Text {
			p.Mentions = append(p.Mentions, m)
			end = m.End
		}
	}
	return p
}

// Apply cuts the mentions out of the text that they were found in.
func (p *Plan) Apply(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range p.Mentions {
		b.WriteString(text[at:m.Start])
		b.WriteString(m.Replacement)
		at = m.End
	}
	b.WriteString(text[at:])
	return b.String()
}
