//go:build slow

package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"trolyluat/retrieval/storetest"
)

// TestGrowth prints what searching costs over 62,323 and 249,292 chunks, beside
// a plain scan of the vectors in memory.
func TestGrowth(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	real := storetest.Real(t)
	var flat []float32
	for i := range real.Entries {
		for _, v := range real.Entries[i].Vectors[0].Vectors {
			flat = append(flat, v...)
		}
	}
	storetest.Growth(t, storetest.Growing{
		Name:  "SQLite",
		Store: s,
		Size: func() int64 {
			var sum int64
			for _, name := range []string{FileName, FileName + "-wal"} {
				if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
					sum += info.Size()
				}
			}
			return sum
		},
		Stock: map[string]func(int) error{
			"plain scan of the first 62,323 vectors": func(i int) error {
				q := real.Vectors[i]
				best := float32(0)
				for at := 0; at < len(flat); at += storetest.Dimension {
					sum := float32(0)
					for d, x := range q {
						sum += x * flat[at+d]
					}
					best = max(best, sum)
				}
				return nil
			},
		},
	}, 3, os.Stdout)
}
