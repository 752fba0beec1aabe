//go:build slow

package structure

const sample = ""
