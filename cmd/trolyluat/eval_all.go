package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/eval/board"
)

func (a *app) evalAllCommand() *cobra.Command {
	var files, work, readme, only string
	cmd := &cobra.Command{
		Use:   "all --files THƯ-MỤC [--readme README.md]",
		Short: "Chạy mọi bộ đo trên dữ liệu chung và ghi lại bảng kết quả",
		Long: `Nạp các kho cần thiết vào --work (giữ lại cho lần sau), chạy lần lượt mọi bộ đo trên dữ liệu ở --files và in
bảng kết quả; với --readme thì ghi bảng vào tệp ấy. --only chỉ chạy các bộ đo có tên (phần còn lại của bảng
giữ nguyên). Bộ đo thiếu dữ liệu được bỏ qua và nói rõ.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(map[string]string{"files": files}); err != nil {
				return err
			}
			if work == "" {
				dir, err := os.MkdirTemp("", "trolyluat-eval-all-")
				if err != nil {
					return fmt.Errorf("không tạo được thư mục: %w", err)
				}
				defer os.RemoveAll(dir)
				work = dir
			}
			var old []board.Row
			if readme != "" {
				text, err := os.ReadFile(readme)
				if err != nil {
					return usageError{fmt.Sprintf("không đọc được %s", readme)}
				}
				old, _ = board.Parse(string(text)) // a file without a table is refused when it is written
			}
			rows, err := a.measureAll(cmd.Context(), files, work, only, old)
			if err != nil {
				return err
			}
			if readme != "" {
				text, err := os.ReadFile(readme)
				if err != nil {
					return fmt.Errorf("không đọc được %s: %w", readme, err)
				}
				with, err := board.Put(string(text), rows)
				if err != nil {
					return usageError{fmt.Sprintf("%s không có chỗ cho bảng kết quả (%s … %s)", readme, board.Begin, board.End)}
				}
				if err := os.WriteFile(readme, []byte(with), 0o644); err != nil {
					return fmt.Errorf("không ghi được %s: %w", readme, err)
				}
			}
			if a.asJSON {
				return a.printJSON(rows)
			}
			_, err = fmt.Fprint(a.stdout, board.Render(rows))
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&files, "files", "", "thư mục dữ liệu chung")
	f.StringVar(&work, "work", "", "thư mục giữ các kho đã nạp (mặc định: thư mục tạm)")
	f.StringVar(&readme, "readme", "", "ghi bảng vào tệp Markdown này")
	f.StringVar(&only, "only", "", "chỉ chạy các bộ đo này, cách nhau bằng dấu phẩy")
	return cmd
}

// measureAll runs the plan. Rows of steps that are not run are taken from old.
func (a *app) measureAll(ctx context.Context, files, work, only string, old []board.Row) ([]board.Row, error) {
	var rows []board.Row
	chosen := strings.Split(only, ",")
	for _, step := range board.Plan {
		missing := slices.IndexFunc(step.Needs, func(n string) bool { _, err := os.Stat(filepath.Join(files, n)); return err != nil })
		if only != "" && !slices.Contains(chosen, step.Suite) || missing >= 0 {
			if missing >= 0 && only == "" {
				fmt.Fprintf(a.stderr, "bỏ qua %s (%s): không có %s\n", step.Suite, step.Data, step.Needs[missing])
			}
			for _, r := range old {
				if r.Suite == step.Suite && r.Data == step.Data {
					rows = append(rows, r)
				}
			}
			continue
		}
		for _, name := range step.Reads() {
			if err := a.makeStore(ctx, files, work, name); err != nil {
				return nil, err
			}
		}
		fmt.Fprintf(a.stderr, "%s: %s\n", step.Suite, step.Data)
		var report struct {
			Metrics map[string]float64 `json:"metrics"`
		}
		if err := a.within(ctx, append(step.Fill(files, func(n string) string { return filepath.Join(work, n) }), "--json"), &report); err != nil {
			return nil, fmt.Errorf("%s (%s): %w", step.Suite, step.Data, err)
		}
		more, err := step.Rows(report.Metrics)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// makeStore ingests a store of the plan unless the work folder has it whole.
func (a *app) makeStore(ctx context.Context, files, work, name string) error {
	dir := filepath.Join(work, name)
	if _, err := os.Stat(filepath.Join(dir, "done")); err == nil {
		return nil
	}
	i := slices.IndexFunc(board.Stores, func(s board.Store) bool { return s.Name == name })
	args := []string{"ingest", "--data", dir, "--json"}
	for _, in := range board.Stores[i].Ingest {
		if !strings.HasPrefix(in, "-") {
			in = filepath.Join(files, in)
		}
		args = append(args, in)
	}
	fmt.Fprintf(a.stderr, "nạp kho %s\n", name)
	if err := a.within(ctx, args, nil); err != nil {
		return fmt.Errorf("không nạp được %s: %w", name, err)
	}
	return os.WriteFile(filepath.Join(dir, "done"), nil, 0o644)
}

// within runs a command of this program and decodes what it prints into v.
func (a *app) within(ctx context.Context, args []string, v any) error {
	var out bytes.Buffer
	inner := &app{getenv: a.getenv, stdin: strings.NewReader(""), stdout: &out, stderr: a.stderr}
	root := inner.rootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(a.stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(out.Bytes(), v); err != nil {
		return fmt.Errorf("read the report of %v: %w", args, err)
	}
	return nil
}
