package checkup

import (
	"fmt"

	"trolyluat/retrieval"
)

// leastFree is the free space in bytes under which a disk is called full even
// for a small store.
const leastFree = 1 << 30

// Disk judges the free space beside a store of size bytes on the disk of folder:
// upgrading or tidying up may need room for a copy. It finds nothing where the
// folder cannot be looked at.
func Disk(folder string, size int64) []retrieval.Finding {
	free, ok := FreeSpace(folder)
	if !ok || free >= max(leastFree, 2*size) {
		return nil
	}
	return []retrieval.Finding{{Code: "disk_space", Severity: retrieval.SeverityWarning,
		Message: fmt.Sprintf("Ổ đĩa của thư mục %s chỉ còn %d MB trống; kho chiếm %d MB.", folder, free>>20, size>>20),
		Action:  "Giải phóng ổ đĩa: nâng cấp và dọn kho có lúc cần chỗ cho một bản sao."}}
}
