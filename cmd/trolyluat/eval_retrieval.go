package main

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	evalretrieval "trolyluat/eval/retrieval"
	evalrun "trolyluat/eval/run"
	"trolyluat/retrieval"
)

func (a *app) evalRetrievalCommand() *cobra.Command {
	var opt evalretrieval.Options
	var mode string
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "retrieval --questions TỆP [--data THƯ-MỤC]",
		Short: "Đo tìm kiếm trên câu hỏi đã biết điều trả lời",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": opt.Questions}); err != nil {
				return err
			}
			switch opt.Mode = retrieval.Mode(mode); opt.Mode {
			case retrieval.Hybrid, retrieval.Lexical, retrieval.Vector:
			default:
				return usageError{fmt.Sprintf("--mode %q không hợp lệ (hybrid, lexical, vector)", mode)}
			}
			questions, err := a.readQuestions(opt.Questions)
			if err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			if err := env.searcher.Refresh(cmd.Context()); err != nil {
				return err
			}
			missing, err := evalretrieval.Missing(cmd.Context(), env.searcher, questions)
			if err != nil {
				return err
			}
			a.tellMissing(questions, missing)
			opt.Searcher = env.searcher
			return a.runSuite(cmd.Context(), suiteRun{suite: evalretrieval.Suite, seed: opt.Seed, env: env, tasks: evalretrieval.Tasks(opt, questions),
				files:  map[string]string{"questions": opt.Questions},
				config: map[string]string{"mode": mode, "strip": fmt.Sprint(opt.Strip), "typos": fmt.Sprint(opt.Typos), "limit": fmt.Sprint(opt.Limit)},
				finish: func(r *evalrun.Result) error {
					r.Report.Metrics["gold_missing"] = float64(len(missing))
					return nil
				}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Questions, "questions", "", "tệp câu hỏi (JSON Lines, hoặc dạng ALQAC, Zalo)")
	f.StringVar(&mode, "mode", string(retrieval.Hybrid), "cách tìm: hybrid, lexical, vector")
	f.Float64Var(&opt.Strip, "strip", 0, "tỷ lệ âm tiết bị bỏ dấu (0–1)")
	f.Float64Var(&opt.Typos, "typos", 0, "tỷ lệ âm tiết bị gõ sai (0–1)")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Limit, "limit", 0, "chỉ hỏi chừng này câu đầu")
	flags.add(cmd)
	return cmd
}

// readQuestions reads a file of questions with known answers, and says what is
// wrong with it, or left out.
func (a *app) readQuestions(file string) ([]evalretrieval.Question, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	questions, without, err := evalretrieval.ReadAll(f)
	switch {
	case err != nil:
		return nil, evalrun.In(file, err)
	case len(questions) == 0:
		return nil, usageError{fmt.Sprintf("%s không có câu hỏi nào kèm điều trả lời (gold hoặc relevant_articles)", file)}
	case without > 0:
		fmt.Fprintf(a.stderr, "%d câu không có điều trả lời, bỏ qua.\n", without)
	}
	return questions, nil
}

// tellMissing says which answers the store lacks: they count as not found.
func (a *app) tellMissing(questions []evalretrieval.Question, missing map[string]bool) {
	if len(missing) == 0 {
		return
	}
	whole := 0
	for _, q := range questions {
		if !slices.ContainsFunc(q.Gold, func(g string) bool { return !missing[g] }) {
			whole++
		}
	}
	fmt.Fprintf(a.stderr, "%d điều trả lời không có trong kho (ví dụ %s); %d câu vì thế không thể tìm đúng, vẫn tính là sai.\n",
		len(missing), slices.Min(slices.Collect(maps.Keys(missing))), whole)
}
