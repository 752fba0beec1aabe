package review

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

var (
	ownEffect   = regexp.MustCompile(`này (?:có|bắt đầu có) hiệu lực(?: pháp luật| thi hành)?,? (?:kể )?(?:từ|sau|vào) `)
	fromSigning = regexp.MustCompile(`hiệu lực(?: pháp luật| thi hành)?,? (?:kể )?từ ngày (?:ký|ban hành|được? ?thông qua|thông qua|công bố)`)
	afterDays   = regexp.MustCompile(`hiệu lực(?: thi hành)? sau (\d+) ngày`)
	shortened   = regexp.MustCompile(`(?i)(?:trình tự|thủ tục) rút gọn`)
	backwards   = regexp.MustCompile(`(?i)hiệu lực trở về trước|(?:được )?áp dụng (?:đối với|cho) (?:cả )?[^.;]{3,120}(?:trước ngày|xảy ra trước|thực hiện trước)[^.;]{0,60}này có hiệu lực`)
	appliedFrom = regexp.MustCompile(`này (?:được |có )?(?:áp dụng|thực hiện)(?: kể)? từ ngày `)
	goesOn      = regexp.MustCompile(`(?i)tiếp tục|theo quy định tại thời điểm|có lợi|theo quy định trước|quy định cũ|chưa (?:giải quyết|hoàn thành|xử lý|nộp)|không bị|nhẹ hơn`)
)

// effect checks the day of effect and retroactivity, and what the kind of text
// may hold.
func (v *review) effect(ctx context.Context) error {
	least := earliestCentral
	if v.draft.local {
		least = earliestLocal
	}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		v.retroactive(s)
		if !ownEffect.MatchString(s.text) || v.shortened(s) {
			continue
		}
		m := ownEffect.FindStringIndex(s.text)
		tail := s.text[m[0]:]
		if k := strings.IndexAny(tail, ";."); k > 0 {
			tail = tail[:k]
		}
		f := Finding{Type: "effect_too_early", Path: s.path, Span: s.span, Text: s.text, Words: strings.TrimSpace(tail), Certainty: 0.85}
		place := "trung ương"
		if v.draft.local {
			place = "địa phương"
		}
		rule := fmt.Sprintf("văn bản của cơ quan %s có hiệu lực không sớm hơn %d ngày kể từ ngày thông qua hoặc ký ban hành, trừ khi ban hành theo trình tự, thủ tục rút gọn hoặc trường hợp đặc biệt", place, least)
		switch days := afterDays.FindStringSubmatch(tail); {
		case fromSigning.MatchString(tail):
			f.Explanation = "Dự thảo có hiệu lực ngay từ ngày ký, thông qua; " + rule + "."
		case days != nil:
			if atoi(days[1]) >= least {
				continue
			}
			f.Explanation = fmt.Sprintf("Dự thảo có hiệu lực sau %s ngày; %s.", days[1], rule)
		default:
			date, at := reference.FindDate(tail)
			if date == 0 || at.Start > 60 || date >= v.issued().AddDays(least) {
				continue
			}
			f.Explanation = fmt.Sprintf("Ngày %s cách ngày %s chưa đủ %d ngày; %s.", date.VN(), v.issued().VN(), least, rule)
		}
		if v.draft.doc.Kind != corpus.KindDraft {
			f.Certainty -= 0.15 // issued already, perhaps by the shortened procedure
		}
		v.add(f)
	}
	return v.byKind(ctx)
}

// shortened says that the draft itself speaks of the shortened procedure, in its
// legal basis or beside its effect.
func (v *review) shortened(s *statement) bool {
	head, _ := v.draft.text("mo-dau")
	return shortened.MatchString(head) || shortened.MatchString(s.text)
}

func (v *review) retroactive(s *statement) {
	f := Finding{Type: "retroactive", Path: s.path, Span: s.span, Text: s.text, Certainty: 0.75}
	if m := backwards.FindStringIndex(s.text); m != nil && !goesOn.MatchString(s.text) {
		f.Words = s.text[m[0]:m[1]]
		f.Explanation = "Quy định này áp dụng cho việc xảy ra trước ngày văn bản có hiệu lực."
		v.add(f)
		return
	}
	if m := appliedFrom.FindStringIndex(s.text); m != nil {
		date, at := reference.FindDate(s.text[m[1]-len("ngày "):])
		if date != 0 && at.Start < 10 && date < v.issued() {
			f.Words = strings.TrimSpace(s.text[m[0]:min(len(s.text), m[1]-len("ngày ")+at.End)])
			f.Explanation = fmt.Sprintf("Quy định này áp dụng từ ngày %s, trước ngày ban hành.", date.VN())
			v.add(f)
		}
	}
}

// kindRule is what a kind of text may not hold, by a text that the store has.
type kindRule struct {
	kinds  []corpus.Kind
	words  *regexp.Regexp
	source string // key of the text that says so
	unit   string
	holds  string // words that the unit must have: the rule stands or falls with it
	text   string
}

// kindRules need a text of the store: without it nothing is said.
var kindRules = []kindRule{{
	kinds: []corpus.Kind{corpus.KindCircular, corpus.KindJointCircular, corpus.KindDecision},
	words: regexp.MustCompile(`(?i)phạt tiền (?:từ|đến) [\d.]+`), source: "15/2012/QH13", unit: "d4", holds: "xử phạt",
	text: "%s quy định mức phạt tiền; thẩm quyền quy định hành vi vi phạm hành chính và mức phạt thuộc %s.",
}}

func (v *review) byKind(ctx context.Context) error {
	for _, rule := range kindRules {
		fits := false
		for _, k := range rule.kinds {
			fits = fits || k == v.draft.kind
		}
		if !fits {
			continue
		}
		a, err := v.acts.get(ctx, rule.source)
		if err != nil {
			return err
		}
		if a == nil {
			continue
		}
		m := a.met(rule.unit, v.on)
		if !strings.Contains(m.Text, rule.holds) {
			continue
		}
		who := "cơ quan mà văn bản được dẫn giao"
		if strings.Contains(m.Text, "Chính phủ") {
			who = "Chính phủ"
		}
		for i := range v.draft.statements {
			s := &v.draft.statements[i]
			if w := rule.words.FindString(s.full); w != "" && !s.quoted {
				v.add(Finding{Type: "content_by_kind", Path: s.path, Span: s.span, Text: s.text, Words: w, Meets: []Met{m}, Certainty: 0.8,
					Basis:       []string{"Luật 64/2025/QH15 Điều 10-22", "Luật 15/2012/QH13 Điều 4"},
					Explanation: fmt.Sprintf(rule.text, v.draft.kind.Name(), who)})
			}
		}
	}
	return nil
}
