package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/digest"
	"trolyluat/assistant/cases/draft"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
)

// caseInput is what the commands of the judge's desk read a case from.
type caseInput struct {
	file, claims    string
	factsOn, actsOn string
}

func (in *caseInput) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&in.file, "file", "", "đọc hồ sơ, bản án từ tệp (DOCX, PDF, TXT, …)")
	f.StringVar(&in.claims, "claims", "", "yêu cầu của đương sự, nếu tách khỏi tình tiết")
	f.StringVar(&in.factsOn, "facts-on", "", "ngày xảy ra sự việc, để chọn luật nội dung (mặc định đọc từ tình tiết)")
	f.StringVar(&in.actsOn, "act-on", "", "ngày Tòa án giải quyết, để chọn luật tố tụng (mặc định hôm nay)")
}

func (a *app) casesCommand() *cobra.Command {
	var in caseInput
	var k int
	cmd := &cobra.Command{
		Use:   `cases "TÌNH HUỐNG" | --file TỆP`,
		Short: "Bàn làm việc của Thẩm phán: vụ án tương tự, án lệ, căn cứ pháp lý",
		Long: `Tìm bản án và án lệ giống tình huống theo tình tiết, quan hệ tranh chấp, vai trò các bên và yêu cầu:
giống ở đâu, khác ở đâu, Tòa án đã quyết định gì và theo điều nào; gom theo kết quả, để thấy các Tòa
án xử khác nhau. Kèm căn cứ pháp lý có thể áp dụng. Không dự đoán bên nào thắng.`,
		Example: `  trolyluat cases "Ông A cho bà B vay 100 triệu đồng có giấy viết tay, bà B không trả"
  trolyluat cases --file ban-an.docx --json
  trolyluat cases basis --facts-on 2018-05-01 "..."
  trolyluat cases digest --file ban-an.docx
  trolyluat cases check --file du-thao-ban-an.docx`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if k < 1 || k > 100 {
				return usageError{"-k phải từ 1 đến 100"}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			s, err := in.situation(cmd.Context(), env, args)
			if err != nil {
				return err
			}
			desk := env.desk()
			alike, err := desk.Alike(cmd.Context(), s, k, s.ActOn)
			if err != nil {
				return caseError(err)
			}
			suggestion, err := desk.Basis(cmd.Context(), s)
			if err != nil {
				return caseError(err)
			}
			if a.asJSON {
				return a.printJSON(map[string]any{"similar": alike, "basis": suggestion})
			}
			a.printAlike(alike)
			fmt.Fprintln(a.stdout)
			a.printBasis(suggestion)
			return nil
		},
	}
	in.flags(cmd)
	cmd.Flags().IntVarP(&k, "number", "k", cases.DefaultAlike, "số bản án và số án lệ")
	cmd.AddCommand(a.casesBasisCommand(), a.casesDigestCommand(), a.casesCheckCommand())
	return cmd
}

func (e *env) desk() *cases.Desk {
	return cases.New(cases.Config{Store: e.store, Searcher: e.searcher, Log: e.log})
}

func caseError(err error) error {
	if errors.Is(err, cases.ErrEmpty) {
		return usageError{"tình huống trống: viết tình tiết sau lệnh, hoặc dùng --file TỆP"}
	}
	return err
}

// situation takes the case from the arguments or the file.
func (in *caseInput) situation(ctx context.Context, env *env, args []string) (cases.Situation, error) {
	s := cases.Situation{Facts: strings.TrimSpace(strings.Join(args, " ")), Claims: in.claims}
	if in.file != "" && s.Facts != "" {
		return s, usageError{"chỉ nêu tình huống hoặc --file, không cả hai"}
	}
	var err error
	if in.file != "" {
		doc, err := readCase(ctx, env, in.file)
		if err != nil {
			return s, err
		}
		c := cases.CaseOf(doc)
		s.Facts = c.Facts
		if s.Claims == "" {
			s.Claims = c.Claims
		}
		if doc.Judgment != nil {
			s.ActOn = doc.Judgment.Decided
		}
	}
	if strings.TrimSpace(s.Facts+s.Claims) == "" {
		return s, caseError(cases.ErrEmpty)
	}
	if in.factsOn != "" {
		if s.FactsOn, err = parseDay("facts-on", in.factsOn); err != nil {
			return s, err
		}
	}
	if in.actsOn != "" {
		if s.ActOn, err = parseDay("act-on", in.actsOn); err != nil {
			return s, err
		}
	}
	return s, nil
}

func parseDay(flag, s string) (corpus.Date, error) {
	d, err := corpus.ParseDate(s)
	if err != nil {
		return 0, usageError{fmt.Sprintf("--%s %q không phải ngày (viết 2024-01-31 hoặc 31/01/2024)", flag, s)}
	}
	return d, nil
}

// readCase reads a file as a judgment; what has not that form is kept as plain
// text.
func readCase(ctx context.Context, env *env, path string) (*corpus.Document, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usageError{fmt.Sprintf("không đọc được tệp %s: %v", path, errors.Unwrap(err))}
	}
	name := filepath.Base(path)
	text, err := env.pipeline().Reader.Read(ctx, name, data)
	if err != nil {
		return nil, err
	}
	doc, err := parse.Parse(text, corpus.Source{Name: name})
	if refusal, ok := extract.AsRefusal(err); ok && refusal.Code == parse.CodeNotLaw {
		var b strings.Builder
		for _, block := range text.Blocks {
			b.WriteString(block.Text + "\n")
		}
		return &corpus.Document{Title: name, Text: b.String()}, nil
	}
	return doc, err
}

func (a *app) casesBasisCommand() *cobra.Command {
	var in caseInput
	cmd := &cobra.Command{
		Use:   `basis "TÌNH HUỐNG" | --file TỆP`,
		Short: "Căn cứ pháp lý có thể áp dụng, nội dung và tố tụng tách riêng",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			s, err := in.situation(cmd.Context(), env, args)
			if err != nil {
				return err
			}
			suggestion, err := env.desk().Basis(cmd.Context(), s)
			if err != nil {
				return caseError(err)
			}
			if a.asJSON {
				return a.printJSON(suggestion)
			}
			a.printBasis(suggestion)
			return nil
		},
	}
	in.flags(cmd)
	return cmd
}

func (a *app) casesDigestCommand() *cobra.Command {
	var in caseInput
	cmd := &cobra.Command{
		Use:   "digest --file TỆP",
		Short: "Tóm lược bản án, hồ sơ: các bên, yêu cầu, điểm thống nhất và tranh chấp, chứng cứ, mốc thời gian, số tiền",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			var doc *corpus.Document
			switch text := strings.TrimSpace(strings.Join(args, " ")); {
			case in.file != "" && text == "":
				if doc, err = readCase(cmd.Context(), &env{cfg: cfg, log: a.logger(cfg)}, in.file); err != nil {
					return err
				}
			case in.file == "" && text != "":
				doc = &corpus.Document{Text: text}
			default:
				return usageError{"cần --file TỆP hoặc một đoạn văn bản"}
			}
			d := digest.Make(doc)
			if a.asJSON {
				return a.printJSON(d)
			}
			a.printDigest(d)
			return nil
		},
	}
	cmd.Flags().StringVar(&in.file, "file", "", "tệp bản án, hồ sơ (DOCX, PDF, TXT, …)")
	return cmd
}

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
		for i, p := range part.list {
			mark := " "
			if p.Proposed {
				mark = "*"
			}
			fmt.Fprintf(w, "%s%2d. %s, %s %s (%s%s)\n", mark, i+1, place(p.Path, p.Heading), p.Title, p.Document, p.StatusName, since(p.From, p.To))
			fmt.Fprintln(w, "     "+strings.Join(p.Why, "; "))
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
	for _, m := range s.Missing {
		fmt.Fprintf(w, "Chưa có trong kho: %s có hiệu lực ngày %s\n", m.Law, m.On.VN())
	}
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

func (a *app) casesCheckCommand() *cobra.Command {
	var in caseInput
	cmd := &cobra.Command{
		Use:   "check --file TỆP",
		Short: "Soát dự thảo bản án: viện dẫn có thật, còn hiệu lực, trích đúng; án phí, kháng cáo, vắng mặt; án lệ",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if in.file == "" {
				return usageError{"cần --file TỆP"}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			doc, err := readCase(cmd.Context(), env, in.file)
			if err != nil {
				return err
			}
			report, err := env.desk().CheckDraft(cmd.Context(), doc)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(report)
			}
			a.printCheck(report)
			return nil
		},
	}
	cmd.Flags().StringVar(&in.file, "file", "", "tệp dự thảo bản án (DOCX, PDF, TXT, …)")
	return cmd
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
