package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"trolyluat/assistant/review"
	evalreview "trolyluat/eval/review"
)

func (a *app) evalReviewCommand() *cobra.Command {
	var opt evalreview.Options
	var split string
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "review [--split dev|test]",
		Short: "Đo việc thẩm định dự thảo trên dự thảo có lỗi cài sẵn, làm từ văn bản trong kho",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt.Split = evalreview.Split(split)
			switch opt.Split {
			case "", evalreview.Dev, evalreview.Test:
			default:
				return usageError{fmt.Sprintf("--split %q không hợp lệ (dev, test)", split)}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			r := review.New(review.Config{Store: env.store, Index: env.store, Log: env.log})
			tasks, err := evalreview.Tasks(cmd.Context(), env.store, r, opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: evalreview.Suite, seed: opt.Seed, env: env, tasks: tasks, finish: evalreview.Finish,
				config: map[string]string{"split": split, "drafts": fmt.Sprint(opt.Drafts)}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&split, "split", "test", "nửa nào của các luật: dev, test; để trống lấy cả hai")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Drafts, "drafts", 0, "số dự thảo có lỗi (mỗi dự thảo có một bản sạch đi kèm)")
	flags.add(cmd)
	return cmd
}
