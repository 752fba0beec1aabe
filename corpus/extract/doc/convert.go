package doc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
)

// convertTimeout bounds one conversion; LibreOffice takes seconds to start.
const convertTimeout = 60 * time.Second

// maxConverted bounds what a converter may write.
const maxConverted = 64 << 20

// converters are the programs that turn a Word file into text, best first: the
// command line for a file in a folder. An empty result names the output file of
// the program, "" that it writes to its standard output.
var converters = []struct {
	program string
	args    func(dir, file string) []string
	output  string
}{
	{"antiword", func(_, file string) []string { return []string{"-m", "UTF-8.txt", "-w", "0", file} }, ""},
	{"catdoc", func(_, file string) []string { return []string{"-d", "utf-8", "-w", file} }, ""},
	{"soffice", func(dir, file string) []string {
		return []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, file}
	}, "input.txt"},
}

// convert has another program read the file: for Word 6 and 95 and for damaged
// files. Fonts are lost on the way, so old encodings are told by the words alone.
func convert(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	dir, err := os.MkdirTemp("", "trolyluat-doc-")
	if err != nil {
		return nil, fmt.Errorf("convert %s: %w", name, err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "input.doc")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, fmt.Errorf("convert %s: %w", name, err)
	}
	var problems error
	for _, c := range converters {
		path, err := exec.LookPath(c.program)
		if err != nil {
			continue
		}
		out, err := runConverter(ctx, path, c.args(dir, file), c.output, dir)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("convert %s: %w", name, ctx.Err())
		}
		if err != nil {
			problems = errors.Join(problems, err)
			continue
		}
		text, err := plain.Extract(ctx, name, out)
		if err != nil {
			problems = errors.Join(problems, err)
			continue
		}
		text.Format, text.How = "doc", "converted"
		for i := range text.Blocks {
			text.Blocks[i].Indent = 0 // how a program centres a line tells nothing
		}
		text.Warnings = append(text.Warnings, "converted_by_"+c.program)
		return text, nil
	}
	if problems != nil {
		return nil, fmt.Errorf("convert: %w (%v)", extract.Refuse(extract.CodeCorrupt, "no converter reads the file"), problems)
	}
	r := extract.Refuse(extract.CodeMissingTool, "Word 6/95 or damaged file and no converter installed")
	r.VN = "tệp Word đời cũ, cần cài antiword, catdoc hoặc LibreOffice để đọc (ví dụ: apt install antiword)"
	return nil, r
}

// runConverter runs a program without a shell and returns what it wrote.
func runConverter(ctx context.Context, path string, args []string, output, dir string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, convertTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "LC_ALL=C.UTF-8", "TMPDIR=" + dir}
	var out limited
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	if output == "" {
		return out.Bytes(), nil
	}
	file := filepath.Join(dir, output)
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("%s wrote nothing: %w", filepath.Base(path), err)
	}
	if info.Size() > maxConverted {
		return nil, extract.TooLarge(info.Size(), maxConverted)
	}
	return os.ReadFile(file)
}

// limited is a buffer that refuses to grow without end.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > maxConverted {
		return 0, extract.TooLarge(int64(l.Len()+len(p)), maxConverted)
	}
	return l.Buffer.Write(p)
}
