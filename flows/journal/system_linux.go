package journal

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"dossier/flows/safefile"
)

// procRules are for the files of /proc that are read here: each is one short line.
var procRules = safefile.Rules{MaxBytes: 4 << 10}

// processStartTime names one run of a process: the boot, the PID namespace and the
// clock tick at which it began, "boot/namespace/tick". A PID alone comes back
// after a reboot or a wrap-around. It is empty when there is no such process.
func processStartTime(pid int) string {
	tick, ok := readStartTick(pid)
	if !ok {
		return ""
	}
	return pidNamespace() + "/" + tick
}

// pidNamespace is the boot and the PID namespace in which this process sees PIDs.
func pidNamespace() string {
	boot, _ := safefile.Read("/proc/sys/kernel/random/boot_id", procRules)
	space, _ := os.Readlink("/proc/self/ns/pid")
	return strings.TrimSpace(string(boot)) + "/" + space
}

// readStartTick reads field 22 of /proc/<pid>/stat. The command in field 2 may
// hold spaces and brackets, so fields are counted after its last bracket. A
// zombie counts as ended: it writes nothing any more.
func readStartTick(pid int) (string, bool) {
	stat, err := safefile.Read("/proc/"+strconv.Itoa(pid)+"/stat", procRules)
	if err != nil {
		return "", false
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 || fields[0][0] == 'Z' || fields[0][0] == 'X' {
		return "", false
	}
	return string(fields[19]), true
}

// IsProcessAlive reports whether the process that OwnPresence described as pid and start still
// runs on this host. A process of another PID namespace, a container's,
// cannot be seen from here and counts as alive until GoneAfter.
func IsProcessAlive(pid int, start string) bool {
	parts := strings.Split(start, "/")
	own := strings.Split(pidNamespace(), "/")
	if len(parts) == 3 && parts[0] == own[0] && parts[1] != own[1] {
		return true
	}
	now := processStartTime(pid)
	return now != "" && (start == "" || now == start)
}

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
