//go:build !slow

package run

// trials is how often a run is killed until it ends.
const trials = 4
