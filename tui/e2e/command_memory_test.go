package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// TestMemoryDoesNotGrowWithTheFile runs the program itself, because a test
// binary's memory says nothing about it. Run with -v for the figures.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	t.Parallel()
	program := requireProgram(t)
	// A child's resource usage begins with its parent's, so the peak is asked of
	// the system while the program waits for its answer (proc(5), VmHWM).
	var pid, high atomic.Int64
	w := newWorld(t, withService(func(c *sandbox.Config) {
		c.DiscardContents, c.Record = true, func(sandbox.Upload) { high.Store(highWater(pid.Load())) }
	}))
	w.env["HOME"] = w.home
	peak := func(applicant string, size int) int64 {
		path := w.write("picture.jpg", padded(sample(t, "front.jpg"), size), 0)
		cmd := exec.CommandContext(t.Context(), program, "upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "AUS",
			"--document", "identity=PASSPORT", "--max-size", "50MiB", "--hold", "300ms", "identity="+path)
		cmd.Env = w.environ()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		pid.Store(int64(cmd.Process.Pid))
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != int(cli.ExitIncomplete) { // no selfie
			t.Fatal(err)
		}
		return high.Load()
	}
	small := peak("1x1", 500<<10) // the same whole picture
	large := peak("1x2", 50<<20)
	t.Logf("peak memory: %d KiB for 0.5 MiB, %d KiB for 50 MiB", small, large)
	if small == 0 || large-small > 10<<10 {
		t.Errorf("%d KiB more for 50 MiB than for 0.5 MiB", large-small)
	}
	if n := len(w.service.Uploads()); n != 2 || w.service.Uploads()[1].Bytes != 50<<20 {
		t.Errorf("%d uploads at the service", n)
	}
}

// highWater is a process's peak memory in KiB.
func highWater(pid int64) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kib
}

// padded is a JPEG of exactly size bytes: the picture, zeros, its end mark.
func padded(picture []byte, size int) []byte {
	end := []byte{0xff, 0xd9}
	if len(picture) > size {
		picture = picture[:size-len(end)]
	}
	picture = bytes.TrimSuffix(picture, end)
	return append(append(bytes.Clone(picture), make([]byte, max(size-len(picture)-len(end), 0))...), end...)
}
