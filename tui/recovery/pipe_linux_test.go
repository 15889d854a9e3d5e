package recovery

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// TestAReportDoesNotFitIntoThePipe proves that a process with a fault waits for its
// watcher: the runtime's shortest report takes more writes than the pipe holds.
func TestAReportDoesNotFitIntoThePipe(t *testing.T) {
	if capacity, report := pipeCapacity(t), shortestReport(t); report <= capacity {
		t.Errorf("a report is %d writes, and the pipe holds %d", report, capacity)
	}
}

// pipeCapacity is how many writes of one byte a pipe holds.
func pipeCapacity(t *testing.T) int {
	t.Helper()
	read, write, err := newPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = read.Close(), write.Close() }()
	fd := int(write.Fd())
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < 1<<20; n++ {
		if _, err := unix.Write(fd, []byte{0}); err != nil {
			return n
		}
	}
	t.Fatal("the pipe holds everything")
	return 0
}

// shortestReport counts the writes that report a panic of the main goroutine.
func shortestReport(t *testing.T) int {
	t.Helper()
	read, write, err := newPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=TestHelperProcess$")
	cmd.Env, cmd.ExtraFiles = []string{"RECOVERY_PANIC=1", "GOTRACEBACK=none"}, []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	writes := 0
	for buf := make([]byte, 4096); ; writes++ {
		if _, err := read.Read(buf); err != nil {
			break
		}
	}
	_ = cmd.Wait()
	return writes
}

// TestHelperProcess is the process with the fault.
func TestHelperProcess(t *testing.T) {
	if os.Getenv("RECOVERY_PANIC") == "" {
		t.Skip("it is run by TestAReportDoesNotFitIntoThePipe")
	}
	if err := reportFaults(os.NewFile(3, "pipe")); err != nil {
		t.Fatal(err)
	}
	go panic("fault")
	select {}
}
