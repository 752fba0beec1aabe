package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"trolyluat/eval/amendment"
	evalbasis "trolyluat/eval/basis"
	evalcases "trolyluat/eval/cases"
	"trolyluat/eval/citations"
	evaldigest "trolyluat/eval/digest"
	"trolyluat/eval/refusal"
	evalreview "trolyluat/eval/review"
	evalrun "trolyluat/eval/run"
	"trolyluat/eval/structure"
)

func (a *app) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Đo chất lượng: tách điều khoản, tìm kiếm, trích dẫn …",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalStructureCommand(), a.evalRetrievalCommand(), a.evalAmendmentCommand(), a.evalCitationsCommand(), a.evalBasisCommand(), a.evalDraftCommand(), a.evalDigestCommand(), a.evalCasesCommand(),
		a.evalCompareCommand(), a.evalGateCommand(), a.evalReportCommand(), a.evalMakeCommand(), a.evalChoiceCommand(), a.evalSafetyCommand(), a.evalAllCommand(), a.evalRedactCommand(), a.evalReviewCommand(), a.evalAnswersCommand(), a.evalRefusalCommand(), a.evalSpeedCommand())
	for _, suite := range cmd.Commands() {
		run := suite.RunE
		suite.RunE = func(cmd *cobra.Command, args []string) error { return inputProblem(run(cmd, args)) }
	}
	return cmd
}

// inputProblem words what is wrong with the files of a suite for the reader, as
// wrong usage.
func inputProblem(err error) error {
	var line *evalrun.LineError
	var path *fs.PathError
	var usage usageError
	switch {
	case err == nil || errors.As(err, &usage):
		return err
	case errors.As(err, &line):
		return usageError{line.Error()}
	case errors.Is(err, evalbasis.ErrNoCases), errors.Is(err, evalcases.ErrNoCases), errors.Is(err, evaldigest.ErrNoCases):
		return usageError{"tệp không có vụ án nào đo được"}
	case errors.Is(err, evalreview.ErrNoLaw):
		return usageError{"kho không có luật nào đủ điều khoản để dựng dự thảo thử"}
	case errors.Is(err, refusal.ErrNoQuestions):
		return usageError{"không câu hỏi nào có điều trả lời nằm trong các kết quả tìm: không có gì để đo"}
	case errors.Is(err, amendment.ErrNoFiles):
		return usageError{"thư mục --files không có văn bản nào đọc được"}
	case errors.Is(err, structure.ErrNoPages):
		return usageError{"không trang nào của tệp mục lục có trong thư mục --files"}
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return usageError{"không có " + path.Path}
	case errors.As(err, &path) && errors.Is(err, syscall.EISDIR):
		return usageError{path.Path + " là thư mục, cần một tệp"}
	case errors.As(err, &path) && errors.Is(err, syscall.ENOTDIR):
		return usageError{path.Path + " không phải thư mục"}
	}
	return err
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
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "structure --gold TỆP --files THƯ-MỤC",
		Short: "So cây điều khoản với mục lục của chính trang nguồn (vbpl.vn)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"gold": opt.Gold, "files": opt.FilesDir}); err != nil {
				return err
			}
			tasks, err := structure.Tasks(opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: structure.Suite, seed: 1, tasks: tasks, files: map[string]string{"gold": opt.Gold, "files": opt.FilesDir},
				config: map[string]string{"strip": fmt.Sprint(opt.Strip), "only": opt.Only}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Gold, "gold", "", "tệp mục lục chuẩn (JSON)")
	f.StringVar(&opt.FilesDir, "files", "", "thư mục các trang HTML")
	f.BoolVar(&opt.Strip, "strip", false, "bỏ class và id của trang trước khi đọc")
	f.StringVar(&opt.Only, "only", "", "chỉ đo tệp có tên chứa chuỗi này")
	flags.add(cmd)
	return cmd
}

func (a *app) evalAmendmentCommand() *cobra.Command {
	var opt amendment.Options
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "amendment --files THƯ-MỤC [--relations TỆP]",
		Short: "Đo việc đọc và áp dụng văn bản sửa đổi, so với văn bản hợp nhất và pháp điển",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"files": opt.Files}); err != nil {
				return err
			}
			tasks, err := amendment.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: amendment.Suite, seed: 1, tasks: tasks, files: map[string]string{"files": opt.Files, "relations": opt.Relations}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Files, "files", "", "thư mục văn bản gốc, văn bản sửa đổi và văn bản hợp nhất")
	f.StringVar(&opt.Relations, "relations", "", "tệp quan hệ sửa đổi đã ghi nhận (JSON Lines)")
	flags.add(cmd)
	return cmd
}

func (a *app) evalCitationsCommand() *cobra.Command {
	var opt citations.Options
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "citations --questions TỆP --articles TỆP",
		Short: "Đo việc phát hiện trích dẫn sai trên câu trả lời có lỗi cài sẵn",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": opt.Questions, "articles": opt.Articles}); err != nil {
				return err
			}
			tasks, err := citations.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: citations.Suite, seed: opt.Seed, tasks: tasks, files: map[string]string{"questions": opt.Questions, "articles": opt.Articles},
				config: map[string]string{"every": fmt.Sprint(opt.Every)}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Questions, "questions", "", "tệp câu hỏi ALQAC (JSON Lines)")
	f.StringVar(&opt.Articles, "articles", "", "tệp điều luật ALQAC (JSON Lines)")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Every, "every", 0, "chỉ lấy mỗi câu thứ n, để xem nhanh")
	flags.add(cmd)
	return cmd
}
