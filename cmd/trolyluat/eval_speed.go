package main

import (
	"github.com/spf13/cobra"

	"trolyluat/assistant"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/eval/speed"
)

func (a *app) evalSpeedCommand() *cobra.Command {
	var questions, role string
	var limit int
	cmd := &cobra.Command{
		Use:   "speed --questions TỆP [--data THƯ-MỤC]",
		Short: "Đo thời gian của trợ lý không có mô hình: tới căn cứ đầu tiên, phần việc riêng ngoài tìm kiếm",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": questions}); err != nil {
				return err
			}
			list, err := evalretrieval.ReadQuestionsFile(questions)
			if err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			opt := speed.Options{Searcher: env.searcher, Terms: env.store, Role: assistant.Role(role)}
			for _, q := range list {
				if limit == 0 || len(opt.Questions) < limit {
					opt.Questions = append(opt.Questions, q.Text)
				}
			}
			report, err := speed.Run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.printMetrics(report, report.Suite, report.N, report.Metrics)
		},
	}
	f := cmd.Flags()
	f.StringVar(&questions, "questions", "", "tệp câu hỏi (JSON Lines, hoặc dạng ALQAC, Zalo)")
	f.StringVar(&role, "role", string(assistant.Citizen), "người đọc: citizen, judge, drafter, official")
	f.IntVar(&limit, "limit", 0, "chỉ hỏi chừng này câu đầu")
	return cmd
}
