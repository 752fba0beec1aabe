//go:build race

package phapdien

// The race detector slows the sweep tenfold, so it reads a part of the files.
const underRace = true
