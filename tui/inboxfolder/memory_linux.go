package inboxfolder

import (
	"bytes"

	"golang.org/x/sys/unix"

	"dossier/flows/safefile"
)

// sharedMemory is where Linux has a file system in memory for all users (shm_overview(7)).
const sharedMemory = "/dev/shm"

// maxSwapTable is more bytes than /proc/swaps has.
const maxSwapTable = 64 << 10

// mediumOf tells what a folder is held in (statfs(2)). ramfs is never swapped, tmpfs may be
// (tmpfs(5)); what cannot be told counts as a disk.
func mediumOf(folder string) Medium {
	var system unix.Statfs_t
	if unix.Statfs(folder, &system) != nil {
		return Disk
	}
	switch uint32(system.Type) {
	case unix.RAMFS_MAGIC:
		return Memory
	case unix.TMPFS_MAGIC:
		if table, err := readSwapTable(); err != nil || hasSwapDisk(table) {
			return SwapMemory
		}
		return Memory
	}
	return Disk
}

// readSwapTable is what the system swaps to (proc(5)).
func readSwapTable() ([]byte, error) {
	return safefile.Read("/proc/swaps", safefile.Rules{MaxBytes: maxSwapTable})
}

// hasSwapDisk reports whether the table of swap areas names anything but compressed memory. Its
// first line is a heading.
func hasSwapDisk(table []byte) bool {
	_, areas, _ := bytes.Cut(table, []byte("\n"))
	for line := range bytes.Lines(areas) {
		if len(bytes.TrimSpace(line)) > 0 && !bytes.HasPrefix(line, []byte("/dev/zram")) {
			return true
		}
	}
	return false
}
