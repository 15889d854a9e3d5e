package process

import (
	"bytes"
	"os"
	"strconv"
	"strings"

	"dossier/flows/safefile"
)

// procRules are for the files of /proc that are read here: each is one short line.
var procRules = safefile.Rules{MaxBytes: 4 << 10}

// StartTime names one run of a process: the boot, the PID namespace and the
// clock tick at which it began, "boot/namespace/tick". A PID alone comes back
// after a reboot or a wrap-around. It is empty when there is no such process.
func StartTime(pid int) string {
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

// IsAlive reports whether the process that StartTime described as pid and start still runs
// on this host. A process of another PID namespace, a container's, cannot be seen from
// here and counts as alive. Without a start time the PID has to do.
func IsAlive(pid int, start string) bool {
	parts := strings.Split(start, "/")
	own := strings.Split(pidNamespace(), "/")
	if len(parts) == 3 && parts[0] == own[0] && parts[1] != own[1] {
		return true
	}
	now := StartTime(pid)
	return now != "" && (start == "" || now == start)
}
