//go:build slow && !race

package phapdien

const sampled = false
