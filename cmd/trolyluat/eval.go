package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/eval/amendment"
	"trolyluat/eval/citations"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/eval/structure"
	"trolyluat/retrieval"
)

func (a *app) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Đo chất lượng: tách điều khoản, tìm kiếm, trích dẫn …",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalStructureCommand(), a.evalRetrievalCommand(), a.evalAmendmentCommand(), a.evalCitationsCommand(), a.evalBasisCommand(), a.evalDraftCommand(), a.evalCasesCommand(),
		a.evalCompareCommand(), a.evalGateCommand(), a.evalReportCommand(), a.evalMakeCommand(), a.evalChoiceCommand(), a.evalSafetyCommand(), a.evalAllCommand(), a.evalRedactCommand(), a.evalReviewCommand(), a.evalAnswersCommand())
	return cmd
}

// required turns a missing flag into a usage error.
func required(flags map[string]string) error {
	for _, name := range sortedKeys(flags) {
		if flags[name] == "" {
			return usageError{"cần --" + name}
		}
	}
	return nil
}

// printMetrics prints a suite's report: the whole as JSON, the metrics as a table.
func (a *app) printMetrics(report any, suite string, n int, metrics map[string]float64) error {
	if a.asJSON {
		return a.printJSON(report)
	}
	fmt.Fprintf(a.stdout, "%s, n = %d\n", suite, n)
	var rows [][]string
	for _, name := range sortedKeys(metrics) {
		rows = append(rows, []string{name, strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", metrics[name]), "0"), ".")})
	}
	return printTable(a.stdout, nil, rows)
}

func (a *app) evalStructureCommand() *cobra.Command {
	var opt structure.Options
	cmd := &cobra.Command{
		Use:   "structure --gold TỆP --files THƯ-MỤC",
		Short: "So cây điều khoản với mục lục của chính trang nguồn (vbpl.vn)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"gold": opt.Gold, "files": opt.FilesDir}); err != nil {
				return err
			}
			report, err := structure.Run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.printMetrics(report, report.Suite, report.N, report.Metrics)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Gold, "gold", "", "tệp mục lục chuẩn (JSON)")
	f.StringVar(&opt.FilesDir, "files", "", "thư mục các trang HTML")
	f.BoolVar(&opt.Strip, "strip", false, "bỏ class và id của trang trước khi đọc")
	f.StringVar(&opt.Only, "only", "", "chỉ đo tệp có tên chứa chuỗi này")
	return cmd
}

func (a *app) evalAmendmentCommand() *cobra.Command {
	var opt amendment.Options
	cmd := &cobra.Command{
		Use:   "amendment --files THƯ-MỤC [--relations TỆP]",
		Short: "Đo việc đọc và áp dụng văn bản sửa đổi, so với văn bản hợp nhất và pháp điển",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"files": opt.Files}); err != nil {
				return err
			}
			report, err := amendment.Run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			flat := map[string]any{"suite": "amendment", "n": report.Documents, "metrics": report.Metrics, "detail": report}
			return a.printMetrics(flat, "amendment", report.Documents, report.Metrics)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Files, "files", "", "thư mục văn bản gốc, văn bản sửa đổi và văn bản hợp nhất")
	f.StringVar(&opt.Relations, "relations", "", "tệp quan hệ sửa đổi đã ghi nhận (JSON Lines)")
	return cmd
}

func (a *app) evalCitationsCommand() *cobra.Command {
	var opt citations.Options
	cmd := &cobra.Command{
		Use:   "citations --questions TỆP --articles TỆP",
		Short: "Đo việc phát hiện trích dẫn sai trên câu trả lời có lỗi cài sẵn",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": opt.Questions, "articles": opt.Articles}); err != nil {
				return err
			}
			report, err := citations.Run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			flat := map[string]any{"suite": "citations", "n": report.Answers, "metrics": report.Metrics(), "detail": report}
			return a.printMetrics(flat, "citations", report.Answers, report.Metrics())
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Questions, "questions", "", "tệp câu hỏi ALQAC (JSON Lines)")
	f.StringVar(&opt.Articles, "articles", "", "tệp điều luật ALQAC (JSON Lines)")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Every, "every", 0, "chỉ lấy mỗi câu thứ n, để xem nhanh")
	return cmd
}

func (a *app) evalRetrievalCommand() *cobra.Command {
	var opt evalretrieval.Options
	var mode string
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "retrieval --questions TỆP [--data THƯ-MỤC]",
		Short: "Đo tìm kiếm trên câu hỏi đã biết điều trả lời",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": opt.Questions}); err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			if err := env.searcher.Refresh(cmd.Context()); err != nil {
				return err
			}
			opt.Searcher, opt.Mode = env.searcher, retrieval.Mode(mode)
			if flags.out != "" {
				return a.keepRetrieval(cmd.Context(), env, opt, &flags)
			}
			report, err := evalretrieval.Run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.printMetrics(report, report.Suite, report.N, report.Metrics)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Questions, "questions", "", "tệp câu hỏi (JSON Lines, hoặc dạng ALQAC, Zalo)")
	f.StringVar(&mode, "mode", string(retrieval.Hybrid), "cách tìm: hybrid, lexical, vector")
	f.Float64Var(&opt.Strip, "strip", 0, "tỷ lệ âm tiết bị bỏ dấu (0–1)")
	f.Float64Var(&opt.Typos, "typos", 0, "tỷ lệ âm tiết bị gõ sai (0–1)")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Limit, "limit", 0, "chỉ hỏi chừng này câu đầu")
	f.BoolVar(&opt.Details, "details", false, "giữ từng câu trong báo cáo JSON")
	flags.add(cmd)
	return cmd
}
