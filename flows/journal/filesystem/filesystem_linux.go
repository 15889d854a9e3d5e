package filesystem

import "golang.org/x/sys/unix"

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
