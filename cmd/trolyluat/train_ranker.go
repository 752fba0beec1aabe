package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"trolyluat/eval/metrics"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
	"trolyluat/retrieval/rank/train"
)

// trainingError words what a user can mend.
func trainingError(err error) error {
	switch {
	case errors.Is(err, local.ErrTooSmall):
		return usageError{"kho có quá ít điều để huấn luyện; nạp thêm văn bản trước"}
	case errors.Is(err, train.ErrTooFew):
		return usageError{"tệp câu hỏi có quá ít câu để chia nhóm; cần ít nhất bằng --folds"}
	case errors.Is(err, train.ErrNoEmbedder):
		return usageError{"chưa có mô hình nhúng nào để tính trọng số"}
	}
	return err
}

// trainedRanker is the report of train ranker and train fusion.
type trainedRanker struct {
	Suite   string             `json:"suite"` // "train_ranker", "train_fusion"
	N       int                `json:"n"`     // questions
	Metrics map[string]float64 `json:"metrics"`
	Data    string             `json:"data"` // SHA-256 of questions and features
	File    string             `json:"file,omitempty"`
	Bytes   int                `json:"bytes,omitempty"`
	Stages  []trainedStage     `json:"stages"`
	Without []trainedStage     `json:"without,omitempty"` // ablations: the whole without a part
	// Reworded are the questions as hurried people type them, against the whole.
	Reworded []trainedStage `json:"reworded,omitempty"`
	Fusion   *rank.Fusion   `json:"fusion,omitempty"`
}

// trainedStage is the search up to a part, or the whole without one. Differences
// are to the stage before, or to the whole.
type trainedStage struct {
	Name    string                        `json:"name"`
	Metrics map[string]float64            `json:"metrics"`
	Diff    map[string]metrics.Comparison `json:"diff,omitempty"`
}

func (a *app) trainRankerCommand() *cobra.Command {
	var o train.Options
	var files []string
	var out string
	var ablate bool
	cmd := &cobra.Command{
		Use:   "ranker --questions TỆP [--out TỆP | --ablate]",
		Short: "Huấn luyện mô hình xếp hạng trên câu hỏi đã biết điều trả lời",
		Long: `Học trọng số từ ngữ của câu hỏi, mô hình tuyến tính và cây LambdaMART trên 150 ứng viên đầu của
mỗi câu hỏi, rồi trọng số của véc-tơ. Mỗi dòng của tệp câu hỏi: {"id", "question", "gold": [mã điều]}.
Kết quả in ra được đo ngoài mẫu học: các câu hỏi được chia nhóm (--folds) theo điều trả lời, mỗi câu
do mô hình chưa thấy nhóm của nó xếp hạng. --ablate đo xem thiếu từng phần thì kém đi bao nhiêu.`,
		Example: "  trolyluat train ranker --data ./kho --questions cau-hoi.jsonl",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, questions, err := a.openForTraining(cmd, files)
			if err != nil {
				return err
			}
			defer env.Close()
			o.Searcher, o.Questions, o.Log = env.searcher, questions, env.log
			if env.embedder != nil {
				o.Embedder = env.embedder.Model()
			}
			if current := env.searcher.Model(); current != nil {
				o.Keep = current.Fusion
			}
			show := a.trainingProgress()
			o.Progress = func(stage string, done, of int) { show(fmt.Sprintf("%s: %d/%d", stage, done, of)) }
			if ablate {
				return a.ablate(cmd.Context(), o)
			}
			o.Reworded = []train.Rewording{
				{Name: "không dấu", Text: evalretrieval.Damage(1, 0, bootstrapSeed)},
				{Name: "mất nửa số dấu", Text: evalretrieval.Damage(0.5, 0, bootstrapSeed)},
				{Name: "sai một trong mười âm tiết", Text: evalretrieval.Damage(0, 0.1, bootstrapSeed)},
			}
			start := time.Now()
			r, err := train.Train(cmd.Context(), o)
			if err != nil {
				return trainingError(err)
			}
			report := rankerReport("train_ranker", r)
			report.Metrics["seconds"] = time.Since(start).Seconds()
			return a.keepRanker(env, r.Model, report, out)
		},
	}
	trainingFlags(cmd, &o, &files, &out)
	cmd.Flags().IntVar(&o.Seeds, "ensembles", 2, "số bộ cây được lấy trung bình")
	cmd.Flags().BoolVar(&ablate, "ablate", false, "chỉ đo đóng góp của từng phần, không ghi mô hình")
	return cmd
}

func (a *app) trainFusionCommand() *cobra.Command {
	var o train.Options
	var files []string
	var out string
	cmd := &cobra.Command{
		Use:   "fusion --questions TỆP [--out TỆP]",
		Short: "Tính trọng số véc-tơ của mô hình nhúng đang dùng, giữ nguyên mô hình xếp hạng",
		Long: `Tính xem véc-tơ của mô hình nhúng đang dùng (--embed-model, hoặc mô hình cục bộ) nên nặng bao nhiêu
bên cạnh điểm từ ngữ. Kho phải có véc-tơ của mô hình ấy. Nếu véc-tơ không giúp gì thì trọng số bằng 0.`,
		Example: "  trolyluat train fusion --data ./kho --embed-model bge-m3 --questions cau-hoi.jsonl",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, questions, err := a.openForTraining(cmd, files)
			if err != nil {
				return err
			}
			defer env.Close()
			o.Searcher, o.Questions, o.Log = env.searcher, questions, env.log
			if env.embedder != nil {
				o.Embedder = env.embedder.Model()
			}
			show := a.trainingProgress()
			o.Progress = func(stage string, done, of int) { show(fmt.Sprintf("%s: %d/%d", stage, done, of)) }
			r, err := train.Fusion(cmd.Context(), o, env.searcher.Model())
			if err != nil {
				return trainingError(err)
			}
			report := rankerReport("train_fusion", r)
			weights := r.Model.Fusion[o.Embedder]
			report.Fusion = &weights
			return a.keepRanker(env, r.Model, report, out)
		},
	}
	trainingFlags(cmd, &o, &files, &out)
	return cmd
}

func trainingFlags(cmd *cobra.Command, o *train.Options, files *[]string, out *string) {
	f := cmd.Flags()
	f.StringSliceVar(files, "questions", nil, "tệp câu hỏi (JSON Lines, hoặc dạng ALQAC, Zalo); có thể lặp lại")
	f.StringVar(out, "out", "", "ghi mô hình ra tệp này thay vì vào kho")
	f.IntVar(&o.Folds, "folds", 5, "số nhóm câu hỏi để đo ngoài mẫu")
	f.Uint64Var(&o.Seed, "seed", 1, "hạt giống ngẫu nhiên")
}

// openForTraining opens the store and reads the questions.
func (a *app) openForTraining(cmd *cobra.Command, files []string) (*env, []train.Question, error) {
	if len(files) == 0 {
		return nil, nil, usageError{"cần --questions TỆP"}
	}
	var questions []train.Question
	for _, file := range files {
		read, err := evalretrieval.ReadQuestionsFile(file)
		if err != nil {
			return nil, nil, usageError{fmt.Sprintf("không đọc được tệp câu hỏi %s: %s", file, why(err))}
		}
		for _, q := range read {
			questions = append(questions, train.Question{ID: q.ID, Text: q.Text, Gold: q.Gold})
		}
	}
	env, err := a.open(cmd, read)
	if err != nil {
		return nil, nil, err
	}
	return env, questions, nil
}

func evalQuestions(questions []train.Question) []evalretrieval.Question {
	out := make([]evalretrieval.Question, len(questions))
	for i, q := range questions {
		out[i] = evalretrieval.Question{ID: q.ID, Text: q.Text, Gold: q.Gold}
	}
	return out
}

const bootstrapSeed = 1

func rankerReport(suite string, r train.Report) trainedRanker {
	questions := evalQuestions(r.Questions)
	report := trainedRanker{Suite: suite, N: len(questions), Data: r.Data}
	for i, s := range r.Stages {
		stage := trainedStage{Name: s.Name}
		stage.Metrics, _ = evalretrieval.Score(questions, s.Rankings, bootstrapSeed)
		if i > 0 {
			stage.Diff = evalretrieval.Compare(questions, r.Stages[i-1].Rankings, s.Rankings, bootstrapSeed)
		}
		report.Stages = append(report.Stages, stage)
	}
	for _, s := range r.Reworded {
		stage := trainedStage{Name: s.Name, Diff: evalretrieval.Compare(questions, r.Whole(), s.Rankings, bootstrapSeed)}
		stage.Metrics, _ = evalretrieval.Score(questions, s.Rankings, bootstrapSeed)
		report.Reworded = append(report.Reworded, stage)
	}
	report.Metrics = map[string]float64{}
	for name, v := range report.Stages[len(report.Stages)-1].Metrics {
		report.Metrics[name] = v
	}
	return report
}

// keepRanker writes the model where it is asked for, or into the store's folder.
func (a *app) keepRanker(env *env, m *rank.Model, report trainedRanker, out string) error {
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return err
	}
	report.File, report.Bytes = out, b.Len()
	if out == "" {
		report.File = filepath.Join(modelFolder(env.cfg), rankerFile)
		if err := os.MkdirAll(filepath.Dir(report.File), 0o700); err != nil {
			return fmt.Errorf("không tạo được thư mục giữ mô hình: %w", err)
		}
	}
	if err := writeWhole(report.File, b.Bytes()); err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(report)
	}
	fmt.Fprintf(a.stdout, "%d câu hỏi, đo ngoài mẫu học; mô hình %d byte ở %s\ndữ liệu học %s\n\n", report.N, report.Bytes, report.File, report.Data)
	if err := a.printStages("so với bước trước", report.Stages); err != nil || len(report.Reworded) == 0 {
		return err
	}
	fmt.Fprintln(a.stdout, "\nCùng câu hỏi, gõ khác đi (so với gõ đúng):")
	return a.printStages("so với gõ đúng", report.Reworded)
}

// ablate prints what each part adds.
func (a *app) ablate(ctx context.Context, o train.Options) error {
	r, ablations, err := train.Ablate(ctx, o)
	if err != nil {
		return trainingError(err)
	}
	report := rankerReport("train_ablation", r)
	questions := evalQuestions(r.Questions)
	whole := r.Whole()
	for _, x := range ablations {
		without := trainedStage{Name: x.Part, Diff: evalretrieval.Compare(questions, whole, x.Rankings, bootstrapSeed)}
		without.Metrics, _ = evalretrieval.Score(questions, x.Rankings, bootstrapSeed)
		report.Without = append(report.Without, without)
	}
	if a.asJSON {
		return a.printJSON(report)
	}
	fmt.Fprintf(a.stdout, "%d câu hỏi, đo ngoài mẫu học; dữ liệu học %s\n\n", report.N, report.Data)
	if err := a.printStages("so với bước trước", report.Stages); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, "\nThiếu một phần (so với toàn bộ):")
	return a.printStages("so với toàn bộ", report.Without)
}

func (a *app) printStages(compared string, stages []trainedStage) error {
	names := evalretrieval.Measures()
	header := append([]string{"PHẦN"}, names...)
	header = append(header, "mrr@10 "+compared, "acc@1 "+compared, "r@10 "+compared)
	var rows [][]string
	for _, s := range stages {
		row := []string{s.Name}
		for _, n := range names {
			row = append(row, fmt.Sprintf("%.3f", s.Metrics[n]))
		}
		for _, n := range []string{"mrr@10", "acc@1", "r@10"} {
			if c, ok := s.Diff[n]; ok {
				row = append(row, fmt.Sprintf("%+.4f [%+.4f; %+.4f]", c.Diff.Mean, c.Diff.Lo, c.Diff.Hi))
			}
		}
		rows = append(rows, row)
	}
	return printTable(a.stdout, header, rows)
}
