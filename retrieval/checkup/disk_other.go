//go:build !linux && !darwin && !freebsd

package checkup

// FreeSpace is not known here.
func FreeSpace(string) (int64, bool) { return 0, false }
