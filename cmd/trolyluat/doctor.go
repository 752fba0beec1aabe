package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"trolyluat/retrieval"
)

// examined is a store that can look at itself; both are.
type examined interface {
	Doctor(ctx context.Context, deep bool) ([]retrieval.Finding, error)
}

var severityNames = map[retrieval.Severity]string{
	retrieval.SeverityNote: "ghi chú", retrieval.SeverityWarning: "cảnh báo", retrieval.SeverityProblem: "sự cố",
}

func (a *app) doctorCommand() *cobra.Command {
	var deep bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Khám kho: phiên bản, chỉ mục, véc-tơ, dữ liệu mồ côi, cấu hình; kèm việc cần làm",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			store, ok := env.store.(examined)
			if !ok {
				return fmt.Errorf("kho này không tự khám được")
			}
			findings, err := store.Doctor(cmd.Context(), deep)
			if err != nil {
				return fmt.Errorf("khám kho: %w", err)
			}
			problems := 0
			rows := [][]string{}
			for _, f := range findings {
				if f.Severity == retrieval.SeverityProblem {
					problems++
				}
				rows = append(rows, []string{severityNames[f.Severity], f.Message, f.Action})
			}
			if a.asJSON {
				if findings == nil {
					findings = []retrieval.Finding{}
				}
				err = a.printJSON(map[string]any{"findings": findings, "problems": problems})
			} else if len(rows) == 0 {
				_, err = fmt.Fprintln(a.stdout, "Không thấy vấn đề gì.")
			} else {
				err = printTable(a.stdout, []string{"MỨC", "ĐIỀU THẤY ĐƯỢC", "VIỆC NÊN LÀM"}, rows)
			}
			if err == nil && problems > 0 {
				err = silentError{fmt.Errorf("%d problems found", problems)}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&deep, "deep", false, "đối chiếu cả chỉ mục với từng đoạn văn bản (lâu hơn)")
	return cmd
}
