package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
)

// examined is a store that can look at itself; both are.
type examined interface {
	Doctor(ctx context.Context, deep bool) ([]retrieval.Finding, error)
	Models(ctx context.Context) ([]checkup.Model, error)
}

var severityNames = map[retrieval.Severity]string{
	retrieval.SeverityNote: "ghi chú", retrieval.SeverityWarning: "cảnh báo", retrieval.SeverityProblem: "sự cố",
}

func (a *app) doctorCommand() *cobra.Command {
	var deep bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Khám kho: phiên bản, chỉ mục, véc-tơ, dữ liệu mồ côi, ổ đĩa, cấu hình; kèm việc cần làm",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			findings, err := a.examine(cmd, deep)
			if err != nil {
				return err
			}
			return a.printFindings(findings)
		},
	}
	cmd.Flags().BoolVar(&deep, "deep", false, "đối chiếu cả chỉ mục với từng đoạn văn bản (lâu hơn)")
	return cmd
}

// examine looks at configuration and store. A store that cannot be opened is a
// finding, not an error.
func (a *app) examine(cmd *cobra.Command, deep bool) ([]retrieval.Finding, error) {
	cfg, err := loadConfig(cmd.Flags(), a.getenv)
	if err != nil {
		return nil, err
	}
	findings := configFindings(cfg, configPath(cmd.Flags(), a.getenv))
	env, err := a.openWith(cmd.Context(), cfg, read)
	if refused := (storeError{}); errors.As(err, &refused) {
		a.logger(cfg).Error("store not opened", "error", err)
		return append(findings, refused.finding), nil
	}
	if err != nil {
		return nil, err
	}
	defer env.Close()
	store, ok := env.store.(examined)
	if !ok {
		return nil, fmt.Errorf("kho này không tự khám được")
	}
	models, err := store.Models(cmd.Context())
	if err != nil {
		return nil, fmt.Errorf("khám kho: %w", err)
	}
	using := ""
	if env.embedder != nil {
		using = env.embedder.Model()
	}
	findings = append(findings, modelFindings(models, using)...)
	ofStore, err := store.Doctor(cmd.Context(), deep)
	if err != nil {
		return nil, fmt.Errorf("khám kho: %w", err)
	}
	return append(findings, ofStore...), nil
}

// printFindings writes the findings; problems among them are a failure.
func (a *app) printFindings(findings []retrieval.Finding) error {
	problems := 0
	rows := [][]string{}
	for _, f := range findings {
		if f.Severity == retrieval.SeverityProblem {
			problems++
		}
		rows = append(rows, []string{severityNames[f.Severity], f.Message, f.Action})
	}
	var err error
	switch {
	case a.asJSON:
		if findings == nil {
			findings = []retrieval.Finding{}
		}
		err = a.printJSON(map[string]any{"findings": findings, "problems": problems})
	case len(rows) == 0:
		_, err = fmt.Fprintln(a.stdout, "Không thấy vấn đề gì.")
	default:
		err = printTable(a.stdout, []string{"MỨC", "ĐIỀU THẤY ĐƯỢC", "VIỆC NÊN LÀM"}, rows)
	}
	if err == nil && problems > 0 {
		err = silentError{fmt.Errorf("%d problems found", problems)}
	}
	return err
}
