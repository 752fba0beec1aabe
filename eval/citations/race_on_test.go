//go:build race

package citations

const underRace = true
