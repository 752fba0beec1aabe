//go:build !slow && !race

package parse

// sampleStep takes every so many-th of the real files; -tags slow takes all.
const sampleStep = 10
