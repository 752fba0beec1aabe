//go:build slow

package quality

const sampleStep = 1
