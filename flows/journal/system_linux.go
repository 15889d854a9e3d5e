package journal

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// setUserTimeout bounds how long the kernel waits for an acknowledgement: without it
// a query to a host that is suddenly gone takes a quarter of an hour. Where it cannot be set, as on a Unix
// socket, nothing is lost.
func setUserTimeout(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(tcpUserTimeout.Milliseconds()))
	})
}

// checkLocalDisk refuses folders whose file system does not promise that locks and
// shared memory work between processes.
func checkLocalDisk(folder string) error {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return errorFromSystem(err)
	}
	if isNetworkDisk(uint32(stat.Type)) {
		return ErrNetwork
	}
	return nil
}

// isNetworkDisk knows the magic numbers of statfs(2).
func isNetworkDisk(magic uint32) bool {
	switch magic {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC,
		unix.FUSE_SUPER_MAGIC, unix.V9FS_MAGIC, unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC,
		unix.CODA_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC, unix.NCP_SUPER_MAGIC:
		return true
	}
	return false
}
