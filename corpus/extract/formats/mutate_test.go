package formats

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/realdata"
)

// realFiles are up to n files of every format in the real data, the smaller ones
// first, for mutations to start from.
func realFiles(t *testing.T, n int, largest int64) []string {
	dir := filepath.Join(realdata.Dir(t), "documents")
	var out []string
	for _, pattern := range []string{
		"docx/*.docx", "doc/*.doc", "vbpl_html/*", "pdf/*.pdf", "precedents/*", "txt/*.txt",
		"legacy/corpus/public-domain/*/*.doc", "legacy/corpus/public-domain/*/*.rtf", "legacy/corpus/public-domain/*/*.xls",
		"legacy/corpus/public-domain/*/*.ppt", "legacy/corpus/public-domain/*/*.pdf",
	} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		size := func(f string) int64 {
			info, err := os.Stat(f)
			if err != nil || info.IsDir() {
				return 1 << 40
			}
			return info.Size()
		}
		files = slices.DeleteFunc(files, func(f string) bool { return size(f) > largest })
		slices.SortFunc(files, func(a, b string) int { return int(size(a) - size(b)) })
		out = append(out, files[:min(n, len(files))]...)
	}
	if len(out) == 0 {
		t.Skip("no documents in the real data")
	}
	return out
}

// mutate damages a file in one of several ways; cut tells that it was cut off.
func mutate(r *rand.Rand, data []byte) (out []byte, how string) {
	out = bytes.Clone(data)
	at := func() int { return r.IntN(len(out)) }
	switch r.IntN(7) {
	case 0:
		out = out[:at()]
		how = "cut"
	case 1:
		for range 1 + r.IntN(20) {
			out[at()] ^= byte(1 << r.IntN(8))
		}
		how = "bits"
	case 2:
		from := at()
		clear(out[from:min(len(out), from+1+r.IntN(600))])
		how = "zeros"
	case 3:
		from := at()
		piece := bytes.Clone(out[from:min(len(out), from+1+r.IntN(600))])
		out = slices.Insert(out, at(), piece...)
		how = "repeated"
	case 4:
		from := at()
		out = slices.Delete(out, from, min(len(out), from+1+r.IntN(600)))
		how = "deleted"
	case 5:
		for range 1 + r.IntN(8) { // numbers out of range
			from := at()
			for i := from; i < min(len(out), from+4); i++ {
				out[i] = 0xFF
			}
		}
		how = "ones"
	case 6:
		if inner, ok := mutateInside(r, data); ok {
			return inner, "inside"
		}
		out[at()] = byte(r.Uint32())
		how = "byte"
	}
	return out, how
}

// mutateInside damages one part of a zip and packs it again, so that the damage
// gets past the checksums.
func mutateInside(r *rand.Rand, data []byte) ([]byte, bool) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) == 0 {
		return nil, false
	}
	target := r.IntN(len(z.File))
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for i, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			return nil, false
		}
		part, err := io.ReadAll(rc)
		rc.Close()
		if err != nil {
			return nil, false
		}
		if i == target && len(part) > 0 {
			for range 1 + r.IntN(6) {
				from := r.IntN(len(part))
				switch r.IntN(3) {
				case 0:
					part[from] = "<>/\"=&;: wpt0"[r.IntN(13)]
				case 1:
					part = part[:from]
				default:
					part = slices.Delete(part, from, min(len(part), from+1+r.IntN(40)))
				}
				if len(part) == 0 {
					break
				}
			}
		}
		to, err := w.Create(f.Name)
		if err != nil {
			return nil, false
		}
		if _, err := to.Write(part); err != nil {
			return nil, false
		}
	}
	if w.Close() != nil {
		return nil, false
	}
	return buf.Bytes(), true
}

// tryMutations reads n damaged copies of every file: none may panic, take longer
// than limit, or give text that is not valid.
func tryMutations(t *testing.T, files []string, n int, limit time.Duration) {
	registry := New(pdf.Reader{NoTools: true}) // what OCR takes is not ours
	outcomes := make(map[string]int)
	var slowest time.Duration
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) == 0 {
			continue
		}
		r := rand.New(rand.NewPCG(uint64(i), 20260101))
		for k := range n {
			damaged, how := mutate(r, data)
			name := fmt.Sprintf("%s, %s, number %d", filepath.Base(file), how, k)
			outcome, took := tryOne(t, registry, name, damaged, limit)
			outcomes[strings.TrimPrefix(filepath.Ext(file), ".")+" "+outcome]++
			slowest = max(slowest, took)
		}
	}
	keys := make([]string, 0, len(outcomes))
	for k := range outcomes {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		t.Logf("%-28s %d", k, outcomes[k])
	}
	t.Logf("%d files, slowest %v", len(files), slowest)
}

func tryOne(t *testing.T, registry *extract.Registry, name string, data []byte, limit time.Duration) (outcome string, took time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*limit)
	defer cancel()
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v", name, p)
			outcome = "panic"
		}
	}()
	text, err := registry.Bytes(ctx, name, data, extract.Options{})
	took = time.Since(start)
	if took > limit {
		t.Errorf("%s: took %v", name, took)
	}
	if err != nil {
		if r, ok := extract.AsRefusal(err); ok {
			return r.Code, took
		}
		return "error", took
	}
	for _, b := range text.Blocks {
		if !utf8.ValidString(b.Text) {
			t.Errorf("%s: invalid text %.60q", name, b.Text)
			break
		}
		for _, n := range b.Notes {
			if n.At < 0 || n.At > len(b.Text) {
				t.Errorf("%s: note at %d of %d bytes", name, n.At, len(b.Text))
			}
		}
	}
	return "read", took
}

func TestDamagedFiles(t *testing.T) {
	tryMutations(t, realFiles(t, 2, 200<<10), 8, 10*time.Second)
}

// TestCutFilesAreRefused cuts real files of the formats that tell their end: what
// is left is refused, never returned in part.
func TestCutFilesAreRefused(t *testing.T) {
	registry := Default()
	for _, file := range realFiles(t, 3, 1<<20) {
		ext := filepath.Ext(file)
		if ext != ".docx" && ext != ".rtf" && ext != ".doc" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if extract.Sniff(data) == extract.FormatHTML {
			continue
		}
		for _, part := range []int{4, 10, 50, 90} {
			cut := data[:len(data)*part/100]
			if ext == ".doc" && part == 90 {
				continue // the end of a compound file may be slack
			}
			text, err := registry.Bytes(context.Background(), file, cut, extract.Options{})
			if _, ok := extract.AsRefusal(err); !ok {
				t.Errorf("%s cut to %d%%: %d blocks, %v", filepath.Base(file), part, len(text.Blocks), err)
			}
		}
	}
}
