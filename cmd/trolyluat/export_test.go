package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A name that is put into a judgment comes out of an open export nowhere: not in
// the text, the parties, the title or the name of the file. A judgment that may
// not be published is withheld.
func TestExportDeidentified(t *testing.T) {
	raw, err := os.ReadFile("../../corpus/sample/source/ban-an-915-2022.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(raw), "---\n")
	text := ""
	for line := range strings.Lines(body) {
		if !strings.HasPrefix(line, ":::") {
			text += strings.TrimLeft(line, "^!- ")
		}
	}
	named := strings.NewReplacer("Trần Văn H", "Trần Văn Hoạch", "Vũ Đình K", "Vũ Đình Khuyến", "ông K ", "ông Khuyến ", "thôn Đ", "thôn Đồng Rạch").Replace(text)
	closed := strings.NewReplacer("xét xử sơ thẩm công khai", "xét xử kín", "915/2022", "916/2022").Replace(named)
	in, data := t.TempDir(), filepath.Join(t.TempDir(), "kho")
	for name, content := range map[string]string{"ban-an-tran-van-hoach.txt": named, "kin.txt": closed} {
		if err := os.WriteFile(filepath.Join(in, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do := func(args ...string) string {
		t.Helper()
		var out, problems strings.Builder
		if code := run(t.Context(), append(args, "--data", data), func(string) string { return "" }, strings.NewReader(""), &out, &problems); code != 0 {
			t.Fatalf("%v: exit %d: %s%s", args, code, out.String(), problems.String())
		}
		return out.String()
	}
	do("ingest", in)
	for _, format := range []string{"jsonl", "akn"} {
		open := filepath.Join(t.TempDir(), "mo")
		if told := do("export", "--format", format, "--out", open); !strings.Contains(told, "Đã xuất 2 văn bản") {
			t.Errorf("%s: %s", format, told)
		}
		if all := content(t, open); !strings.Contains(all, "Trần Văn Hoạch") || !strings.Contains(all, "Khuyến") {
			t.Fatalf("%s: the names do not stand in the plain export", format)
		}
		cut := filepath.Join(t.TempDir(), "che")
		if told := do("export", "--format", format, "--out", cut, "--deidentify"); !strings.Contains(told, "Đã xuất 1 văn bản") || !strings.Contains(told, "Giữ lại 1 bản án") {
			t.Errorf("%s: %s", format, told)
		}
		all := content(t, cut)
		for _, name := range []string{"Hoạch", "HOẠCH", "hoach", "Khuyến", "KHUYẾN", "Đồng Rạch"} {
			if i := strings.Index(all, name); i >= 0 {
				t.Errorf("%s: %q comes out: …%s…", format, name, all[max(0, i-80):min(len(all), i+40)])
			}
		}
		for _, kept := range []string{"Trần Văn H", "Vũ Đình K", "Đinh Thị Cân", "12.000.000 đồng"} {
			if !strings.Contains(all, kept) {
				t.Errorf("%s: %q does not come out", format, kept)
			}
		}
	}
}

// content is what all files under dir hold.
func content(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		b.WriteString(filepath.Base(path) + "\n")
		_, err = io.Copy(&b, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
