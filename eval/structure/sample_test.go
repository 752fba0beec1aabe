//go:build !slow

package structure

// sample chooses the pages of the quick run.
const sample = "5.html"
