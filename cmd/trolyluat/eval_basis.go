package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	evalbasis "trolyluat/eval/basis"
)

func (a *app) evalBasisCommand() *cobra.Command {
	var opt evalbasis.Options
	var articles, fit string
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "basis --cases TỆP --articles TỆP",
		Short: "Đo gợi ý căn cứ pháp lý trên vụ án đã xử",
		Long: `Đưa nội dung vụ án và yêu cầu, giấu phần nhận định, quyết định và toàn văn bản án, rồi đếm các
điều mà bản án áp dụng có trong danh sách gợi ý; luôn kèm danh sách cố định lập từ các vụ còn lại.
Vụ mà mô hình kèm theo đã học được chấm bằng mô hình học từ các phần khác (5 phần). Bản án tương tự
trong chính tệp được nghe như ở bàn thẩm phán, trừ các vụ cùng phần với vụ đang chấm.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"cases": opt.Cases, "articles": articles}); err != nil {
				return err
			}
			env, done, err := a.openArticles(cmd, articles, opt.Cases)
			if err != nil {
				return err
			}
			defer done()
			opt.Source, opt.Searcher = env.store, env.searcher
			if fit != "" {
				model, err := evalbasis.Fit(cmd.Context(), opt)
				if err != nil {
					return err
				}
				b, err := json.Marshal(model)
				if err != nil {
					return err
				}
				return os.WriteFile(fit, append(b, '\n'), 0o644)
			}
			tasks, err := evalbasis.Tasks(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.runSuite(cmd.Context(), suiteRun{suite: evalbasis.Suite, seed: evalbasis.Seed, tasks: tasks, files: map[string]string{"cases": opt.Cases, "articles": articles},
				config: map[string]string{"folds": fmt.Sprint(opt.Folds)}}, &flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opt.Cases, "cases", "", "tệp vụ án đã xử, dạng ALQAC 2026 (JSON Lines)")
	f.StringVar(&articles, "articles", "", "tệp điều luật (JSON Lines)")
	f.IntVar(&opt.Folds, "folds", 5, "số phần khi chấm chéo")
	flags.add(cmd)
	f.StringVar(&fit, "fit", "", "học mô hình từ các vụ này, ghi vào tệp và không đo")
	return cmd
}

// openArticles puts a file of articles, and nothing else, into a store of its
// own that done removes.
func (a *app) openArticles(cmd *cobra.Command, files ...string) (e *env, done func(), err error) {
	cfg, err := loadConfig(cmd.Flags(), a.getenv)
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "trolyluat-eval-")
	if err != nil {
		return nil, nil, fmt.Errorf("không tạo được thư mục: %w", err)
	}
	remove := func() { os.RemoveAll(dir) }
	cfg.Data, cfg.DB = dir, ""
	ctx := context.WithoutCancel(cmd.Context())
	if e, err = a.openWith(cmd.Context(), cfg, write); err != nil {
		remove()
		return nil, nil, err
	}
	done = func() { e.Close(); remove() }
	report, err := e.pipeline().Run(cmd.Context(), files)
	if err == nil && len(report.Refused) > 0 {
		err = fmt.Errorf("không nạp được %s: %s", report.Refused[0].Name, report.Refused[0].Reason)
	}
	if err == nil {
		err = e.searcher.Refresh(ctx)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return e, done, nil
}
