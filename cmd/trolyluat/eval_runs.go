package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"trolyluat/eval/compare"
	"trolyluat/eval/report"
	evalretrieval "trolyluat/eval/retrieval"
	evalrun "trolyluat/eval/run"
	"trolyluat/prompts"
)

// runFlags are the flags of every suite that keeps its run in a folder.
type runFlags struct {
	out string
	evalrun.Options
}

// add puts the flags on a command.
func (r *runFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.out, "out", "", "thư mục giữ lượt đo: từng mục, căn cứ, điểm; dừng giữa chừng thì chạy lại sẽ đo tiếp")
	f.IntVar(&r.Workers, "workers", 1, "số mục đo cùng lúc")
	f.Float64Var(&r.PerMin, "per-minute", 0, "nhiều nhất chừng này mục mỗi phút (0: không hạn chế)")
	f.Float64Var(&r.Budget, "budget", 0, "dừng khi chi phí mô hình đạt mức này (0: không hạn chế)")
	f.BoolVar(&r.RetryErrors, "retry-errors", false, "đo lại những mục trước đó không đo được")
}

// progress shows how far a run is, on a terminal only.
func (a *app) progress(r *runFlags) {
	if !terminal(a.stderr) {
		return
	}
	r.Progress = func(done, of int) {
		fmt.Fprintf(a.stderr, "\r%d/%d", done, of)
		if done == of {
			fmt.Fprintln(a.stderr)
		}
	}
}

// keepRun measures tasks, kept in the folder of --out, and prints the report.
func (a *app) keepRun(ctx context.Context, env *env, m evalrun.Manifest, tasks []evalrun.Task, flags *runFlags) error {
	m.Started, m.Version = time.Now().UTC().Truncate(time.Second), version()
	if m.Inputs == nil {
		m.Inputs = map[string]string{}
	}
	var err error
	if m.Inputs["corpus"], err = evalrun.HashCorpus(ctx, env.store); err != nil {
		return err
	}
	if env.model != nil {
		m.Config["model"], m.Inputs["prompts"] = env.model.Model(), prompts.Hash()
	}
	if env.embedder != nil {
		m.Config["embedder"] = env.embedder.Model()
	}
	a.progress(flags)
	r, err := evalrun.Do(ctx, flags.out, m, tasks, flags.Options)
	if err != nil {
		return runProblem(err)
	}
	return a.printMetrics(r.Report, r.Report.Suite, r.Report.N, r.Report.Metrics)
}

func (a *app) keepRetrieval(ctx context.Context, env *env, opt evalretrieval.Options, flags *runFlags) error {
	questions, err := evalretrieval.ReadQuestionsFile(opt.Questions)
	if err != nil {
		return err
	}
	hash, err := evalrun.HashFile(opt.Questions)
	if err != nil {
		return err
	}
	return a.keepRun(ctx, env, evalrun.Manifest{Suite: "retrieval", Seed: opt.Seed, Inputs: map[string]string{"questions": hash},
		Config: map[string]string{"mode": string(opt.Mode), "strip": fmt.Sprint(opt.Strip), "typos": fmt.Sprint(opt.Typos)}},
		evalretrieval.Tasks(opt, questions), flags)
}

// runProblem words an error of a run for the reader.
func runProblem(err error) error {
	var other *evalrun.OtherRunError
	switch {
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
				return err
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
					return fmt.Errorf("write %s: %w", htmlFile, err)
				}
			}
			text := report.Markdown(r)
			if markdownFile != "" {
				if err := os.WriteFile(markdownFile, []byte(text), 0o644); err != nil {
					return fmt.Errorf("write %s: %w", markdownFile, err)
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
	return evalrun.Read(dir)
}
