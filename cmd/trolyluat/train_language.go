package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"trolyluat/retrieval/language"
)

// Of a large corpus' counts a prior keeps what is no misprint, a hundredth of its
// weight: any store of its own outweighs it.
const (
	priorCount  = 5
	priorPair   = 5
	priorDivide = 100
)

func (a *app) trainLanguageCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "language --out TỆP",
		Short: "Lấy số đếm âm tiết và cặp âm tiết của kho làm hiểu biết ban đầu về tiếng Việt (cho người phát triển)",
		Long: `Kho nhỏ không đủ chữ để khôi phục dấu và sửa lỗi gõ, nên chương trình mang sẵn số đếm lấy từ một kho lớn
(retrieval/language/prior.bin, không chứa văn bản). Lệnh này ghi lại tệp ấy từ kho đang mở.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"out": out}); err != nil {
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
			data, err := os.ReadFile(filepath.Join(modelFolder(env.cfg), "language.bin"))
			if err != nil {
				return fmt.Errorf("không đọc được bảng ngôn ngữ: %w", err)
			}
			table, err := language.ReadTable(data)
			if err != nil {
				return err
			}
			thin := table.Thin(priorCount, priorPair, priorDivide)
			if err := os.WriteFile(out, thin.Bytes(), 0o644); err != nil {
				return fmt.Errorf("không ghi được %s: %w", out, err)
			}
			if a.asJSON {
				return a.printJSON(map[string]any{"file": out, "syllables": thin.Words(), "texts": table.Texts()})
			}
			_, err = fmt.Fprintf(a.stdout, "Đã ghi %d âm tiết của %d đoạn văn bản vào %s.\n", thin.Words(), table.Texts(), out)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "tệp để ghi")
	return cmd
}
