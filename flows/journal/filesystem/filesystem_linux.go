package filesystem

import (
	"slices"

	"golang.org/x/sys/unix"
)

// IsShared reports whether the folder is on a network or FUSE file system. The error is
// the operating system's.
func IsShared(folder string) (bool, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return false, err
	}
	return isNetworkMagic(uint32(stat.Type)), nil
}

// isNetworkMagic knows the magic numbers of statfs(2).
func isNetworkMagic(magic uint32) bool {
	switch magic {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC,
		unix.FUSE_SUPER_MAGIC, unix.V9FS_MAGIC, unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC,
		unix.CODA_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC, unix.NCP_SUPER_MAGIC:
		return true
	}
	return false
}

// IsProtected reports whether one of the files or folders has an attribute that lets nobody
// change it, or only append to it (chattr). Nothing is opened for that.
func IsProtected(paths ...string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		var stat unix.Statx_t
		err := unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_TYPE, &stat)
		return err == nil && stat.Attributes&(unix.STATX_ATTR_IMMUTABLE|unix.STATX_ATTR_APPEND) != 0
	})
}
