package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant/redact"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
)

// mapPhrase is the variable with the passphrase of the map back: never a flag,
// which other users of the machine can see.
const mapPhrase = "TROLYLUAT_REDACT_PASSPHRASE"

func (a *app) redactCommand() *cobra.Command {
	var out, mapFile, review, unmap string
	var opt redact.Options
	cmd := &cobra.Command{
		Use:   "redact TỆP [-o TỆP-RA] [--review TỆP.csv] [--map TỆP]",
		Short: "Che thông tin cá nhân trong bản án trước khi công bố (NQ 03/2017/NQ-HĐTP)",
		Long: `Đọc một bản án (DOCX giữ nguyên định dạng; PDF, HTML, TXT, DOC, RTF ra văn bản thuần), cho biết có được
công bố hay không theo những gì văn bản cho thấy (Điều 4), rồi che họ tên, tổ chức, địa danh dưới cấp
tỉnh và các số riêng (Điều 7). Người tiến hành tố tụng, luật sư và người thi hành công vụ được giữ.
Kết quả là đề xuất: người có trách nhiệm phải xem lại danh sách (--review) trước khi công bố.

Bảng tra ngược (--map) chỉ được ghi khi yêu cầu, mã hóa bằng cụm mật khẩu trong biến
` + mapPhrase + ` (ít nhất 12 ký tự); giữ riêng, không gửi kèm bản đã che. Xem lại bằng --unmap.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if unmap != "" {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if unmap != "" {
				return a.openMap(unmap)
			}
			if mapFile != "" && len([]rune(a.getenv(mapPhrase))) < 12 {
				return usageError{"--map cần cụm mật khẩu ít nhất 12 ký tự trong biến " + mapPhrase}
			}
			data, err := os.ReadFile(args[0])
			if err != nil {
				return usageError{fmt.Sprintf("không đọc được %s", args[0])}
			}
			if out == "" {
				ext := filepath.Ext(args[0])
				base := strings.TrimSuffix(args[0], ext)
				if !strings.EqualFold(ext, ".docx") {
					ext = ".txt"
				}
				out = base + ".da-che" + ext
			}
			if same(out, args[0]) {
				return usageError{"tệp ra trùng tệp vào; chọn -o khác để không mất bản gốc"}
			}
			result, plan, err := a.redacted(cmd, args[0], data, opt)
			if err != nil {
				return err
			}
			if err := os.WriteFile(out, result, 0o600); err != nil {
				return fmt.Errorf("không ghi được %s: %w", out, err)
			}
			if review != "" {
				if err := writeFile(review, func(f *os.File) error { return redact.WriteReview(f, plan) }); err != nil {
					return err
				}
			}
			if mapFile != "" {
				sealed, err := redact.SealMap(plan.Pairs(), a.getenv(mapPhrase))
				if err != nil {
					return err
				}
				if err := os.WriteFile(mapFile, sealed, 0o600); err != nil {
					return fmt.Errorf("không ghi được %s: %w", mapFile, err)
				}
			}
			return a.tellRedacted(out, plan)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&out, "output", "o", "", "tệp ra (mặc định: TỆP.da-che.docx hoặc .txt bên cạnh)")
	f.StringVar(&review, "review", "", "danh sách để người xem lại (CSV): từng chỗ che và từng tên được giữ, kèm lý do và độ chắc")
	f.StringVar(&mapFile, "map", "", "ghi bảng tra ngược đã mã hóa vào tệp này")
	f.StringVar(&unmap, "unmap", "", "mở một bảng tra ngược")
	f.BoolVar(&opt.Parcels, "parcels", false, "che cả số thửa đất, số tờ bản đồ")
	return cmd
}

func same(a, b string) bool {
	x, errX := filepath.Abs(a)
	y, errY := filepath.Abs(b)
	return errX == nil && errY == nil && x == y
}

// redacted anonymises a file: a DOCX in its own form, others as plain text.
func (a *app) redacted(cmd *cobra.Command, name string, data []byte, opt redact.Options) ([]byte, *redact.Plan, error) {
	reader := pdf.Reader{}
	if program, err := os.Executable(); err == nil {
		reader.Command = []string{program}
	}
	file, err := redact.Open(cmd.Context(), formats.New(reader), filepath.Base(name), data)
	if err != nil {
		return nil, nil, err
	}
	plan := redact.Find(file.Text, opt)
	if !file.Word {
		return []byte(plan.Apply(file.Text)), plan, nil
	}
	out, err := file.DOCX(plan)
	return out, plan, err
}

// tellRedacted says what was done. The names themselves are printed nowhere but
// in the review list.
func (a *app) tellRedacted(out string, plan *redact.Plan) error {
	counts := map[redact.Kind]int{}
	unsure := 0
	for _, m := range plan.Mentions {
		counts[m.Kind]++
		if m.Confidence < 0.8 {
			unsure++
		}
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"file": out, "publication": plan.Publication, "cut": counts, "kept": len(plan.Kept), "unsure": unsure})
	}
	fmt.Fprintf(a.stdout, "Công bố: %s.\n", plan.Publication.VerdictName())
	for _, r := range plan.Publication.Reasons {
		fmt.Fprintf(a.stdout, "  - %s\n", r)
	}
	fmt.Fprintf(a.stdout, "Đã che %d chỗ:", len(plan.Mentions))
	for _, k := range []redact.Kind{redact.Person, redact.Company, redact.Place, redact.Number, redact.Parcel} {
		if counts[k] > 0 {
			fmt.Fprintf(a.stdout, " %s %d;", k.Name(), counts[k])
		}
	}
	_, err := fmt.Fprintf(a.stdout, " giữ %d tên; %d chỗ chưa chắc.\nĐã ghi %s. Đây là đề xuất: hãy xem lại (--review) trước khi công bố.\n", len(plan.Kept), unsure, out)
	return err
}

func (a *app) openMap(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return usageError{fmt.Sprintf("không đọc được %s", file)}
	}
	pairs, err := redact.OpenMap(data, a.getenv(mapPhrase))
	if errors.Is(err, redact.ErrWrongPhrase) {
		return usageError{"cụm mật khẩu trong " + mapPhrase + " không mở được bảng này, hoặc bảng đã bị sửa"}
	}
	if errors.Is(err, redact.ErrNotMap) {
		return usageError{file + " không phải bảng tên do chương trình này ghi"}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if a.asJSON {
		return a.printJSON(pairs)
	}
	var rows [][]string
	for _, p := range pairs {
		rows = append(rows, []string{p.Replacement, p.Text, p.Kind.Name(), fmt.Sprint(p.Times)})
	}
	return printTable(a.stdout, []string{"bản đã che", "bản gốc", "loại", "số lần"}, rows)
}
