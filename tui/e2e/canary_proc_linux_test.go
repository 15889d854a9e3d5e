package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watchProcess reads, again and again, what the kernel shows of a process and of
// all that come from it: the arguments and, as far as this test's user may, the
// environment. The func ends it and returns what was read.
func watchProcess(pid int) func() map[string][]byte {
	stop, done := make(chan struct{}), make(chan map[string][]byte)
	go func() {
		seen := map[string][]byte{}
		for {
			for _, p := range processTree(pid) {
				readProcess(p, seen)
			}
			select {
			case <-stop:
				done <- seen
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() map[string][]byte { close(stop); return <-done }
}

// readProcess adds what is new of one process.
func readProcess(pid int, seen map[string][]byte) {
	for _, what := range []string{"cmdline", "environ"} {
		content := readAtOnce(fmt.Sprintf("/proc/%d/%s", pid, what))
		if len(content) == 0 {
			continue
		}
		place := map[string]string{"cmdline": "argv", "environ": "environ"}[what] + " of process " + strconv.Itoa(pid)
		for n := 2; len(seen[place]) > 0 && !bytes.Equal(seen[place], content); n++ {
			place = fmt.Sprintf("%s, %d", strings.Split(place, ",")[0], n) // it changed
		}
		seen[place] = content
	}
}

// readAtOnce reads a file of the kernel in one call, nil when that is not possible. In
// several, the parts can be of different times: a process that ends between two leaves the
// beginning alone, and one that starts another program a piece of each.
func readAtOnce(path string) []byte {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	buf := make([]byte, 64<<10)
	n, err := file.Read(buf)
	if err != nil || n == len(buf) {
		return nil
	}
	return buf[:n]
}

// processTree is a process and all that come from it (proc(5),
// /proc/PID/task/TID/children).
func processTree(pid int) []int {
	list := []int{pid}
	for i := 0; i < len(list); i++ {
		lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", list[i]))
		for _, path := range lists {
			content, _ := os.ReadFile(path)
			for word := range strings.FieldsSeq(string(content)) {
				if child, err := strconv.Atoi(word); err == nil {
					list = append(list, child)
				}
			}
		}
	}
	return list
}
