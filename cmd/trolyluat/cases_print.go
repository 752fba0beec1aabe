package main

import (
	"fmt"
	"slices"
	"strings"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/digest"
	"trolyluat/assistant/cases/draft"
)

// What the commands of the judge's desk print.

func (a *app) printAlike(r *cases.Alike) {
	w := a.stdout
	for _, note := range r.Notes {
		fmt.Fprintln(w, "Lưu ý: "+note)
	}
	reasons := func(l cases.Like) {
		for _, s := range l.Same {
			fmt.Fprintln(w, "    giống: "+s)
		}
		for _, s := range l.Differ {
			fmt.Fprintln(w, "    khác:  "+s)
		}
	}
	if len(r.Precedents) > 0 {
		fmt.Fprintln(w, "ÁN LỆ")
	}
	for i, p := range r.Precedents {
		from := ""
		if p.AppliesFrom != 0 {
			from = ", áp dụng từ " + p.AppliesFrom.VN()
			if p.FromInferred != "" {
				from += " (" + p.FromInferred + ")"
			}
		}
		fmt.Fprintf(w, "%2d. %s\n    %s%s · độ giống %.2f\n", i+1, p.Title, p.EffectName, from, p.Score)
		if p.Situation != "" {
			fmt.Fprintln(w, "    tình huống: "+shorten(p.Situation, 300))
		}
		reasons(p.Like)
	}
	for _, g := range r.Groups {
		fmt.Fprintf(w, "\nBẢN ÁN: %s (%d vụ)\n", strings.ToUpper(g.OutcomeName), len(g.Cases))
		for i, c := range g.Cases {
			fmt.Fprintf(w, "%2d. %s\n    %s, %s %s · độ giống %.2f\n", i+1, c.Title, c.Court, c.Level, c.Decided.VN(), c.Score)
			reasons(c.Like)
			if c.Decision != "" {
				fmt.Fprintln(w, "    quyết định: "+shorten(c.Decision, 240))
			}
			var cited []string
			for _, p := range c.Provisions {
				words := p.Words
				if p.Document == "" {
					words += " (chưa có trong kho)"
				}
				cited = append(cited, words)
			}
			if len(cited) > 0 {
				fmt.Fprintln(w, "    áp dụng: "+shorten(strings.Join(cited, "; "), 400))
			}
		}
	}
}

func (a *app) printBasis(s *basis.Suggestion) {
	w := a.stdout
	fmt.Fprintf(w, "CĂN CỨ PHÁP LÝ CÓ THỂ ÁP DỤNG (luật nội dung ngày %s, luật tố tụng ngày %s)\n", s.FactsOn.VN(), s.ActOn.VN())
	for _, note := range s.Notes {
		fmt.Fprintln(w, "Lưu ý: "+note)
	}
	var titles []string
	for _, is := range s.Issues {
		if is.InClaims && is.Side == basis.Substance {
			titles = append(titles, is.Title)
		}
	}
	if len(titles) > 0 {
		fmt.Fprintln(w, "Vấn đề: "+strings.Join(titles, "; "))
	}
	for _, part := range []struct {
		name string
		list []basis.Provision
	}{{"Nội dung", s.Substance}, {"Tố tụng, án phí", s.Procedure}} {
		fmt.Fprintln(w, "\n"+part.name+":")
		if len(part.list) == 0 {
			fmt.Fprintln(w, "  không thấy quy định nào trong kho")
		}
		for i, p := range part.list {
			mark := " "
			if p.Proposed {
				mark = "*"
			}
			fmt.Fprintf(w, "%s%2d. %s, %s %s (%s%s)\n", mark, i+1, place(p.Path, p.Heading), p.Title, p.Document, p.StatusName, since(p.From, p.To))
			fmt.Fprintln(w, "     "+strings.Join(p.Why, "; "))
			if len(p.Judgments) > 0 {
				fmt.Fprintln(w, "     áp dụng trong: "+likeJudgments(p.Judgments))
			}
			if p.Other != nil {
				fmt.Fprintf(w, "     xem thêm %s %s: %s\n", p.Other.Label, p.Other.Document, p.Other.Why)
			}
		}
	}
	fmt.Fprintln(w, "\n(* đề xuất đưa vào phần căn cứ; còn lại để xem xét)")
	c := s.Courts
	fmt.Fprintf(w, "Thẩm quyền ngày %s: sơ thẩm %s, phúc thẩm %s; theo lãnh thổ: %s\n", c.On.VN(), c.First, c.Appeal, c.Place)
	for _, u := range c.Unknown {
		fmt.Fprintln(w, "Chưa có trong kho: "+u)
	}
	var missing []string
	for _, m := range s.Missing {
		line := fmt.Sprintf("Chưa có trong kho: %s có hiệu lực ngày %s", m.Law, m.On.VN())
		if !slices.Contains(missing, line) {
			missing = append(missing, line)
			fmt.Fprintln(w, line)
		}
	}
}

// likeJudgments names like judgments by number with how like each is.
func likeJudgments(list []basis.LikeJudgment) string {
	var out []string
	for _, j := range list {
		name := j.Number
		if name == "" {
			name = j.Title
		}
		out = append(out, fmt.Sprintf("%s (độ giống %.2f)", name, j.Score))
	}
	return strings.Join(out, ", ")
}

func (a *app) printDigest(d *digest.Digest) {
	w := a.stdout
	if d.Number != "" || d.Court != "" {
		fmt.Fprintf(w, "%s %s, %s %s\n", d.Number, d.Decided.VN(), d.Court, d.Level)
	}
	if d.Matter != "" {
		fmt.Fprintln(w, "Về việc: "+d.Matter)
	}
	for _, n := range d.Notes {
		fmt.Fprintln(w, "Lưu ý: "+n)
	}
	fmt.Fprintln(w, "\nCÁC BÊN")
	for _, p := range d.Parties {
		fmt.Fprintf(w, "  %s: %s\n", p.Role, p.Name)
	}
	for _, part := range []struct {
		name string
		list []digest.Line
	}{{"YÊU CẦU", d.Claims}, {"ĐIỂM THỐNG NHẤT, THỪA NHẬN", d.Agreed}, {"ĐIỂM TRANH CHẤP", d.Disputed}, {"CHỨNG CỨ", d.Evidence}} {
		fmt.Fprintln(w, "\n"+part.name)
		for _, l := range part.list {
			fmt.Fprintf(w, "  [%d–%d] %s%s\n", l.Span.Start, l.Span.End, by(l.By), shorten(l.Text, 260))
		}
	}
	fmt.Fprintln(w, "\nMỐC THỜI GIAN")
	for _, e := range d.Timeline {
		fmt.Fprintf(w, "  %-10s [%d–%d] %s%s\n", e.Date, e.Span.Start, e.Span.End, by(e.By), shorten(e.Text, 200))
	}
	fmt.Fprintln(w, "\nSỐ TIỀN, SỐ ĐO")
	for _, m := range d.Amounts {
		fmt.Fprintf(w, "  %s [%d–%d] %s\n", m.Text, m.Span.Start, m.Span.End, shorten(m.In, 140))
	}
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return who + ": "
}

func (a *app) printCheck(r *draft.Report) {
	w := a.stdout
	counts := map[string]int{}
	for _, ref := range r.References {
		counts[ref.StateName]++
	}
	fmt.Fprintf(w, "%d viện dẫn", len(r.References))
	for _, name := range sortedKeys(counts) {
		fmt.Fprintf(w, ", %d %s", counts[name], name)
	}
	fmt.Fprintf(w, "; %d lỗi cần sửa. Ngày tuyên án %s.\n", r.Faults, r.Decided.VN())
	for _, n := range r.Notes {
		fmt.Fprintln(w, "Lưu ý: "+n)
	}
	for _, f := range r.Findings {
		mark := map[draft.Severity]string{draft.Fault: "LỖI", draft.Note: "xem", draft.Unknown: "?"}[f.Severity]
		fmt.Fprintf(w, "%-4s", mark)
		if f.Words != "" {
			fmt.Fprintf(w, "[%d–%d] %s: ", f.Span.Start, f.Span.End, shorten(f.Words, 120))
		}
		fmt.Fprintln(w, f.Detail)
	}
}
