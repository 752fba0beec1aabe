package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// tidied is a store that can tidy itself up; both are.
type tidied interface {
	Optimize(ctx context.Context) error
}

func (a *app) optimizeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "optimize",
		Short: "Dọn kho: gộp chỉ mục từ, dựng chỉ mục véc-tơ còn thiếu, trả lại chỗ trống",
		Long: `Dọn kho: gộp các phần của chỉ mục từ, dựng chỉ mục véc-tơ còn thiếu, chuẩn bị cho xếp hạng những
đoạn do phiên bản trước nạp, trả lại chỗ trống. Chương trình tự làm việc này khi rảnh; lệnh này để làm
ngay, chẳng hạn sau khi nạp rất nhiều văn bản hoặc lên phiên bản mới. Trong lúc chạy, kho vẫn tìm kiếm
và nạp được.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			store, ok := env.store.(tidied)
			if !ok {
				return fmt.Errorf("kho này không có việc để dọn")
			}
			start := time.Now()
			if err := store.Optimize(cmd.Context()); err != nil {
				return fmt.Errorf("dọn kho: %w", err)
			}
			seconds := time.Since(start).Seconds()
			if a.asJSON {
				return a.printJSON(map[string]any{"seconds": seconds})
			}
			_, err = fmt.Fprintf(a.stdout, "Đã dọn kho trong %s giây.\n", strings.Replace(fmt.Sprintf("%.1f", seconds), ".", ",", 1))
			return err
		},
	}
}
