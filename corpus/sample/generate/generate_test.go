package main

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/sample"
)

// sampleDir is the folder of package sample.
const sampleDir = ".."

// TestFilesAreCurrent makes every file again and compares it with the one that
// ships. What a compressor of another Go version would pack otherwise is
// unpacked first.
func TestFilesAreCurrent(t *testing.T) {
	files, err := build(sampleDir, fontsDir())
	if errors.Is(err, errNoFonts) {
		t.Skipf("%v; the PDFs and with them the set cannot be made again here", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for name, data := range files {
		shipped, err := os.ReadFile(filepath.Join(sampleDir, name))
		if err != nil {
			t.Errorf("not shipped: %v", err)
			continue
		}
		total += len(shipped)
		want, err := content(name, data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := content(name, shipped)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s is not what its source gives; run go run ./corpus/sample/generate", name)
		}
	}
	for _, folder := range folders {
		shipped, err := os.ReadDir(filepath.Join(sampleDir, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range shipped {
			if files[folder+"/"+e.Name()] == nil {
				t.Errorf("%s ships in %s without a source", e.Name(), folder)
			}
		}
	}
	if total > 1_500_000 {
		t.Errorf("the sample is %d bytes, more than 1.5 MB", total)
	}
}

// fontsDir lets a machine that keeps its fonts elsewhere run the test too.
func fontsDir() string {
	if dir := os.Getenv("TROLYLUAT_FONTS"); dir != "" {
		return dir
	}
	return defaultFonts
}

var pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)

// content is a file without its compression.
func content(name string, data []byte) (string, error) {
	switch path.Ext(name) {
	case ".docx":
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return "", fmt.Errorf("open %s: %w", name, err)
		}
		var b strings.Builder
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				return "", fmt.Errorf("open %s in %s: %w", f.Name, name, err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				return "", fmt.Errorf("read %s in %s: %w", f.Name, name, err)
			}
			fmt.Fprintf(&b, "== %s %v\n%s\n", f.Name, f.Modified.IsZero(), part)
		}
		return b.String(), nil
	case ".pdf":
		var b strings.Builder
		for _, m := range pdfStream.FindAllSubmatch(data, -1) {
			z, err := zlib.NewReader(bytes.NewReader(m[1]))
			if err != nil {
				b.Write(m[1])
				continue
			}
			part, err := io.ReadAll(z)
			if err != nil {
				return "", fmt.Errorf("inflate a stream of %s: %w", name, err)
			}
			fmt.Fprintf(&b, "== stream\n%s\n", part)
		}
		return b.String(), nil
	}
	return string(data), nil
}

// TestSources holds each text to what every text must have.
func TestSources(t *testing.T) {
	for _, s := range sources(t) {
		// First of all, or right under the letterhead.
		head := s.blocks[0]
		if head.kind == pair {
			head = s.blocks[1]
		}
		if head.kind != mark || head.text != sample.Mark {
			t.Errorf("%s: the text does not say at its head that it is invented", s.name)
		}
		used := map[string]bool{}
		for i, b := range s.blocks {
			if !norm.NFC.IsNormalString(b.text) {
				t.Errorf("%s: not NFC: %q", s.name, b.text)
			}
			if strings.Contains(b.text, "  ") || strings.Contains(b.text, " ,") || strings.Contains(b.text, " .") {
				t.Errorf("%s: stray space in %q", s.name, b.text)
			}
			for _, m := range noteMark.FindAllStringSubmatch(b.text, -1) {
				used[m[1]] = true
				if s.notes[m[1]] == "" {
					t.Errorf("%s: footnote %s has no text", s.name, m[1])
				}
			}
			// A unit of a statute is closed: the next reader must not guess.
			end := strings.TrimRight(plain(b.text), "”")
			if (b.kind == clause || b.kind == point) && !strings.ContainsAny(end[len(end)-1:], ".;:") && s.blocks[i].text != "" {
				t.Errorf("%s: no mark at the end of %q", s.name, b.text)
			}
		}
		if len(used) != len(s.notes) {
			t.Errorf("%s: %d footnotes, %d marks", s.name, len(s.notes), len(used))
		}
	}
}

func sources(t *testing.T) []*source {
	t.Helper()
	all, err := readSources(filepath.Join(sampleDir, "source"))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no sources")
	}
	return all
}

// TestEncode1258 checks the code page against its definition: vowel with its
// own mark first, tone after it.
func TestEncode1258(t *testing.T) {
	got, err := encode1258("Ấn độ ở Đà Lạt, thợ sửa")
	if err != nil {
		t.Fatal(err)
	}
	want := "\xc2\xecn \xf0\xf4\xf2 \xf5\xd2 \xd0a\xcc La\xf2t, th\xf5\xf2 s\xfd\xd2a"
	if string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := encode1258("中"); err == nil {
		t.Error("a letter that the code page has not was written")
	}
}

var (
	toMain = regexp.MustCompile(`((?:(?:điểm|Điểm) [a-zđ]\d?(?:,| và| hoặc)? )*(?:(?:khoản|Khoản|các khoản) \d+[a-z]?(?:,| và| hoặc)? )*(?:Điều|các điều) \d+[a-z]?(?:(?:, | và | hoặc )(?:điểm [a-zđ]\d? )?(?:khoản \d+[a-z]?(?:,| và| hoặc)? )*(?:Điều )?\d+[a-z]?)*) (?:của )?Luật (?:này|Sửa chữa đồ gia dụng)`)
	units  = regexp.MustCompile(`[Đđ]iểm ([a-zđ]\d?)|[Kk]hoản (\d+[a-z]?)|(?:Điều|điều|,|và) (\d+[a-z]?)`)
	byLaw  = []string{"d12a", "d12a/k1", "d12a/k2", "d12a/k3", "d12a/k4", "d56/k5a"}
)

// TestReferencesToTheLaw finds every provision of the main law that a text of
// the set names, in the law as issued or as amended. The predecessor and the
// draft, which refers wrongly on purpose, stay out.
func TestReferencesToTheLaw(t *testing.T) {
	all := sources(t)
	there := map[string]bool{}
	for _, p := range byLaw {
		there[p] = true
	}
	for _, s := range all {
		if s.name == "luat-901-2020" {
			for _, p := range s.outline() {
				there[p] = true
			}
		}
	}
	checked := 0
	for _, s := range all {
		if s.name == "luat-655-2009" || s.head["load"] == "no" {
			continue
		}
		for _, b := range s.blocks {
			if s.name == "luat-915-2023" && !b.quoted {
				continue // its "Luật này" is itself
			}
			for _, m := range toMain.FindAllStringSubmatch(b.text, -1) {
				point, clause := "", []string{}
				for _, u := range units.FindAllStringSubmatch(m[1], -1) {
					switch {
					case u[1] != "":
						point = "/" + u[1]
					case u[2] != "":
						clause = append(clause, "/k"+u[2])
					default:
						if len(clause) == 0 {
							clause = []string{""}
						}
						for _, c := range clause {
							checked++
							if p := "d" + u[3] + c + point; !there[p] {
								t.Errorf("%s: %q names %s, which is not in the law", s.name, m[0], p)
							}
						}
						point, clause = "", nil
					}
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d references found", checked)
	}
}
