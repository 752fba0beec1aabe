//go:build unix

package storetest

import (
	"syscall"
	"time"
)

// CPUTime returns how long this process has kept processors busy: what searches
// cost however many others share the machine.
func CPUTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
