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
	"trolyluat/assistant/cases/digest"
	"trolyluat/corpus"
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
		if s = cases.SituationOf(doc); in.claims != "" {
			s.Claims = in.claims
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
		return nil, usageError{fmt.Sprintf("không đọc được tệp %s: %v", path, why(err))}
	}
	return cases.Read(ctx, env.pipeline().Reader, filepath.Base(path), data)
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
