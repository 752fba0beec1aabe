//go:build unix

package pdf

import "syscall"

// limitMemory lets the system end the process when it takes more address space
// than n bytes and what the Go runtime reserves without using it.
func limitMemory(n int64) {
	limit := uint64(n) + 1<<30
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: limit, Max: limit})
}
