//go:build slow

package parse

const sampleStep = 1
