package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	evalrun "trolyluat/eval/run"
	"trolyluat/prompts"
)

// runFlags are the flags of every suite: each is measured item by item, and kept
// in a folder where one is given.
type runFlags struct {
	out     string
	details bool
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
	f.BoolVar(&r.details, "details", false, "thêm từng mục vào báo cáo JSON")
}

// suiteRun is a suite that is ready to be measured.
type suiteRun struct {
	suite  string
	seed   uint64
	config map[string]string // settings that bear on the result
	files  map[string]string // what is read: name in the manifest → file or folder; "" is none
	env    *env              // whose store and model are measured; nil without
	tasks  []evalrun.Task
	finish func(*evalrun.Result) error
}

// runSuite measures a suite, kept in the folder of --out where there is one, and
// prints its report. Hashes of what is read are taken only for a run that is kept.
func (a *app) runSuite(ctx context.Context, s suiteRun, flags *runFlags) error {
	if len(s.tasks) == 0 {
		return usageError{"không có mục nào để đo"}
	}
	m := evalrun.Manifest{Suite: s.suite, Seed: s.seed, Started: time.Now().UTC().Truncate(time.Second), Version: version(), Config: map[string]string{}, Inputs: map[string]string{}}
	maps.Copy(m.Config, s.config)
	if flags.out != "" {
		if err := s.hash(ctx, &m); err != nil {
			return err
		}
	}
	o := flags.Options
	o.Progress, o.Finish = a.progress(), s.finish
	r, err := evalrun.Do(ctx, flags.out, m, s.tasks, o)
	if err != nil {
		return runProblem(err)
	}
	if failed := len(r.Items) - r.Report.N; failed > 0 {
		fmt.Fprintf(a.stderr, "%d mục không đo được, không tính là sai; mục đầu: %s\n", failed, firstError(r))
		if flags.out != "" {
			fmt.Fprintln(a.stderr, "Chạy lại với --retry-errors để đo lại chúng.")
		}
	}
	report := any(r.Report)
	if flags.details {
		report = struct {
			evalrun.Report
			Items []evalrun.Item `json:"items"`
		}{r.Report, r.Items}
	}
	if err := a.printMetrics(report, r.Report.Suite, r.Report.N, r.Report.Metrics); err != nil {
		return err
	}
	if r.Report.N == 0 {
		return fmt.Errorf("không mục nào đo được: %s", firstError(r))
	}
	return nil
}

func firstError(r *evalrun.Result) string {
	for i := range r.Items {
		if it := &r.Items[i]; it.Outcome == evalrun.Error {
			return it.ID + ": " + it.Error
		}
	}
	return ""
}

// hash fills in what the run depends on: the files, what the store holds, models
// and prompts.
func (s suiteRun) hash(ctx context.Context, m *evalrun.Manifest) error {
	var err error
	for name, path := range s.files {
		if path == "" {
			continue
		}
		if m.Inputs[name], err = evalrun.HashPath(path); err != nil {
			return err
		}
	}
	if s.env == nil {
		return nil
	}
	if m.Inputs["corpus"], err = evalrun.HashCorpus(ctx, s.env.store); err != nil {
		return err
	}
	for _, file := range []string{rankerFile, embedderFile} { // fitted here; what ships goes with the version
		path := filepath.Join(modelFolder(s.env.cfg), file)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if m.Inputs[file], err = evalrun.HashFile(path); err != nil {
			return err
		}
	}
	if s.env.model != nil {
		m.Config["model"], m.Inputs["prompts"] = s.env.model.Model(), prompts.Hash()
	}
	if s.env.embedder != nil {
		m.Config["embedder"] = s.env.embedder.Model()
	}
	return nil
}

// progress shows how far a run is, on a terminal only.
func (a *app) progress() func(done, of int) {
	if !terminal(a.stderr) {
		return nil
	}
	return func(done, of int) {
		fmt.Fprintf(a.stderr, "\r%d/%d", done, of)
		if done == of {
			fmt.Fprintln(a.stderr)
		}
	}
}
