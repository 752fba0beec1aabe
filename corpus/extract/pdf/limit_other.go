//go:build !unix

package pdf

// limitMemory does nothing where the system has no such limit; the soft limit of
// the Go runtime holds.
func limitMemory(int64) {}
