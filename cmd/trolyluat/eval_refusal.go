package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"trolyluat/assistant"
	"trolyluat/eval/refusal"
	"trolyluat/retrieval"
)

func (a *app) evalRefusalCommand() *cobra.Command {
	var opt refusal.Options
	var also []string
	var questions, fit string
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "refusal --questions TỆP [--data THƯ-MỤC]",
		Short: "Đo việc từ chối: có căn cứ thì trả lời, không có thì nói không có",
		Long: `Hỏi trợ lý (không có mô hình) các câu đã biết căn cứ, rồi hỏi lại khi văn bản là căn cứ bị giấu khỏi kết quả tìm, và
hỏi những câu không luật nào trả lời. Đo tỷ lệ trả lời chắc chắn, chưa chắc, từ chối của mỗi loại. --folds N khớp trọng
số trên N-1 phần và đo phần còn lại, chia phần theo văn bản; --fit TỆP khớp trên tất cả và ghi ra tệp. --also KHO=TỆP
thêm bộ câu hỏi.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"questions": questions}); err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			opt.Sets = []refusal.Set{{Questions: questions, Searcher: env.searcher, Terms: env.store}}
			inputs := map[string]string{"questions": questions}
			closeAll, err := a.eachAlso(cmd.Context(), env.cfg, also, inputs, func(file string, searcher *retrieval.Searcher, terms assistant.TermStats) {
				opt.Sets = append(opt.Sets, refusal.Set{Questions: file, Searcher: searcher, Terms: terms})
			})
			defer closeAll()
			if err != nil {
				return err
			}
			if fit != "" {
				c, err := refusal.Fit(cmd.Context(), opt)
				if err != nil {
					return err
				}
				text, err := json.MarshalIndent(c, "", " ")
				if err != nil {
					return fmt.Errorf("không ghi được trọng số: %w", err)
				}
				if err := os.WriteFile(fit, append(text, '\n'), 0o600); err != nil {
					return fmt.Errorf("không ghi được trọng số: %w", err)
				}
				return nil
			}
			tasks, err := refusal.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: refusal.Suite, seed: opt.Seed, env: env, tasks: tasks, finish: refusal.Finish, files: inputs,
				config: map[string]string{"folds": fmt.Sprint(opt.Folds), "limit": fmt.Sprint(opt.Limit), "weigh": fmt.Sprint(opt.Weigh)}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&questions, "questions", "", "tệp câu hỏi đã biết căn cứ")
	f.StringArrayVar(&also, "also", nil, "thêm bộ câu hỏi, dạng KHO=TỆP")
	f.IntVar(&opt.Folds, "folds", 0, "đo bằng kiểm chứng chéo chừng này phần; 0 đo trọng số đi kèm chương trình")
	f.StringVar(&fit, "fit", "", "khớp trọng số trên mọi câu hỏi và ghi vào tệp này")
	f.IntVar(&opt.Weigh, "weigh", 1, "câu hỏi theo dạng riêng của chương trình được tính bằng chừng này câu khi khớp")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Limit, "limit", 0, "chỉ hỏi chừng này câu đầu của mỗi bộ")
	flags.add(cmd)
	return cmd
}
