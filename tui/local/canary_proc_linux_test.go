package local_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watching reads, again and again, what the kernel shows of a process and of
// all that come from it: the arguments and, as far as this test's user may, the
// environment. The func ends it and returns what was read.
func watching(pid int) func() map[string][]byte {
	stop, done := make(chan struct{}), make(chan map[string][]byte)
	go func() {
		seen := map[string][]byte{}
		for {
			for _, p := range family(pid) {
				look(p, seen)
			}
			select {
			case <-stop:
				done <- seen
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() map[string][]byte { close(stop); return <-done }
}

// look adds what is new of one process.
func look(pid int, seen map[string][]byte) {
	for _, what := range []string{"cmdline", "environ"} {
		content, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, what))
		if err != nil || len(content) == 0 {
			continue
		}
		place := map[string]string{"cmdline": "argv", "environ": "environ"}[what] + " of process " + strconv.Itoa(pid)
		for n := 2; len(seen[place]) > 0 && !bytes.Equal(seen[place], content); n++ {
			place = fmt.Sprintf("%s, %d", strings.Split(place, ",")[0], n) // it changed
		}
		seen[place] = content
	}
}

// family is a process and all that come from it.
func family(pid int) []int {
	parent := map[int]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		content, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(content), ") ")
		fields := strings.Fields(rest)
		if of, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil && len(fields) > 1 {
			parent[of], _ = strconv.Atoi(fields[1])
		}
	}
	list := []int{pid}
	for i := 0; i < len(list); i++ {
		for child, of := range parent {
			if of == list[i] {
				list = append(list, child)
			}
		}
	}
	return list
}
