package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant/review"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
)

func (a *app) reviewCommand() *cobra.Command {
	var asOf, page, table, batch string
	var pair bool
	var threshold float64
	cmd := &cobra.Command{
		Use:   "review DỰ-THẢO",
		Short: "Thẩm định dự thảo văn bản so với pháp luật hiện hành trong kho",
		Args:  cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if pair || batch != "" {
				return a.reviewPairs(cmd, args, batch)
			}
			if len(args) != 1 {
				return usageError{"cần một tệp dự thảo (hoặc --pair A B, --pairs TỆP)"}
			}
			on, err := parseAsOf(asOf)
			if err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			doc, err := draftOf(cmd.Context(), env, args[0])
			if err != nil {
				return err
			}
			report, err := review.New(review.Config{Store: env.store, Index: env.store, Judge: review.NewJudge(env.model, env.log), Log: env.log}).
				Review(cmd.Context(), doc, review.Options{AsOf: on, Threshold: threshold})
			if err != nil {
				return err
			}
			if err := writePage(page, func(w io.Writer) error { return review.WriteHTML(w, report) }); err != nil {
				return err
			}
			if err := writePage(table, func(w io.Writer) error { return review.WriteComparison(w, report) }); err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(report)
			}
			return a.printReview(report)
		},
	}
	f := cmd.Flags()
	f.StringVar(&asOf, "as-of", "", "pháp luật hiện hành tại ngày (mặc định hôm nay)")
	f.StringVar(&page, "html", "", "ghi báo cáo thành một trang HTML")
	f.StringVar(&table, "table", "", "ghi bảng so sánh thành một trang HTML mở được bằng Word")
	f.BoolVar(&pair, "pair", false, "so hai quy định A và B (đoạn văn, hoặc tên tệp chứa đoạn văn)")
	f.StringVar(&batch, "pairs", "", "so từng cặp trong tệp JSON Lines {\"id\",\"a\",\"b\"}; - là đầu vào chuẩn")
	f.Float64Var(&threshold, "threshold", review.DefaultThreshold, "độ chắc chắn từ đó một nhận xét được đưa ra (0–1)")
	return cmd
}

// draftOf reads the draft: a file, or a document of the store by its number.
func draftOf(ctx context.Context, env *env, name string) (*corpus.Document, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		infos, lookErr := env.store.Lookup(ctx, name)
		if lookErr != nil || len(infos) == 0 {
			return nil, usageError{fmt.Sprintf("không đọc được tệp %s và kho không có văn bản số đó", name)}
		}
		return env.store.Document(ctx, infos[0].ID)
	}
	reader := pdf.Reader{}
	if program, err := os.Executable(); err == nil {
		reader.Command = []string{program}
	}
	return review.Read(ctx, formats.New(reader), filepath.Base(name), data)
}

// writePage writes a page to a file; no name writes nothing.
func writePage(name string, write func(io.Writer) error) error {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("không ghi được tệp %s: %w", name, err)
	}
	if err := write(file); err != nil {
		return errors.Join(err, file.Close())
	}
	return file.Close()
}

// met tells on one line a text in force that a finding meets: its status, place and
// name, and its words where it is a provision and not a whole text.
func met(m *review.Met) string {
	place := strings.TrimSpace(m.Label + " " + m.Title)
	if !strings.Contains(m.Title, m.Document) {
		place += " " + m.Document
	}
	line := fmt.Sprintf("Hiện hành (%s): %s", m.StatusName, place)
	if m.Status != corpus.StatusInForce && m.Status != corpus.StatusPartly {
		line = fmt.Sprintf("Văn bản %s: %s", m.StatusName, place)
	}
	if m.Text != "" {
		line += ": " + shorten(m.Text, 240)
	}
	return line
}

func (a *app) printReview(r *review.Report) error {
	fmt.Fprintf(a.stdout, "%s\n%s, %d điều; so với pháp luật tại ngày %s. %d nhận xét (ngưỡng %.2f), %d dưới ngưỡng.\n", r.Title, r.KindName, r.Articles,
		r.AsOf.VN(), len(r.Findings), r.Threshold, len(r.Below))
	for _, n := range r.Notes {
		fmt.Fprintln(a.stdout, n)
	}
	for i, f := range r.Findings {
		fmt.Fprintf(a.stdout, "\n%d. [%s · %s · %.2f] %s: %s\n", i+1, f.GravityName, f.ClassName, f.Certainty, f.Label, f.Name)
		fmt.Fprintf(a.stdout, "   Dự thảo: %s\n", shorten(f.Text, 240))
		for _, m := range f.Meets {
			fmt.Fprintln(a.stdout, "   "+met(&m))
		}
		fmt.Fprintf(a.stdout, "   %s\n", f.Explanation)
		if len(f.Basis) > 0 {
			fmt.Fprintf(a.stdout, "   Căn cứ: %s. Gợi ý: %s\n", strings.Join(f.Basis, "; "), f.Suggestion)
		}
	}
	for _, n := range r.Absent {
		fmt.Fprintf(a.stdout, "\nChưa có trong kho: %s", n)
	}
	_, err := fmt.Fprintf(a.stdout, "\nKhông thẩm định: %s\n", strings.Join(r.NotJudged, " "))
	return err
}
