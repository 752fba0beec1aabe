//go:build slow

package storetest

// Crashes is how many times a crash test kills the program, and ServerCrashes
// how many times the database.
const (
	Crashes       = 100
	ServerCrashes = 100
)
