//go:build !slow

package retrieval

// simulatedQuestions is how many questions of each benchmark are asked.
const simulatedQuestions = 60

var simulatedBenchmarks = []string{"alqac2025"}
