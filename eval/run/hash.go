package run

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"trolyluat/corpus"
)

// HashFile is the SHA-256 of a file, hex, for [Manifest.Inputs].
func HashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("eval: hash %s: %w", path, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("eval: hash %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// HashPath is [HashFile] of a file; of a folder it is a hash over the names and
// contents of all files below it.
func HashPath(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("eval: hash %s: %w", path, err)
	}
	if !info.IsDir() {
		return HashFile(path)
	}
	h := sha256.New()
	err = filepath.WalkDir(path, func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		sum, err := HashFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(path, file)
		fmt.Fprintf(h, "%s\x00%s\n", filepath.ToSlash(name), sum)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("eval: hash %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// HashCorpus is a hash over what a store holds: every document's ID and the
// SHA-256 of its source. Stores of the same law have the same hash, whatever
// backend holds them.
func HashCorpus(ctx context.Context, store interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
}) (string, error) {
	h := sha256.New()
	for info, err := range store.Documents(ctx) {
		if err != nil {
			return "", fmt.Errorf("eval: hash the corpus: %w", err)
		}
		fmt.Fprintf(h, "%s\x00%s\x00%d\n", info.ID, info.Source.SHA256, info.Chunks)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
