//go:build !slow && race

package parse

// The race detector slows the sweep tenfold.
const sampleStep = 40
