//go:build slow

package formats

import (
	"testing"
	"time"
)

// TestThousandsOfDamagedFiles is the long run of TestDamagedFiles.
func TestThousandsOfDamagedFiles(t *testing.T) {
	tryMutations(t, realFiles(t, 8, 2<<20), 100, 10*time.Second)
}
