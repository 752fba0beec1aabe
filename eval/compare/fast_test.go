//go:build !slow

package compare

// seeds is how often models of known worth are drawn.
const seeds = 15
