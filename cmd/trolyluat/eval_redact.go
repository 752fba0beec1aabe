package main

import (
	"os"

	"github.com/spf13/cobra"

	assistantredact "trolyluat/assistant/redact"
	"trolyluat/eval/redact"
	evalrun "trolyluat/eval/run"
)

func (a *app) evalRedactCommand() *cobra.Command {
	var cases string
	var seed uint64
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "redact --cases TỆP",
		Short: "Đo việc che thông tin cá nhân trên bản án được cài lại tên bịa",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"cases": cases}); err != nil {
				return err
			}
			f, err := os.Open(cases)
			if err != nil {
				return err
			}
			defer f.Close()
			all, err := redact.ReadCases(f, seed)
			if err != nil {
				return evalrun.In(cases, err)
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: redact.Suite, seed: seed, tasks: redact.Tasks(all, assistantredact.Options{}), files: map[string]string{"cases": cases}}, &flags)
		},
	}
	cmd.Flags().StringVar(&cases, "cases", "", "tệp bản án (JSON Lines: case_id, judgment_text)")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "hạt giống ngẫu nhiên của tên bịa")
	flags.add(cmd)
	return cmd
}
