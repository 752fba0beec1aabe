//go:build race || !slow

package phapdien

// Without -tags slow, and under the race detector, which slows the sweep tenfold,
// a part of the files is read.
const sampled = true
