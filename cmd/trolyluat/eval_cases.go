package main

import (
	"github.com/spf13/cobra"

	evalcases "trolyluat/eval/cases"
)

func (a *app) evalCasesCommand() *cobra.Command {
	var opt evalcases.Options
	var cases, precedents string
	cmd := &cobra.Command{
		Use:   "cases --cases TỆP [--precedents THƯ-MỤC]",
		Short: "Đo việc tìm vụ án và án lệ tương tự",
		Long: `Từ một nửa tình tiết đã viết lại (bỏ tên, số, ngày) tìm đúng vụ án đó trong tất cả, đặt cạnh cách
đếm cặp âm tiết; và trên các cặp do người đọc đánh giá, vụ giống hơn phải đứng trước.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"cases": cases}); err != nil {
				return err
			}
			files := []string{cases}
			if precedents != "" {
				files = append(files, precedents)
			}
			env, done, err := a.openArticles(cmd, files...)
			if err != nil {
				return err
			}
			defer done()
			opt.Source = env.store
			report, err := evalcases.Run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.printMetrics(report, report.Suite, report.N, report.Metrics)
		},
	}
	f := cmd.Flags()
	f.StringVar(&cases, "cases", "", "tệp bản án, dạng ALQAC 2026 (JSON Lines)")
	f.StringVar(&precedents, "precedents", "", "thư mục án lệ")
	f.StringVar(&opt.Pairs, "pairs", "", "tệp cặp đã đánh giá (JSON Lines); mặc định 30 cặp kèm theo")
	f.BoolVar(&opt.Details, "details", false, "giữ các trường hợp sai trong báo cáo JSON")
	return cmd
}
