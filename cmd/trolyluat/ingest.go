package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"trolyluat/corpus/ingest"
)

func (a *app) ingestCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "ingest ĐƯỜNG-DẪN|URL...",
		Short: "Nạp văn bản từ tệp, thư mục, gói nén hoặc địa chỉ web vào kho",
		Long: `Nạp văn bản pháp luật vào kho: DOCX, DOC, RTF, HTML, PDF, TXT, gói zip và tar.gz, Bộ pháp điển
điện tử. Tệp hỏng hoặc không phải văn bản pháp luật bị từ chối kèm lý do, các tệp khác vẫn được
nạp. Chạy lại lệnh chỉ làm phần chưa xong.`,
		Example: "  trolyluat ingest ./van-ban\n  trolyluat ingest bo-phap-dien.zip",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "" && format != "articles" && format != "judgments" {
				return usageError{fmt.Sprintf("--format %q không hợp lệ (articles, judgments)", format)}
			}
			env, err := a.open(cmd, write)
			if err != nil {
				return err
			}
			defer env.Close()
			pipeline := env.pipeline()
			pipeline.Format = format
			show := newProgress(a.stderr, a.asJSON)
			pipeline.Progress = show.update
			report, err := pipeline.Run(cmd.Context(), args)
			show.finish()
			if err == nil && report.New+report.Changed > 0 {
				err = env.searcher.Refresh(cmd.Context())
			}
			if a.asJSON {
				if printErr := a.printJSON(report); printErr != nil {
					return printErr
				}
			} else if printErr := printReport(a.stdout, report); printErr != nil {
				return printErr
			} else if cost := embeddingCost(env.embedder); cost != "" {
				fmt.Fprintln(a.stdout, cost)
			}
			if err != nil {
				return err
			}
			if report.New+report.Changed+report.Unchanged+report.Duplicate == 0 {
				return silentError{fmt.Errorf("nothing ingested")}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "ép cách đọc: articles (JSON Lines theo điều), judgments (JSON Lines theo bản án)")
	return cmd
}

func printReport(w io.Writer, r ingest.Report) error {
	rows := [][]string{
		{"Tệp đã đọc", fmt.Sprint(r.Read)},
		{"Văn bản mới", fmt.Sprint(r.New)},
		{"Văn bản thay đổi", fmt.Sprint(r.Changed)},
		{"Không đổi", fmt.Sprint(r.Unchanged)},
		{"Trùng", fmt.Sprint(r.Duplicate)},
		{"Bị từ chối", fmt.Sprint(len(r.Refused))},
		{"Điều", fmt.Sprint(r.Articles)},
		{"Đoạn lập chỉ mục", fmt.Sprint(r.Chunks)},
		{"Thời gian", strings.Replace(fmt.Sprintf("%.1f giây", r.Seconds), ".", ",", 1)},
	}
	if err := printTable(w, nil, rows); err != nil {
		return err
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(w, "Lưu ý: "+warning)
	}
	if len(r.Refused) == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nTệp bị từ chối:")
	var refused [][]string
	for _, f := range r.Refused {
		refused = append(refused, []string{"  " + f.Name, f.Reason})
	}
	return printTable(w, nil, refused)
}

// progress shows a bar on a terminal and plain lines elsewhere.
type progress struct {
	w    io.Writer
	bar  *progressbar.ProgressBar
	last time.Time
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, last: time.Now()}
	switch {
	case quiet:
		p.w = nil
	case terminal(w):
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("tệp"), progressbar.OptionSetDescription("Đang nạp"),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return p
}

func (p *progress) update(s ingest.Progress) {
	switch {
	case p.bar != nil:
		p.bar.ChangeMax(s.Total)
		_ = p.bar.Set(s.Files) // a bar that fails to draw stops nothing
	case p.w != nil && time.Since(p.last) >= 5*time.Second:
		p.last = time.Now()
		rate := float64(s.Files) / s.Elapsed.Seconds()
		left := ""
		if rate > 0 && s.Total > s.Files {
			left = fmt.Sprintf(", còn khoảng %s", time.Duration(float64(s.Total-s.Files)/rate*float64(time.Second)).Round(time.Second))
		}
		fmt.Fprintf(p.w, "%s: %d/%d tệp, %d văn bản, %d đoạn%s\n", s.Elapsed.Round(time.Second), s.Files, s.Total, s.Documents, s.Chunks, left)
	}
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
