package review

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/review/norm"
	"trolyluat/corpus"
)

var (
	procedural = regexp.MustCompile(`(?i)trình tự|thủ tục`)
	hollow     = regexp.MustCompile(`(?i)^(?:việc )?(?:(?:hồ sơ|đơn|đề nghị|yêu cầu|giải quyết|kết quả|xem xét)[^.;,]{0,80}) được (?:xem xét|giải quyết|thực hiện|xử lý|tiến hành)`)
	office     = regexp.MustCompile(`(?i)cơ quan|chủ tịch|ủy ban|sở |bộ trưởng|bộ [A-ZĐ]|người có thẩm quyền|đơn vị|thủ trưởng|giám đốc|tổ chức tiếp nhận|hội đồng|trưởng|chi cục|tòa án|viện kiểm sát`)
	paper      = regexp.MustCompile(`(?i)hồ sơ|đơn |giấy tờ|tài liệu|văn bản đề nghị|tờ khai`)
	newBurden  = regexp.MustCompile(`(?i)điều kiện|trình tự|thủ tục|cấp (?:lại )?giấy|giấy phép|giấy chứng nhận|đăng ký`)
	transition = regexp.MustCompile(`(?i)trước ngày [^.;]{0,60}(?:có hiệu lực|được ban hành)|đang (?:thực hiện|giải quyết|hoạt động)[^.;]{0,80}tiếp tục|chuyển tiếp`)
	bareDuty   = regexp.MustCompile(`^(?:Phải|Có trách nhiệm|Có nghĩa vụ|Chịu trách nhiệm|Không được)\s`)
	bearer     = regexp.MustCompile(`(?i)trách nhiệm|nghĩa vụ|nhiệm vụ|quyền|quyền hạn|yêu cầu đối với|nguyên tắc|điều kiện|tiêu chuẩn|hành vi|đối với|của `)
)

// feasibility checks procedures, transition and bearers of duties.
func (v *review) feasibility(_ context.Context) error {
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		v.hollow(s)
		if bareDuty.MatchString(s.text) && !s.lead && !bearer.MatchString(s.heading) && v.noLead(s) {
			v.add(Finding{Type: "duty_without_bearer", Path: s.path, Span: s.span, Text: s.text, Words: firstWords(s.text, 8), Certainty: 0.8,
				Explanation: "Không nêu cơ quan, tổ chức, cá nhân nào có nghĩa vụ này."})
		}
	}
	v.procedures()
	v.transitionMissing()
	return nil
}

// noLead says that no words before the khoản of the điều tell who.
func (v *review) noLead(s *statement) bool {
	p := v.draft.article(s.path)
	if p == nil || p.Path == s.path {
		return true
	}
	lead, _ := v.draft.body(p)
	return strings.TrimSpace(lead) == ""
}

func firstWords(s string, n int) string {
	f := strings.Fields(s)
	return strings.Join(f[:min(n, len(f))], " ")
}

// hollow finds a request that "is considered and settled", by nobody and in no
// time.
func (v *review) hollow(s *statement) {
	if !hollow.MatchString(s.text) || office.MatchString(s.text) || len(s.text) > 220 {
		return
	}
	for i := range s.norm.Words {
		w := &s.norm.Words[i]
		if w.Kind == norm.Authority || w.Kind == norm.Quantity && isTime(w.Quantity.Unit) {
			return
		}
	}
	if strings.Contains(s.text, "Điều ") || strings.Contains(s.text, "khoản ") {
		return // told elsewhere
	}
	v.add(Finding{Type: "procedure_incomplete", Path: s.path, Span: s.span, Text: s.text, Words: firstWords(s.text, 14), Certainty: 0.8,
		Explanation: "Không nêu ai giải quyết và giải quyết trong thời hạn nào."})
}

func isTime(unit string) bool {
	return slices.Contains([]string{"giờ", "ngày", "ngày làm việc", "tháng", "năm", "tuần"}, unit)
}

// procedures looks for what a điều on a procedure leaves out.
func (v *review) procedures() {
	for i := range v.draft.doc.Provisions {
		p := &v.draft.doc.Provisions[i]
		if p.Level != corpus.LevelArticle || !procedural.MatchString(p.Heading) || v.draft.quoted(p.Span.Start) {
			continue
		}
		text := v.draft.doc.Text[p.Span.Start:p.Span.End]
		n := norm.Read(text)
		deadline, authority := false, office.MatchString(strings.Replace(text, p.Heading, "", 1))
		for k := range n.Words {
			deadline = deadline || n.Words[k].Kind == norm.Quantity && isTime(n.Words[k].Quantity.Unit)
			authority = authority || n.Words[k].Kind == norm.Authority
		}
		elsewhere := regexp.MustCompile(`(?i)theo (?:quy định|trình tự|thủ tục)[^.;]{0,60}(?:Điều|Chương|Mục|khoản|Chính phủ|pháp luật|Luật|Nghị định)|quy định chi tiết|hướng dẫn`).MatchString(text)
		var missing []string
		if !authority {
			missing = append(missing, "cơ quan giải quyết")
		}
		if !deadline {
			missing = append(missing, "thời hạn giải quyết")
		}
		if !paper.MatchString(strings.Replace(text, p.Heading, "", 1)) {
			missing = append(missing, "hồ sơ")
		}
		if len(missing) == 0 || slices.ContainsFunc(v.findings, func(f Finding) bool {
			return f.Type == "procedure_incomplete" && strings.HasPrefix(f.Path, p.Path+"/")
		}) {
			continue
		}
		certainty := 0.15 + 0.1*float64(len(missing)) // a law may leave it to a decree
		if elsewhere {
			certainty -= 0.2
		}
		v.add(Finding{Type: "procedure_incomplete", Path: p.Path, Text: firstLine(strings.TrimSpace(text)), Certainty: certainty,
			Explanation: "Điều về thủ tục không nêu " + strings.Join(missing, ", ") + "."})
	}
}

// transitionMissing says that a draft with new conditions or procedures tells
// nothing of what is under way.
func (v *review) transitionMissing() {
	if v.draft.amending || v.report.Articles < 5 {
		return
	}
	burdens := 0
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if transition.MatchString(s.text) || strings.Contains(strings.ToLower(s.heading), "chuyển tiếp") {
			return
		}
		if newBurden.MatchString(s.heading) {
			burdens++
		}
	}
	if burdens == 0 {
		return
	}
	certainty := 0.7
	if v.draft.doc.Source.Format == "phapdien" {
		certainty = 0.2 // the pháp điển leaves such điều out
	}
	v.add(Finding{Type: "transition_missing", Certainty: certainty,
		Explanation: "Dự thảo đặt điều kiện, thủ tục mới nhưng không có điều khoản chuyển tiếp cho hồ sơ và hoạt động đang có."})
}
