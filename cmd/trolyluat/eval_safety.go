package main

import (
	"github.com/spf13/cobra"

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
			run := suiteRun{suite: safety.Suite, seed: 1, config: map[string]string{"model": "vâng lời", "prompts": prompts.Hash()}}
			opt := safety.Options{}
			if model != nil {
				opt.Model, run.config["model"] = model, model.Model()
			}
			run.tasks = safety.Tasks(opt, safety.Attacks())
			return a.runSuite(cmd.Context(), run, &flags)
		},
	}
	flags.add(cmd)
	return cmd
}
