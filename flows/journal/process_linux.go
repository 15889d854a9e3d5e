package journal

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// startTime names one run of a process: the boot, the PID namespace and the
// clock tick at which it began, "boot/namespace/tick". A PID alone comes back
// after a reboot or a wrap-around. It is empty when there is no such process.
func startTime(pid int) string {
	tick, ok := startTick(pid)
	if !ok {
		return ""
	}
	return era() + "/" + tick
}

// era is the boot and the PID namespace in which this process sees PIDs.
func era() string {
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	space, _ := os.Readlink("/proc/self/ns/pid")
	return strings.TrimSpace(string(boot)) + "/" + space
}

// startTick reads field 22 of /proc/<pid>/stat. The command in field 2 may
// hold spaces and brackets, so fields are counted behind its last bracket. A
// zombie counts as ended: it writes nothing any more.
func startTick(pid int) (string, bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return "", false
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 || fields[0][0] == 'Z' || fields[0][0] == 'X' {
		return "", false
	}
	return string(fields[19]), true
}

// Alive reports whether the process that Here described as pid and start still
// runs on this host. A process of another PID namespace, a container's, can
// not be seen from here and counts as alive; its silence will tell.
func Alive(pid int, start string) bool {
	parts := strings.Split(start, "/")
	own := strings.Split(era(), "/")
	if len(parts) == 3 && parts[0] == own[0] && parts[1] != own[1] {
		return true
	}
	now := startTime(pid)
	return now != "" && (start == "" || now == start)
}
