package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/eval/structure"
)

func (a *app) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Đo chất lượng: tách điều khoản, tìm kiếm, trích dẫn …",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalStructureCommand())
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
