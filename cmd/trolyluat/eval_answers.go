package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"trolyluat/assistant"
	"trolyluat/corpus/sample"
	"trolyluat/eval/answers"
	"trolyluat/eval/keypoints"
	evalrun "trolyluat/eval/run"
	"trolyluat/retrieval"
)

func (a *app) evalAnswersCommand() *cobra.Command {
	var opt answers.Options
	var also []string
	var fit string
	var sampleLaw bool
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "answers --questions TỆP [--data THƯ-MỤC] | --sample",
		Short: "Đo câu trả lời trích: câu được đánh dấu, cụm từ trả lời, đúng/sai, trắc nghiệm",
		Long: `Hỏi cả trợ lý (không có mô hình) các câu hỏi đã biết câu trả lời, tìm trong toàn bộ kho. Tệp câu hỏi theo
dạng ALQAC như công bố: câu trả lời là một đoạn của điều luật, Đúng/Sai, hoặc chữ cái của phương án.

--folds N khớp trọng số trên N-1 phần và đo phần còn lại, không phần nào có chung điều luật (hay chung luật,
với --by-law); --fit TỆP khớp trên tất cả và ghi ra tệp trọng số. --also KHO=TỆP thêm bộ câu hỏi để khớp.
Tệp theo dạng riêng của chương trình (id, kind, question, gold, points; xem eval make) được đo theo ý phải có,
căn cứ đã dẫn, từ chối đúng lúc; có mô hình thì mô hình trả lời. --sample đo 120 câu về luật mẫu kèm chương trình
(văn bản giả định), trong một kho tạm.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if sampleLaw {
				return a.answersOfSample(cmd, opt.Seed, &flags)
			}
			if err := required(map[string]string{"questions": opt.Questions}); err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			if own, err := ownFormat(opt.Questions); err != nil {
				return err
			} else if own {
				return a.answersByPoints(cmd, env, opt.Questions, opt.Seed, &flags)
			}
			opt.Searcher, opt.Terms = env.searcher, env.store
			inputs := map[string]string{"questions": opt.Questions}
			closeAll, err := a.eachAlso(cmd.Context(), env.cfg, also, inputs, func(file string, searcher *retrieval.Searcher, terms assistant.TermStats) {
				opt.Also = append(opt.Also, answers.Set{Questions: file, Searcher: searcher, Terms: terms})
			})
			defer closeAll()
			if err != nil {
				return err
			}
			if fit != "" {
				return fitAnswers(cmd.Context(), opt, fit)
			}
			if _, err := a.readQuestions(opt.Questions); err != nil { // for its messages
				return err
			}
			tasks, err := answers.Tasks(cmd.Context(), opt)
			if errors.Is(err, answers.ErrNoAnswers) {
				return usageError{fmt.Sprintf("%s không có câu hỏi nào kèm câu trả lời (answer)", opt.Questions)}
			}
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: answers.Suite, seed: opt.Seed, env: env, tasks: tasks, finish: answers.Finish, files: inputs,
				config: map[string]string{"folds": fmt.Sprint(opt.Folds), "by_law": fmt.Sprint(opt.ByLaw), "limit": fmt.Sprint(opt.Limit)}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Questions, "questions", "", "tệp câu hỏi (dạng ALQAC)")
	f.BoolVar(&sampleLaw, "sample", false, "đo 120 câu về luật mẫu kèm chương trình")
	f.StringArrayVar(&also, "also", nil, "thêm bộ câu hỏi để khớp trọng số, dạng KHO=TỆP")
	f.IntVar(&opt.Folds, "folds", 0, "đo bằng kiểm chứng chéo chừng này phần; 0 đo trọng số đi kèm chương trình")
	f.BoolVar(&opt.ByLaw, "by-law", false, "chia phần theo luật thay vì theo điều")
	f.StringVar(&fit, "fit", "", "khớp trọng số trên mọi câu hỏi và ghi vào tệp này")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	f.IntVar(&opt.Limit, "limit", 0, "chỉ hỏi chừng này câu đầu")
	flags.add(cmd)
	return cmd
}

// fitAnswers fits the weights of the extractive answers and writes them.
func fitAnswers(ctx context.Context, opt answers.Options, file string) error {
	w, err := answers.Fit(ctx, append([]answers.Set{opt.Set}, opt.Also...))
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(w, "", " ")
	if err != nil {
		return fmt.Errorf("không ghi được trọng số: %w", err)
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("không ghi được trọng số: %w", err)
	}
	return nil
}

func ownFormat(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, usageError{fmt.Sprintf("không mở được %s", file)}
	}
	defer f.Close()
	return keypoints.Is(f), nil
}

// answersByPoints measures whole answers against questions of the program's own
// format.
func (a *app) answersByPoints(cmd *cobra.Command, env *env, file string, seed uint64, flags *runFlags) error {
	f, err := os.Open(file)
	if err != nil {
		return usageError{fmt.Sprintf("không mở được %s", file)}
	}
	defer f.Close()
	questions, err := keypoints.Read(f)
	if err != nil {
		return evalrun.In(file, err)
	}
	return a.runSuite(cmd.Context(), suiteRun{suite: answers.Suite, seed: seed, env: env, tasks: keypoints.Tasks(env.assistant(), questions, 0), finish: keypoints.Finish, files: map[string]string{"questions": file}}, flags)
}

// answersOfSample measures answers to the questions over the sample law, on the
// day on which they are asked, in a store that is taken away.
func (a *app) answersOfSample(cmd *cobra.Command, seed uint64, flags *runFlags) error {
	cfg, err := loadConfig(cmd.Flags(), a.getenv)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "trolyluat-eval-")
	if err != nil {
		return fmt.Errorf("không tạo được thư mục: %w", err)
	}
	defer os.RemoveAll(dir)
	cfg.Data, cfg.DB = dir, ""
	env, err := a.openWith(cmd.Context(), cfg, write)
	if err != nil {
		return err
	}
	defer env.Close()
	if _, err := env.loadSample(cmd.Context()); err != nil {
		return err
	}
	questions, err := keypoints.Read(bytes.NewReader(sample.AnswerSetJSONL()))
	if err != nil {
		return err
	}
	return a.runSuite(cmd.Context(), suiteRun{suite: answers.Suite, seed: seed, env: env, tasks: keypoints.Tasks(env.assistant(), questions, sample.AskedOn),
		finish: keypoints.Finish, config: map[string]string{"questions": "luật mẫu"}}, flags)
}
