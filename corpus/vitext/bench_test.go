package vitext

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/unicode/norm"
	"trolyluat/corpus/realdata"
)

// lawText is the first 4 MiB of the pháp điển's provisions, JSON syntax and all:
// what ingestion cuts.
func lawText(b *testing.B) string {
	b.Helper()
	file, err := os.Open(filepath.Join(realdata.Dir(b), "phapdien", "articles.jsonl.gz"))
	if err != nil {
		b.Skip("pháp điển not found: ", err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		b.Fatal(err)
	}
	data, err := io.ReadAll(io.LimitReader(unpacked, 4<<20))
	if err != nil {
		b.Fatal(err)
	}
	return Normalize(string(data))
}

func BenchmarkNormalizeClean(b *testing.B) {
	s := lawText(b)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Normalize(s)
	}
}

func BenchmarkNormalizeDecomposed(b *testing.B) {
	s := norm.NFD.String(lawText(b))
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Normalize(s)
	}
}

func BenchmarkSyllables(b *testing.B) {
	s := lawText(b)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	var tokens []Token
	for b.Loop() {
		tokens = AppendSyllables(tokens[:0], s)
	}
	b.ReportMetric(float64(len(tokens)), "tokens")
}

func BenchmarkCanonicalTone(b *testing.B) {
	s := lawText(b)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		CanonicalTone(s)
	}
}

func BenchmarkFold(b *testing.B) {
	s := lawText(b)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Fold(s)
	}
}
