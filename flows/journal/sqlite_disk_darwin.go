package journal

import (
	"strings"

	"golang.org/x/sys/unix"
)

// local refuses folders whose file system does not promise that locks and
// shared memory work between processes.
func local(folder string) error {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return ofSystem(err)
	}
	if remote(unix.ByteSliceToString(stat.Fstypename[:])) {
		return ErrNetwork
	}
	return nil
}

// remote knows the names that mount(8) shows.
func remote(kind string) bool {
	switch kind {
	case "nfs", "smbfs", "cifs", "afpfs", "webdav", "ftp", "9p", "virtiofs":
		return true
	}
	return strings.Contains(kind, "fuse")
}
