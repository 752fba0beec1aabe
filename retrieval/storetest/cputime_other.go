//go:build !unix

package storetest

import "time"

// CPUTime is not known here.
func CPUTime() time.Duration { return 0 }
