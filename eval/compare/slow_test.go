//go:build slow

package compare

const seeds = 100
