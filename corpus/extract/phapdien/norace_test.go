//go:build !race

package phapdien

const underRace = false
