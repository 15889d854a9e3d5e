package filesystem

import (
	"strings"

	"golang.org/x/sys/unix"
)

// IsShared reports whether the folder is on a network or FUSE file system. The error is
// the operating system's.
func IsShared(folder string) (bool, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return false, err
	}
	return isNetworkName(unix.ByteSliceToString(stat.Fstypename[:])), nil
}

// isNetworkName knows the names that mount(8) shows.
func isNetworkName(kind string) bool {
	switch kind {
	case "nfs", "smbfs", "cifs", "afpfs", "webdav", "ftp", "9p", "virtiofs":
		return true
	}
	return strings.Contains(kind, "fuse")
}
