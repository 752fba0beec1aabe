package main

import (
	"fmt"

	"github.com/spf13/cobra"

	evalcases "trolyluat/eval/cases"
	evaldraft "trolyluat/eval/draft"
)

func (a *app) evalCasesCommand() *cobra.Command {
	var opt evalcases.Options
	var cases, precedents string
	var flags runFlags
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
			tasks, err := evalcases.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: evalcases.Suite, seed: evalcases.Seed, tasks: tasks,
				files: map[string]string{"cases": cases, "precedents": precedents, "pairs": opt.Pairs}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&cases, "cases", "", "tệp bản án, dạng ALQAC 2026 (JSON Lines)")
	f.StringVar(&precedents, "precedents", "", "thư mục án lệ")
	f.StringVar(&opt.Pairs, "pairs", "", "tệp cặp đã đánh giá (JSON Lines); mặc định 30 cặp kèm theo")
	flags.add(cmd)
	return cmd
}

func (a *app) evalDraftCommand() *cobra.Command {
	var opt evaldraft.Options
	var articles string
	var law []string
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "draft --cases TỆP --articles TỆP [--law ĐƯỜNG-DẪN]",
		Short: "Đo việc soát dự thảo bản án có lỗi cài sẵn",
		Long: `Cài lỗi vào bản án thật (điều, khoản không có; văn bản chưa hoặc hết hiệu lực; trích sai lời; thiếu án
phí, quyền kháng cáo, căn cứ xét xử vắng mặt) và cả đoạn đúng, rồi đếm lỗi tìm thấy và báo nhầm.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"cases": opt.Cases, "articles": articles}); err != nil {
				return err
			}
			env, done, err := a.openArticles(cmd, append([]string{articles}, law...)...)
			if err != nil {
				return err
			}
			defer done()
			opt.Source, opt.Desk, opt.Reader = env.store, env.desk(), env.pipeline().Reader
			tasks, err := evaldraft.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			inputs := map[string]string{"cases": opt.Cases, "articles": articles}
			for i, path := range law {
				inputs[fmt.Sprintf("law %d", i+1)] = path
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: evaldraft.Suite, seed: opt.Seed, tasks: tasks, files: inputs}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Cases, "cases", "", "tệp bản án, dạng ALQAC 2026 (JSON Lines)")
	f.StringVar(&articles, "articles", "", "tệp điều luật (JSON Lines)")
	f.StringSliceVar(&law, "law", nil, "thêm văn bản vào kho, để có văn bản chưa hoặc hết hiệu lực")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	flags.add(cmd)
	return cmd
}
