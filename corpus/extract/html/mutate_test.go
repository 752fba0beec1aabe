//go:build slow

package html

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
)

// No mutated real page panics, takes ten seconds, or is refused without a reason;
// what is cut off is never read in part.
func TestMutatedPages(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(realdata.Dir(t), "documents", "vbpl_html", "*.html"))
	if err != nil || len(files) == 0 {
		t.Skip("no pages in the real data")
	}
	r := rand.New(rand.NewPCG(3, 4))
	read, refused := 0, make(map[string]int)
	for n := range 400 {
		name := files[r.IntN(len(files))]
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		page := bytes.Clone(data)
		at := func() int { return r.IntN(len(page)) }
		cut := false
		switch r.IntN(5) {
		case 0:
			for range 1 + r.IntN(200) {
				page[at()] = byte(r.Uint32())
			}
		case 1:
			page, cut = page[:1+at()], true
		case 2: // tags opened or closed at random
			for range 1 + r.IntN(20) {
				i := at()
				tag := []string{"<table><tr><td>", "</div>", "<p>", "</table>", "<script>", "<!--", "<div hidden>", "<b", "]]>"}[r.IntN(9)]
				page = append(page[:i:i], append([]byte(tag), page[i:]...)...)
			}
		case 3:
			i := at()
			page = append(page[:i:i], page[min(len(page), i+1+r.IntN(5000)):]...)
		case 4: // every letter of one kind
			page = bytes.ReplaceAll(page, []byte{page[at()]}, []byte{page[at()]})
		}
		start := time.Now()
		x, err := Extract(context.Background(), filepath.Base(name), page)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%d: %s took %v", n, filepath.Base(name), took)
		}
		if err != nil {
			refusal, ok := extract.AsRefusal(err)
			if !ok {
				t.Errorf("%d: %s: no refusal: %v", n, filepath.Base(name), err)
				continue
			}
			refused[refusal.Code]++
			continue
		}
		read++
		if !cut {
			continue
		}
		whole, err := Extract(context.Background(), filepath.Base(name), data)
		if err != nil || x.Blocks[len(x.Blocks)-1].Text != whole.Blocks[len(whole.Blocks)-1].Text {
			t.Errorf("%d: %s cut to %d of %d bytes and read in part", n, filepath.Base(name), len(page), len(data))
		}
	}
	t.Logf("%d read, refused: %v", read, refused)
}
