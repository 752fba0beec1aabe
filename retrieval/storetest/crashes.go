//go:build !slow

package storetest

// Crashes is how many times a crash test kills the program, and ServerCrashes
// how many times the database; a hundred each with -tags slow.
const (
	Crashes       = 5
	ServerCrashes = 2
)
