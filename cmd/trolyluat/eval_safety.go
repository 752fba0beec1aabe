package main

import (
	"time"

	"github.com/spf13/cobra"

	evalrun "trolyluat/eval/run"
	"trolyluat/eval/safety"
	"trolyluat/prompts"
)

func (a *app) evalSafetyCommand() *cobra.Command {
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "safety [--model TÊN]",
		Short: "Đo mức chống chèn lệnh qua câu hỏi, văn bản và hội thoại; không có mô hình thì đóng vai mô hình luôn vâng lời",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			model, err := newModel(cfg, a.logger(cfg))
			if err != nil {
				return err
			}
			m := evalrun.Manifest{Suite: "safety", Seed: 1, Started: time.Now().UTC().Truncate(time.Second), Version: version(),
				Config: map[string]string{"model": "vâng lời"}, Inputs: map[string]string{"prompts": prompts.Hash()}}
			opt := safety.Options{}
			if model != nil {
				opt.Model, m.Config["model"] = model, model.Model()
			}
			a.progress(&flags)
			r, err := evalrun.Do(cmd.Context(), flags.out, m, safety.Tasks(opt, safety.Attacks()), flags.Options)
			if err != nil {
				return runProblem(err)
			}
			return a.printMetrics(r.Report, r.Report.Suite, r.Report.N, r.Report.Metrics)
		},
	}
	flags.add(cmd)
	return cmd
}
