package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"trolyluat/corpus"
	"trolyluat/eval/propose"
)

func (a *app) evalMakeCommand() *cobra.Command {
	var out, acceptedFile, asOf, since string
	var fromFeedback bool
	var opt propose.Options
	cmd := &cobra.Command{
		Use:   "make --out TỆP.csv | --from-feedback --out TỆP.csv | --accepted TỆP.csv --out CÂU-HỎI.jsonl",
		Short: "Đề xuất câu hỏi có đáp án từ kho để người duyệt, rồi lấy những câu đã duyệt",
		Long: `Lần một: đọc kho và ghi các câu hỏi đề xuất vào một bảng CSV (mở được bằng bảng tính). Người
duyệt đánh "x" vào cột "nhận", sửa câu hỏi, điều khoản hoặc ý phải có nếu cần.
Lần hai: với --accepted, chuyển những dòng đã nhận thành tệp câu hỏi cho eval answers và eval retrieval.
Với --from-feedback, lấy câu hỏi từ các câu trả lời mà người đọc đã đánh giá trong kho: "đúng" thì điều được dẫn
đứng đầu là đáp án, "sai" hoặc "thiếu" thì lấy điều mà người đọc chỉ ra. Dữ liệu cá nhân trong câu hỏi được che.
Các dòng đã đánh sẵn "x"; --out có đuôi .jsonl thì ghi thẳng tệp câu hỏi.
Có mô hình (--model) thì mô hình đặt thêm câu hỏi bằng lời thường trên cùng các điều khoản.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"out": out}); err != nil {
				return err
			}
			if acceptedFile != "" {
				return a.acceptQuestions(acceptedFile, out)
			}
			if fromFeedback {
				return a.questionsFromFeedback(cmd, since, out)
			}
			on, err := corpus.ParseDate(asOf)
			if err != nil {
				return usageError{fmt.Sprintf("--as-of %q không phải ngày", asOf)}
			}
			if on == 0 {
				on = corpus.Today()
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			rows, err := propose.ByRules(cmd.Context(), env.store, on, opt)
			if err != nil {
				return err
			}
			if env.model != nil {
				made, err := propose.ByModel(cmd.Context(), env.model, env.store, rows, on, opt.N)
				if err != nil && cmd.Context().Err() != nil {
					return err
				}
				if err != nil {
					fmt.Fprintf(a.stderr, "mô hình không đặt được câu hỏi nào; chỉ có câu hỏi theo quy tắc (%v)\n", err)
				}
				rows = append(rows, made...)
			}
			if err := writeFile(out, func(f *os.File) error { return propose.Write(f, rows) }); err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(map[string]any{"file": out, "proposed": len(rows)})
			}
			_, err = fmt.Fprintf(a.stdout, "Đã ghi %d câu hỏi đề xuất vào %s. Đánh \"x\" ở cột \"nhận\" rồi chạy lại với --accepted.\n", len(rows), out)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "tệp để ghi")
	f.StringVar(&acceptedFile, "accepted", "", "bảng đã duyệt")
	f.BoolVar(&fromFeedback, "from-feedback", false, "lấy câu hỏi từ các câu trả lời đã được đánh giá")
	f.StringVar(&since, "since", "", "chỉ lấy đánh giá từ ngày này (mặc định: tất cả)")
	f.StringVar(&asOf, "as-of", "", "theo pháp luật tại ngày này (mặc định: hôm nay)")
	f.IntVar(&opt.N, "n", 100, "số câu hỏi")
	f.IntVar(&opt.PerDo, "per-document", 6, "số câu hỏi nhiều nhất của một văn bản")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	return cmd
}

// questionsFromFeedback writes what readers judged as a table, or as a question
// file where the name ends in .jsonl.
func (a *app) questionsFromFeedback(cmd *cobra.Command, since, out string) error {
	day, err := corpus.ParseDate(since)
	if err != nil {
		return usageError{fmt.Sprintf("--since %q không phải ngày", since)}
	}
	var from time.Time
	if day != 0 {
		from = day.Time()
	}
	env, err := a.open(cmd, read)
	if err != nil {
		return err
	}
	defer env.Close()
	judged, err := env.store.History(cmd.Context())
	if err != nil {
		return fmt.Errorf("không mở được các cuộc trò chuyện: %w", err)
	}
	rows, skipped, err := propose.FromFeedback(cmd.Context(), judged, env.store, from)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return usageError{fmt.Sprintf("kho chưa có đánh giá nào dùng được: %s", skippedWords(skipped))}
	}
	write := propose.Write
	if strings.HasSuffix(strings.ToLower(out), ".jsonl") {
		write = propose.WriteQuestions
	}
	if err := writeFile(out, func(f *os.File) error { return write(f, rows) }); err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"file": out, "proposed": len(rows), "skipped": skipped})
	}
	_, err = fmt.Fprintf(a.stdout, "Đã ghi %d câu hỏi từ phản hồi vào %s. Bỏ qua %s.\n", len(rows), out, skippedWords(skipped))
	return err
}

func skippedWords(s propose.Skipped) string {
	return fmt.Sprintf("%d (không chỉ ra điều đúng: %d, không tìm thấy điều được chỉ ra: %d, không phải câu trả lời có căn cứ: %d, lặp lại: %d)",
		s.Of(), s.NoProvision, s.Unresolved, s.NoAnswer, s.Twice)
}

func (a *app) acceptQuestions(table, out string) error {
	f, err := os.Open(table)
	if err != nil {
		return usageError{fmt.Sprintf("không mở được %s", table)}
	}
	defer f.Close()
	rows, err := propose.Read(f)
	var row *propose.RowError
	if errors.As(err, &row) {
		return usageError{table + ": " + row.Error()}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	if len(rows) == 0 {
		return usageError{fmt.Sprintf("%s: chưa có dòng nào được nhận (cột \"nhận\")", table)}
	}
	if err := writeFile(out, func(f *os.File) error { return propose.WriteQuestions(f, rows) }); err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"file": out, "accepted": len(rows)})
	}
	_, err = fmt.Fprintf(a.stdout, "Đã ghi %d câu hỏi vào %s.\n", len(rows), out)
	return err
}

// writeFile makes a file by a function, and says so when closing it fails.
func writeFile(path string, write func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("không ghi được %s: %w", path, err)
	}
	return errors.Join(write(f), f.Close())
}
