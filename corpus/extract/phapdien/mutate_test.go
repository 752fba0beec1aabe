//go:build slow

package phapdien

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"

	"os"
)

// No mutated real file panics or takes ten seconds, and whatever is assembled of
// it is a whole tree.
func TestMutatedFiles(t *testing.T) {
	name := filepath.Join(realdata.Dir(t), "phapdien", "html_all_301.tar.gz")
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	n, read := 0, 0
	for e, err := range extract.Walk(context.Background(), "all", file, info.Size(), extract.Limits{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Data) > 1<<20 || n >= 200 {
			continue
		}
		n++
		data := bytes.Clone(e.Data)
		at := func() int { return r.IntN(len(data)) }
		switch r.IntN(4) {
		case 0:
			for range 1 + r.IntN(300) {
				data[at()] = byte(r.Uint32())
			}
		case 1:
			data = data[:1+at()]
		case 2:
			for range 1 + r.IntN(20) {
				i := at()
				tag := []string{"<table><tr><td>", "</table>", "<p class='pDieu'>", "<p class='pGhiChu'>(", "<n<", "<!--", "<a name='1'>"}[r.IntN(7)]
				data = append(data[:i:i], append([]byte(tag), data[i:]...)...)
			}
		case 3:
			i := at()
			data = append(data[:i:i], data[min(len(data), i+1+r.IntN(5000)):]...)
		}
		start := time.Now()
		d, err := Read(context.Background(), e.Name, data)
		if err != nil {
			var refusal *extract.Refusal
			if !errors.As(err, &refusal) {
				t.Errorf("%s: no refusal: %v", e.Name, err)
			}
			continue
		}
		read++
		for _, doc := range Documents("m", slices.Values([]*DeMuc{d})).Documents {
			checkTree(t, doc)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %v", e.Name, took)
		}
	}
	t.Logf("%d of %d mutated files read", read, n)
}
