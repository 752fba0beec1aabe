package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/eval/choice"
)

func (a *app) evalChoiceCommand() *cobra.Command {
	var questions, asOf string
	var withEvidence bool
	var opt choice.Options
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "choice --questions TỆP --model TÊN [--evidence]",
		Short: "Đo mô hình trên câu hỏi trắc nghiệm (VLegal-Bench, ALQAC), không hoặc có căn cứ kèm theo",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": questions}); err != nil {
				return err
			}
			on, err := corpus.ParseDate(asOf)
			if err != nil {
				return usageError{fmt.Sprintf("--as-of %q không phải ngày", asOf)}
			}
			f, err := os.Open(questions)
			if err != nil {
				return usageError{fmt.Sprintf("không mở được %s", questions)}
			}
			defer f.Close()
			qs, err := choice.Read(f)
			var row *choice.RowError
			if errors.As(err, &row) {
				return usageError{questions + ": " + row.Error()}
			}
			if err != nil {
				return fmt.Errorf("%s: %w", questions, err)
			}
			if len(qs) == 0 {
				return usageError{fmt.Sprintf("%s không có câu trắc nghiệm nào", questions)}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			if env.model == nil {
				return usageError{"cần mô hình: --model và --openai-base-url (hoặc OPENAI_BASE_URL)"}
			}
			opt.Model, opt.AsOf = env.model, on
			if opt.Price == (llm.Price{}) {
				opt.Price = env.cfg.prices()[env.cfg.Model]
			}
			if withEvidence {
				opt.Searcher = env.searcher
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: choice.Suite, seed: 1, env: env, tasks: choice.Tasks(opt, qs), files: map[string]string{"questions": questions},
				config: map[string]string{"evidence": fmt.Sprint(withEvidence), "k": fmt.Sprint(opt.K), "as_of": on.String()}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&questions, "questions", "", "tệp câu hỏi trắc nghiệm (JSON Lines hoặc mảng JSON)")
	f.BoolVar(&withEvidence, "evidence", false, "đưa kèm các điều tìm được trong kho")
	f.IntVar(&opt.K, "k", 5, "số điều đưa kèm")
	f.StringVar(&asOf, "as-of", "", "theo pháp luật tại ngày này (mặc định: mọi phiên bản)")
	f.Float64Var(&opt.Price.Prompt, "price-prompt", 0, "giá một triệu token đưa vào mô hình, để tính chi phí cho --budget (mặc định theo --prices)")
	f.Float64Var(&opt.Price.Completion, "price-completion", 0, "giá một triệu token mô hình viết ra (mặc định theo --prices)")
	flags.add(cmd)
	return cmd
}
