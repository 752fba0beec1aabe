//go:build slow

package retrieval

// simulatedQuestions is how many questions of each benchmark are asked.
const simulatedQuestions = 10_000

var simulatedBenchmarks = []string{"alqac2022", "alqac2025"}
