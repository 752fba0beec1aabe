//go:build !unix

package speed

import "time"

func processorTime() time.Duration { return 0 }
