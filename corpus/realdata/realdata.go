// Package realdata finds the folder of real statutes, judgments and benchmarks
// that tests and benchmarks read and that is no part of the project.
package realdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the data folder: $TROLYLUAT_DATA, or shared/data beside the
// checkout. It skips the test where there is none.
func Dir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("TROLYLUAT_DATA"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil {
		candidate := filepath.Join(dir, "shared", "data")
		if info, statErr := os.Stat(candidate); statErr == nil && info.IsDir() {
			return candidate
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	t.Skip("real data not found: set TROLYLUAT_DATA or put the folder at ../shared/data beside the checkout")
	return ""
}
