package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"trolyluat/corpus"
	"trolyluat/corpus/ingest"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/embed/local"
)

func (a *app) trainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Huấn luyện lại mô hình nhúng và mô hình xếp hạng trên kho của mình",
		Long: `Huấn luyện lại những mô hình đi kèm chương trình, trên văn bản và câu hỏi của mình:

  embedder  mô hình nhúng cục bộ, chỉ cần các văn bản trong kho (không cần câu hỏi)
  ranker    mô hình xếp hạng: trọng số từ ngữ, mô hình tuyến tính, cây hồi quy, trọng số véc-tơ
  fusion    riêng trọng số véc-tơ của mô hình nhúng đang dùng
  language  số đếm âm tiết đi kèm chương trình (cho người phát triển)

Kết quả được ghi vào thư mục models của kho và thay mô hình đi kèm từ lần chạy sau; --out ghi ra nơi
khác. Cùng dữ liệu và cùng --seed thì ra cùng một tệp. Số liệu in ra luôn đo trên những câu hỏi mà
mô hình chưa thấy khi học (chia nhóm theo điều trả lời).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.trainEmbedderCommand(), a.trainRankerCommand(), a.trainFusionCommand(), a.trainLanguageCommand())
	return cmd
}

// heldOut is that one điều in so many is not trained on but tested with.
const heldOut = 61

func (a *app) trainEmbedderCommand() *cobra.Command {
	var o local.Options
	var out string
	var all, keep bool
	cmd := &cobra.Command{
		Use:   "embedder [--out TỆP | --keep]",
		Short: "Huấn luyện mô hình nhúng cục bộ trên các văn bản trong kho",
		Long: `Huấn luyện mô hình nhúng cục bộ (véc-tơ cho âm tiết và cặp âm tiết) chỉ từ văn bản trong kho, rồi
tính lại véc-tơ của mọi điều. Một phần nhỏ các điều được giữ lại để đo. Với --out thì chỉ ghi tệp,
kho giữ nguyên. Với --keep thì không học, chỉ tính lại véc-tơ bằng mô hình đang dùng: cần làm khi
chương trình mới đi kèm mô hình khác mô hình mà kho có véc-tơ (trolyluat doctor báo điều đó). Máy chủ đang chạy trên kho này cần khởi động lại để dùng mô hình mới.`,
		Example: "  trolyluat train embedder --data ./kho",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			if keep {
				return a.renewVectors(cmd.Context(), env, out)
			}
			return a.trainEmbedder(cmd.Context(), env, o, out, all)
		},
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "ghi mô hình ra tệp này, không đổi kho")
	f.BoolVar(&keep, "keep", false, "không học lại, chỉ tính lại véc-tơ của kho bằng mô hình đang dùng")
	f.BoolVar(&all, "all", false, "học trên mọi điều, không giữ lại điều nào để đo")
	f.IntVar(&o.Dim, "dim", 0, "số chiều (mặc định 128)")
	f.IntVar(&o.Steps, "steps", 0, "số bước học (mặc định theo cỡ kho, nhiều nhất 3000)")
	f.IntVar(&o.Batch, "batch", 0, "số cặp đoạn văn so với nhau mỗi bước (mặc định 1024, kho nhỏ 256)")
	f.IntVar(&o.Pairs, "pairs", 0, "số cặp âm tiết có véc-tơ riêng (mặc định 68000)")
	f.Uint64Var(&o.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	return cmd
}

// trainedEmbedder is the report of train embedder.
type trainedEmbedder struct {
	Suite   string             `json:"suite"` // "train_embedder"
	N       int                `json:"n"`     // điều tested with
	Metrics map[string]float64 `json:"metrics"`
	Model   string             `json:"model"`
	File    string             `json:"file"`
	Bytes   int                `json:"bytes"`
	Chunks  int                `json:"chunks"` // given new vectors
}

func (a *app) trainEmbedder(ctx context.Context, env *env, o local.Options, out string, all bool) error {
	var test []local.Text
	texts := func(yield func(local.Text, error) bool) {
		i := 0
		for t, err := range env.searcher.Texts(ctx) {
			if i++; err == nil && i%heldOut == 0 && !all {
				test = append(test, t)
				continue
			}
			if !yield(t, err) {
				return
			}
		}
	}
	show := a.trainingProgress()
	o.Log = env.log
	o.Progress = func(step, of int, loss float64) {
		show(fmt.Sprintf("bước %d/%d, sai số %.3f", step, of, loss))
	}
	start := time.Now()
	m, err := local.Train(ctx, iter.Seq2[local.Text, error](texts), o)
	if err != nil {
		return trainingError(err)
	}
	report := trainedEmbedder{Suite: "train_embedder", Model: m.Model(), Metrics: map[string]float64{"seconds": time.Since(start).Seconds()}}
	if !all {
		report.Metrics["mrr"], report.N = local.HeadingRank(m, test)
		if before, ok := env.embedder.(*local.Model); ok {
			report.Metrics["mrr_before"], _ = local.HeadingRank(before, test)
		}
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return err
	}
	report.File, report.Bytes = out, b.Len()
	if out == "" {
		report.File = filepath.Join(modelFolder(env.cfg), embedderFile)
		if err := os.MkdirAll(filepath.Dir(report.File), 0o700); err != nil {
			return fmt.Errorf("không tạo được thư mục giữ mô hình: %w", err)
		}
	}
	if err := writeWhole(report.File, b.Bytes()); err != nil {
		return err
	}
	if out == "" {
		env.embedder = m
		if report.Chunks, err = env.reembed(ctx, func(done int) { show(fmt.Sprintf("đã tính lại véc-tơ của %d đoạn", done)) }); err != nil {
			return fmt.Errorf("không tính lại được vectơ của kho: %w", err)
		}
	}
	if a.asJSON {
		return a.printJSON(report)
	}
	fmt.Fprintf(a.stdout, "Mô hình nhúng %s: %d byte ở %s, học trong %.0f giây.\n", report.Model, report.Bytes, report.File, report.Metrics["seconds"])
	if !all {
		fmt.Fprintf(a.stdout, "Trên %d điều không dùng để học, hỏi bằng tên điều: nghịch đảo thứ hạng trung bình %.3f", report.N, report.Metrics["mrr"])
		if before, ok := report.Metrics["mrr_before"]; ok {
			fmt.Fprintf(a.stdout, " (mô hình trước: %.3f)", before)
		}
		fmt.Fprintln(a.stdout, ".")
	}
	if out == "" {
		fmt.Fprintf(a.stdout, "Đã tính lại véc-tơ của %d đoạn.\n", report.Chunks)
	}
	return nil
}

// renewVectors gives every chunk vectors of the local model in use, which stays as
// it is.
func (a *app) renewVectors(ctx context.Context, env *env, out string) error {
	m, ok := env.embedder.(*local.Model)
	if !ok || out != "" {
		return usageError{"--keep tính lại véc-tơ của kho bằng mô hình nhúng cục bộ: không dùng cùng --out hay --embed-model"}
	}
	show := a.trainingProgress()
	start := time.Now()
	n, err := env.reembed(ctx, func(done int) { show(fmt.Sprintf("đã tính lại véc-tơ của %d đoạn", done)) })
	if err != nil {
		return fmt.Errorf("không tính lại được vectơ của kho: %w", err)
	}
	if a.asJSON {
		return a.printJSON(trainedEmbedder{Suite: "train_embedder", Model: m.Model(), Chunks: n,
			Metrics: map[string]float64{"seconds": time.Since(start).Seconds()}})
	}
	fmt.Fprintf(a.stdout, "Đã tính lại véc-tơ của %d đoạn bằng mô hình %s.\n", n, m.Model())
	return nil
}

// reembed gives every chunk vectors of the embedder in use.
func (e *env) reembed(ctx context.Context, progress func(done int)) (int, error) {
	p := &ingest.Pipeline{Store: e.store, Log: e.log, Embedders: []ingest.Embedder{embed.Passages{Embedder: e.embedder}}}
	return p.Reembed(ctx, func(ctx context.Context, id string) ([]corpus.Chunk, error) { return e.store.Articles(ctx, id, "") }, progress)
}

// trainingProgress writes a line now and then.
func (a *app) trainingProgress() func(line string) {
	last := time.Now()
	var w io.Writer = a.stderr
	if a.asJSON {
		w = io.Discard
	}
	return func(line string) {
		if time.Since(last) >= 5*time.Second {
			last = time.Now()
			fmt.Fprintln(w, line)
		}
	}
}

// writeWhole replaces a file as a whole.
func writeWhole(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return usageError{fmt.Sprintf("không ghi được tệp %s: %s", path, why(err))}
	}
	_, err = f.Write(b)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("không ghi được %s: %w", path, err)
	}
	return nil
}
