//go:build !slow

package quality

// sampleStep takes every so many-th of the real files; -tags slow takes all.
const sampleStep = 8
