//go:build race

package pdf

// The race detector slows the sweep tenfold, so sweeps read a part of the files.
const underRace = true
