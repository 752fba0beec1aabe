package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"trolyluat/corpus"
	"trolyluat/eval/propose"
)

func (a *app) evalMakeCommand() *cobra.Command {
	var out, acceptedFile, asOf string
	var opt propose.Options
	cmd := &cobra.Command{
		Use:   "make --out TỆP.csv | --accepted TỆP.csv --out CÂU-HỎI.jsonl",
		Short: "Đề xuất câu hỏi có đáp án từ kho để người duyệt, rồi lấy những câu đã duyệt",
		Long: `Lần một: đọc kho và ghi các câu hỏi đề xuất vào một bảng CSV (mở được bằng bảng tính). Người
duyệt đánh "x" vào cột "nhận", sửa câu hỏi, điều khoản hoặc ý phải có nếu cần.
Lần hai: với --accepted, chuyển những dòng đã nhận thành tệp câu hỏi cho eval answers.
Có mô hình (--model) thì mô hình đặt thêm câu hỏi bằng lời thường trên cùng các điều khoản.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"out": out}); err != nil {
				return err
			}
			if acceptedFile != "" {
				return a.acceptQuestions(acceptedFile, out)
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
	f.StringVar(&asOf, "as-of", "", "theo pháp luật tại ngày này (mặc định: hôm nay)")
	f.IntVar(&opt.N, "n", 100, "số câu hỏi")
	f.IntVar(&opt.PerDo, "per-document", 6, "số câu hỏi nhiều nhất của một văn bản")
	f.Uint64Var(&opt.Seed, "seed", 1, "hạt giống ngẫu nhiên")
	return cmd
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
		return fmt.Errorf("write %s: %w", path, err)
	}
	return errors.Join(write(f), f.Close())
}
