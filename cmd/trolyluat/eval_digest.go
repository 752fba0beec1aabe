package main

import (
	"fmt"

	"github.com/spf13/cobra"

	evaldigest "trolyluat/eval/digest"
)

func (a *app) evalDigestCommand() *cobra.Command {
	var opt evaldigest.Options
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "digest --cases TỆP",
		Short: "Đo việc tóm lược bản án: các bên, yêu cầu, mốc thời gian, số tiền",
		Long: `So bản tóm lược của các bản án với phần một người đã đánh dấu bằng vị trí: bên nào với tư cách gì, câu nào
nêu yêu cầu với Tòa án, ngày tháng nào, số tiền nào.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"cases": opt.Cases}); err != nil {
				return err
			}
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			opt.Reader = (&env{cfg: cfg, log: a.logger(cfg)}).pipeline().Reader
			tasks, absent, err := evaldigest.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			if len(absent) > 0 {
				fmt.Fprintf(a.stderr, "%d bản án đã đánh dấu không có trong tệp, bỏ qua.\n", len(absent))
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: evaldigest.Suite, seed: opt.Seed, tasks: tasks, finish: evaldigest.Finish,
				files: map[string]string{"cases": opt.Cases, "gold": opt.Gold}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Cases, "cases", "", "tệp bản án, dạng ALQAC 2026 (JSON Lines)")
	f.StringVar(&opt.Gold, "gold", "", "tệp đánh dấu khác (JSON Lines); mặc định phần đánh dấu kèm theo")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	flags.add(cmd)
	return cmd
}
