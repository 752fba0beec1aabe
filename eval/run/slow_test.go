//go:build slow

package run

const trials = 20
