//go:build slow

package pdf

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trolyluat/corpus/extract"
)

// mutate damages a file the way transfers, disks and careless programs do.
func mutate(r *rand.Rand, data []byte) []byte {
	out := bytes.Clone(data)
	at := func() int { return r.IntN(len(out)) }
	switch r.IntN(7) {
	case 0: // bits
		for range 1 + r.IntN(40) {
			out[at()] ^= 1 << r.IntN(8)
		}
	case 1: // a run of noise
		i := at()
		for k := i; k < min(len(out), i+1+r.IntN(400)); k++ {
			out[k] = byte(r.Uint32())
		}
	case 2: // cut off
		out = out[:1+at()]
	case 3: // a piece missing
		i := at()
		out = append(out[:i:i], out[min(len(out), i+1+r.IntN(2000)):]...)
	case 4: // a piece twice
		i := at()
		j := min(len(out), i+1+r.IntN(2000))
		out = append(out[:j:j], data[i:]...)
	case 5: // numbers changed
		for range 1 + r.IntN(60) {
			if i := at(); out[i] >= '0' && out[i] <= '9' {
				out[i] = byte('0' + r.IntN(10))
			}
		}
	case 6: // zeroes
		i := at()
		clear(out[i:min(len(out), i+1+r.IntN(4096))])
	}
	return out
}

// No mutated real file panics, takes ten seconds, or is refused without a reason;
// what is cut off is never read in part.
func TestMutatedFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	files := realFiles(t)
	read, refused := 0, make(map[string]int)
	for n := range 400 {
		f := files[n%len(files)]
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		bad := mutate(r, data)
		start := time.Now()
		x, err := Reader{NoTools: true, Timeout: 9 * time.Second}.Extract(context.Background(), filepath.Base(f), bad)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%d: %s took %v", n, filepath.Base(f), took)
		}
		if err != nil {
			refusal, ok := extract.AsRefusal(err)
			if !ok {
				t.Errorf("%d: %s: no refusal: %v", n, filepath.Base(f), err)
				continue
			}
			refused[refusal.Code]++
			if bytes.Contains([]byte(refusal.Detail), []byte("the reader broke")) {
				t.Errorf("%d: %s: %v", n, filepath.Base(f), err)
			}
			continue
		}
		read++
		if len(bad) < len(data) && bytes.HasPrefix(data, bad) && len(data)-len(bad) > 1024 {
			t.Errorf("%d: %s: cut to %d of %d bytes and read as %d blocks", n, filepath.Base(f), len(bad), len(data), len(x.Blocks))
		}
	}
	t.Logf("%d read, refused: %v", read, refused)
}
