package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant/redact"
	"trolyluat/corpus"
	"trolyluat/corpus/quality"
)

func (a *app) reportCommand() *cobra.Command {
	var page string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Báo cáo chất lượng dữ liệu trong kho",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			refs, err := quality.NewResolver(cmd.Context(), env.store)
			if err != nil {
				return err
			}
			report, err := quality.Make(cmd.Context(), env.store, refs, corpus.Today())
			if err != nil {
				return err
			}
			if page != "" {
				file, err := os.Create(page)
				if err != nil {
					return fmt.Errorf("không ghi được trang báo cáo: %w", err)
				}
				defer file.Close()
				if err := quality.WriteHTML(file, report); err != nil {
					return err
				}
			}
			if a.asJSON {
				return a.printJSON(report)
			}
			return a.printQuality(report)
		},
	}
	cmd.Flags().StringVar(&page, "html", "", "ghi thêm một trang HTML")
	return cmd
}

func percent(x float64) string {
	return strings.Replace(fmt.Sprintf("%.1f", 100*x), ".", ",", 1) + " %"
}

func (a *app) printQuality(r *quality.Report) error {
	fmt.Fprintf(a.stdout, "%d văn bản, %d điều. Điểm chung %s, mức %d/5. %s.\n\n", r.Documents, r.Articles, percent(r.Score), r.Maturity, r.Level)
	var rows [][]string
	for _, s := range r.Scores {
		rows = append(rows, []string{s.Name, percent(s.Score), fmt.Sprint(s.Findings)})
	}
	if err := printTable(a.stdout, []string{"MẶT CHẤT LƯỢNG", "VĂN BẢN ĐẠT", "ĐIỂM CẦN XEM"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, s := range r.Sources {
		rows = append(rows, []string{s.Source, fmt.Sprint(s.Documents), fmt.Sprint(s.Articles), fmt.Sprint(s.Findings), percent(s.Score)})
	}
	fmt.Fprintln(a.stdout)
	if err := printTable(a.stdout, []string{"NGUỒN", "VĂN BẢN", "ĐIỀU", "ĐIỂM CẦN XEM", "VĂN BẢN ĐẠT"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, c := range r.Codes {
		rows = append(rows, []string{c.Name, fmt.Sprint(c.Documents)})
	}
	fmt.Fprintln(a.stdout)
	return printTable(a.stdout, []string{"ĐIỂM NGHI NGỜ", "SỐ VĂN BẢN"}, rows)
}

func (a *app) exportCommand() *cobra.Command {
	var format, out, licence string
	var deidentify bool
	cmd := &cobra.Command{
		Use:     "export --out THƯ-MỤC",
		Short:   "Xuất dữ liệu mở: JSON Lines hoặc Akoma Ntoso, kèm từ điển, giấy phép, mã kiểm tra",
		Example: "  trolyluat export --format jsonl --out ./du-lieu-mo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := quality.Format(format)
			if f != quality.JSONL && f != quality.AKN {
				return usageError{fmt.Sprintf("--format %q không hợp lệ (jsonl, akn)", format)}
			}
			if out == "" {
				return usageError{"cần --out THƯ-MỤC"}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			opt := quality.ExportOptions{Dir: out, Format: f, Licence: licence}
			if deidentify {
				opt.Deidentify = cutsOf
			}
			manifest, err := quality.Export(cmd.Context(), env.store, corpus.Today(), opt)
			if errors.Is(err, quality.ErrNotEmpty) {
				return usageError{fmt.Sprintf("thư mục %s không trống; chọn --out khác", out)}
			}
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(manifest)
			}
			fmt.Fprintf(a.stdout, "Đã xuất %d văn bản, %d đơn vị, %d quan hệ vào %s\n", manifest.Documents, manifest.Provisions, manifest.Relations, out)
			if manifest.Withheld > 0 {
				fmt.Fprintf(a.stdout, "Giữ lại %d bản án không được công bố theo những gì văn bản cho thấy (NQ 03/2017/NQ-HĐTP Điều 4).\n", manifest.Withheld)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", string(quality.JSONL), "định dạng: jsonl, akn")
	f.StringVar(&out, "out", "", "thư mục mới hoặc trống")
	f.StringVar(&licence, "licence", "văn bản quy phạm pháp luật, không thuộc đối tượng bảo hộ quyền tác giả", "điều kiện sử dụng ghi vào dữ liệu")
	f.BoolVar(&deidentify, "deidentify", false, "che thông tin cá nhân trong bản án như lệnh redact, bỏ bản án không được công bố")
	return cmd
}

// cutsOf is the anonymising of judgments (assistant/redact) for an export.
func cutsOf(text string) ([]quality.Cut, bool) {
	plan := redact.Find(text, redact.Options{})
	cuts := make([]quality.Cut, len(plan.Mentions))
	for i, m := range plan.Mentions {
		cuts[i] = quality.Cut{Start: m.Start, End: m.End, New: m.Replacement}
	}
	return cuts, plan.Publication.Verdict != redact.MustNot
}
