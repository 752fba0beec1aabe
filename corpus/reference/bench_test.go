package reference

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/realdata"
)

// BenchmarkFind measures the speed over running text of the Bộ pháp điển.
func BenchmarkFind(b *testing.B) {
	f, err := os.Open(filepath.Join(realdata.Dir(b), "phapdien/articles.jsonl.gz"))
	if err != nil {
		b.Skip(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	var texts []string
	size := 0
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() && size < 8<<20 {
		var v struct{ Text string }
		if json.Unmarshal(sc.Bytes(), &v) == nil {
			texts = append(texts, v.Text)
			size += len(v.Text)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, t := range texts {
			n += len(Find(t))
		}
		b.ReportMetric(float64(n), "refs")
	}
}

// TestFindLong keeps Find linear: a text of nothing but unit words must not be
// slow.
func TestFindLong(t *testing.T) {
	for _, unit := range []string{"Điều 5 ", "điểm a, ", "khoản 1 và ", "Luật ", "các ", "45/2019/QH14 ", "từ Điều 1 đến ", "Quy chế, ",
		"Luật sửa đổi, bổ sung một số điều của ", "( ", "Bộ luật Dân sự | ", "Luật Phòng, chống ", "\nMục 1 ", "các Điều 1 đến 999, các khoản 1 đến 999 "} {
		run := func(bytes int) time.Duration {
			start := time.Now()
			Find(strings.Repeat(unit, bytes/len(unit)))
			FindQuery(strings.Repeat(unit, bytes/len(unit)))
			return time.Since(start)
		}
		took := run(50_000)
		if took <= 2*time.Second {
			continue
		}
		// slow, or a busy machine: half the text tells
		if half := run(25_000); took > 3*half || took > 30*time.Second {
			t.Errorf("%q takes %v, half of it %v", unit, took, half)
		}
	}
}
