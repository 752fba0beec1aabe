//go:build linux || darwin || freebsd

package checkup

import "golang.org/x/sys/unix"

// FreeSpace returns the bytes that the folder's file system has left for this
// user.
func FreeSpace(dir string) (int64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}
