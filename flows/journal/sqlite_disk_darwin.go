package journal

import (
	"strings"

	"golang.org/x/sys/unix"
)

// checkLocalDisk refuses folders whose file system does not promise that locks and
// shared memory work between processes.
func checkLocalDisk(folder string) error {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return errorFromSystem(err)
	}
	if isNetworkDisk(unix.ByteSliceToString(stat.Fstypename[:])) {
		return ErrNetwork
	}
	return nil
}

// isNetworkDisk knows the names that mount(8) shows.
func isNetworkDisk(kind string) bool {
	switch kind {
	case "nfs", "smbfs", "cifs", "afpfs", "webdav", "ftp", "9p", "virtiofs":
		return true
	}
	return strings.Contains(kind, "fuse")
}
