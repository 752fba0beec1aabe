package rank

import (
	_ "embed"
	"sync"
)

// The built-in model: fitted by `trolyluat train ranker`, see package train.
//
//go:embed ranker.bin
var defaultModel []byte

// Default returns the built-in model. The file is part of the program; a test
// reads it.
func Default() *Model { return builtIn() }

var builtIn = sync.OnceValue(func() *Model {
	m, err := ReadModel(defaultModel)
	if err != nil {
		return nil
	}
	return m
})
