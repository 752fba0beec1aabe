package local

import (
	_ "embed"
	"sync"
)

// The built-in model: trained by `trolyluat train embedder` on the Bộ pháp điển.
// It holds hashes of syllables and numbers, no text.
//
//go:embed embedder.bin
var defaultModel []byte

// Default returns the built-in model. The file is part of the program; a test
// reads it.
func Default() *Model { return builtIn() }

var builtIn = sync.OnceValue(func() *Model {
	m, err := Read(defaultModel)
	if err != nil {
		return nil
	}
	return m
})
