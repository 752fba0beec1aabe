package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/review"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/sample"
	"trolyluat/web"
)

func (a *app) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Phục vụ trang hỏi đáp trên kho đang có",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, write)
			if err != nil {
				return err
			}
			defer env.Close()
			return a.serve(cmd.Context(), env, nil, func(url string) { fmt.Fprintf(a.stdout, "Đang phục vụ tại %s (Ctrl-C để dừng)\n", url) })
		},
	}
	addrFlags(cmd)
	return cmd
}

func (a *app) demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Chạy thử ngay với bộ văn bản mẫu giả định đi kèm",
		Long: `Mở một kho nhúng (thư mục tạm, hoặc --data), nạp bộ văn bản mẫu giả định đi kèm chương trình và
phục vụ trang hỏi đáp ở 127.0.0.1. Không cần máy chủ, khóa, mô hình hay mạng.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("data") && !cmd.Flags().Changed("db") {
				dir, err := os.MkdirTemp("", "trolyluat-demo-")
				if err != nil {
					return fmt.Errorf("không tạo được thư mục tạm: %w", err)
				}
				defer os.RemoveAll(dir)
				cfg.Data, cfg.DB = filepath.Join(dir, "kho"), ""
			}
			env, err := a.openWith(cmd.Context(), cfg, write)
			if err != nil {
				return err
			}
			defer env.Close()
			report, err := env.loadSample(cmd.Context())
			if err != nil {
				return err
			}
			var examples []string
			for _, q := range sample.Questions() {
				if q.Demo {
					examples = append(examples, q.Text)
				}
			}
			return a.serve(cmd.Context(), env, examples, func(url string) {
				fmt.Fprintf(a.stdout, "Đã nạp %d văn bản mẫu, %d điều (văn bản giả định, không có giá trị pháp lý).\n",
					report.New+report.Changed+report.Unchanged, report.Articles)
				fmt.Fprintf(a.stdout, "Mở trình duyệt tại: %s\nThử hỏi:\n", url)
				for _, q := range examples {
					fmt.Fprintf(a.stdout, "  - %s\n", q)
				}
				fmt.Fprintln(a.stdout, "Nhấn Ctrl-C để dừng.")
			})
		},
	}
	addrFlags(cmd)
	return cmd
}

func addrFlags(cmd *cobra.Command) {
	for _, c := range configKeys {
		switch c.key {
		case "addr":
			cmd.Flags().String("addr", c.def, c.help)
		case "listen_anywhere":
			cmd.Flags().Bool(flagName(c.key), false, c.help)
		}
	}
}

// loadSample puts the sample law through the importers into the store.
func (e *env) loadSample(ctx context.Context) (ingest.Report, error) {
	dir, err := os.MkdirTemp("", "trolyluat-sample-")
	if err != nil {
		return ingest.Report{}, fmt.Errorf("không tạo được thư mục tạm: %w", err)
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, sample.Files()); err != nil {
		return ingest.Report{}, fmt.Errorf("unpack the sample law: %w", err)
	}
	pipeline := e.pipeline()
	pipeline.Fictional = true
	pipeline.Base, pipeline.As = dir, "sample:"
	report, err := pipeline.Run(ctx, []string{dir})
	if err != nil {
		return report, fmt.Errorf("load the sample law: %w", err)
	}
	if len(report.Refused) > 0 {
		return report, fmt.Errorf("the sample law was refused: %s: %s", report.Refused[0].Name, report.Refused[0].Detail)
	}
	if err := e.searcher.Refresh(ctx); err != nil {
		return report, fmt.Errorf("load the sample law: %w", err)
	}
	return report, nil
}

// ingest puts files into the store and has the search see them, for the
// administration page.
func (e *env) ingest(ctx context.Context, inputs []string, progress func(ingest.Progress)) (ingest.Report, error) {
	pipeline := e.pipeline()
	pipeline.Progress = progress
	report, err := pipeline.Run(ctx, inputs)
	if err != nil {
		return report, fmt.Errorf("ingest: %w", err)
	}
	return report, e.searcher.Refresh(ctx)
}

// serve runs the web server until the context ends, then lets requests finish.
func (a *app) serve(ctx context.Context, e *env, examples []string, ready func(url string)) error {
	conversations, err := e.store.History(ctx)
	if err != nil {
		return fmt.Errorf("không mở được các cuộc trò chuyện: %w", err)
	}
	admin := web.Admin{Ingest: e.ingest, Uploads: filepath.Join(e.cfg.Data, "uploads"), Evaluations: filepath.Join(e.cfg.Data, "evaluations")}
	if e.model != nil {
		ledger := llm.NewLedger(e.cfg.prices())
		e.model = &llm.Meter{Next: e.model, Ledger: ledger}
		admin.Usage = ledger.Accounts
	}
	assist := e.assistant()
	interfaces, err := e.interfaces(assist, conversations)
	if err != nil {
		return err
	}
	pages, err := web.New(web.Config{Assistant: assist, Searcher: e.searcher, Library: e.store, History: conversations, Shelf: interfaces.Desk.Shelf(),
		Log: e.log, Examples: examples, Version: version(), Admin: admin, Extractor: e.pipeline().Reader, Cases: e.desk(),
		Reviewer: review.New(review.Config{Store: e.store, Index: e.store, Judge: review.NewJudge(e.model, e.log), Log: e.log})})
	if err != nil {
		return err
	}
	defer pages.Close()
	listener, err := net.Listen("tcp", e.cfg.Addr)
	if err != nil {
		return usageError{fmt.Sprintf("không lắng nghe được ở %s: %s; chọn cổng khác bằng --addr", e.cfg.Addr, why(err))}
	}
	mux := http.NewServeMux()
	interfaces.Mount(mux)
	mux.Handle("/", pages)
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
	server.RegisterOnShutdown(interfaces.Close) // streams would keep the server waiting
	var background sync.WaitGroup
	defer background.Wait()
	ctx, cancelBackground := context.WithCancel(ctx)
	defer cancelBackground()
	background.Go(func() { pages.Warm(ctx) })
	background.Go(func() {
		if err := e.searcher.Warm(ctx); err != nil && ctx.Err() == nil {
			e.log.Warn("search not warmed", "error", err)
		}
	})
	background.Go(func() { e.retain(ctx, conversations, time.Now) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	ready("http://" + listener.Addr().String() + "/")
	select {
	case err := <-failed:
		return fmt.Errorf("máy chủ ở %s dừng vì lỗi: %w", e.cfg.Addr, err)
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}
