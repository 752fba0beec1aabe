package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/eval/compare"
	"trolyluat/eval/report"
	evalrun "trolyluat/eval/run"
)

// runProblem words an error of a run for the reader.
func runProblem(err error) error {
	var other *evalrun.OtherRunError
	var used *evalrun.InUseError
	switch {
	case errors.As(err, &used):
		return fmt.Errorf("một lượt đo khác đang ghi vào thư mục %s; chờ lượt đó xong hoặc chọn --out khác", used.Dir)
	case errors.As(err, &other):
		return usageError{fmt.Sprintf("thư mục %s đang giữ một lượt đo khác (%s); chọn --out khác", other.Dir, strings.Join(other.Differences, "; "))}
	case errors.Is(err, evalrun.ErrBudget):
		return fmt.Errorf("đã tiêu hết --budget; chạy lại với mức cao hơn để đo tiếp: %w", err)
	}
	return err
}

func (a *app) evalCompareCommand() *cobra.Command {
	var shown int
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "So hai lượt đo cùng bộ câu hỏi: khác nhau ở đâu, có ý nghĩa không",
		Args:  cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			var runs [2]*evalrun.Result
			for i, dir := range args {
				r, err := readRun(dir)
				if err != nil {
					return err
				}
				runs[i] = r
			}
			c, err := compare.Runs(runs[0], runs[1])
			if errors.Is(err, compare.ErrDisjoint) {
				return usageError{fmt.Sprintf("hai lượt đo %s và %s không có mục nào chung", args[0], args[1])}
			}
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			_, err = fmt.Fprint(a.stdout, c.Text(shown))
			return err
		},
	}
	cmd.Flags().IntVar(&shown, "items", 20, "số mục thay đổi được liệt kê")
	return cmd
}

func (a *app) evalGateCommand() *cobra.Command {
	var baseline, candidate, only string
	var opt compare.GateOptions
	cmd := &cobra.Command{
		Use:   "gate --baseline LƯỢT-MỐC --run LƯỢT-MỚI",
		Short: "Báo lỗi (mã thoát 1) khi lượt đo mới kém lượt mốc; dùng trong CI",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := required(map[string]string{"baseline": baseline, "run": candidate}); err != nil {
				return err
			}
			if only != "" {
				opt.Only = strings.Split(only, ",")
			}
			v, err := compare.Gate(baseline, candidate, opt)
			if err != nil {
				return gateProblem(err, baseline, candidate)
			}
			if a.asJSON {
				if err := a.printJSON(v); err != nil {
					return err
				}
			} else {
				for _, f := range v.Failed {
					fmt.Fprintln(a.stdout, f)
				}
			}
			if !v.Passed {
				return silentError{errors.New("eval gate: worse than the baseline")}
			}
			if !a.asJSON {
				fmt.Fprintln(a.stdout, "Không kém lượt mốc.")
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&baseline, "baseline", "", "thư mục lượt đo hoặc tệp JSON làm mốc")
	f.StringVar(&candidate, "run", "", "thư mục lượt đo hoặc tệp JSON cần xét")
	f.Float64Var(&opt.MaxDrop, "max-drop", 0.05, "mức giảm nhiều nhất cho phép của một số đo")
	f.StringVar(&only, "only", "", "chỉ xét các số đo này, cách nhau bằng dấu phẩy")
	return cmd
}

// gateProblem words why two runs cannot be held against each other.
func gateProblem(err error, baseline, candidate string) error {
	var other *compare.OtherSuiteError
	switch {
	case errors.As(err, &other):
		return usageError{fmt.Sprintf("%s đo %s, %s đo %s: không so được", other.A, other.SuiteA, other.B, other.SuiteB)}
	case errors.Is(err, compare.ErrDisjoint), errors.Is(err, compare.ErrNoMeasure):
		return usageError{fmt.Sprintf("%s và %s không có số đo chung nào để so", baseline, candidate)}
	}
	return err
}

func (a *app) evalReportCommand() *cobra.Command {
	var htmlFile, markdownFile string
	cmd := &cobra.Command{
		Use:   "report LƯỢT-ĐO [--html TỆP] [--markdown TỆP]",
		Short: "Viết báo cáo một lượt đo cho người quản lý đọc",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := readRun(args[0])
			if err != nil {
				return err
			}
			if htmlFile != "" {
				page, err := report.HTML(r)
				if err != nil {
					return err
				}
				if err := os.WriteFile(htmlFile, page, 0o644); err != nil {
					return fmt.Errorf("không ghi được %s: %w", htmlFile, err)
				}
			}
			text := report.Markdown(r)
			if markdownFile != "" {
				if err := os.WriteFile(markdownFile, []byte(text), 0o644); err != nil {
					return fmt.Errorf("không ghi được %s: %w", markdownFile, err)
				}
			}
			if a.asJSON {
				return a.printJSON(r.Report)
			}
			if htmlFile == "" && markdownFile == "" {
				_, err = fmt.Fprint(a.stdout, text)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&htmlFile, "html", "", "tệp HTML để ghi")
	f.StringVar(&markdownFile, "markdown", "", "tệp Markdown để ghi")
	return cmd
}

func readRun(dir string) (*evalrun.Result, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usageError{fmt.Sprintf("%s không phải thư mục của một lượt đo (eval … --out THƯ-MỤC)", dir)}
	}
	r, err := evalrun.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Sprintf("%s chưa có lượt đo nào đã xong; chạy lại lệnh đo với --out %s", dir, dir)}
	}
	return r, err
}
