package e2e

import (
	"bytes"
	"dossier/personr/sandbox"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// nobody is a user without any right, whom root can become (Debian, base-passwd).
const nobody = 65534

// unprivileged makes cmd run as a user without rights of root's; where the test
// is one itself, there is nothing to do.
func unprivileged(cmd *exec.Cmd) {
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// giveToUnprivileged gives a world to the user without rights, the way to it included.
func (s *canaryWorld) giveToUnprivileged() {
	s.t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	for dir := s.root; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o711); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := os.Chmod(workshop, 0o711); err != nil {
		s.t.Fatal(err)
	}
	err := filepath.WalkDir(s.root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// read reads a file of /proc as another process of the same user.
func read(t *testing.T, pid int, what string) ([]byte, error) {
	t.Helper()
	cmd := exec.Command("cat", fmt.Sprintf("/proc/%d/%s", pid, what))
	cmd.Dir = "/"
	unprivileged(cmd)
	return cmd.Output()
}

// TestCanariesInProc proves what another process of the same user can read of a
// running upload: its arguments, which hold what the person typed, and neither
// the environment, where the token is, nor the memory, nor which files are open.
// Root can read all of it. A process that has not hardened itself is the control.
func TestCanariesInProc(t *testing.T) {
	t.Parallel()
	requireTools(t, "cat", "sleep", "sh")
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	s := newCanaryWorld(t, onUpload(sandbox.Action{Kind: sandbox.KindDelay, DelayReading: time.Hour})...)
	s.giveToUnprivileged()
	upload := s.command(s.uploadArgs()...)
	argv := strings.Join(upload.Args, "\x00") + "\x00"
	// With as much of a core dump allowed as can be, to see that it is not.
	upload.Path, upload.Args = shell, append([]string{"sh", "-c", `ulimit -c unlimited 2>/dev/null; exec "$@"`, "sh"}, upload.Args...)
	control := exec.Command("sleep", "1h")
	control.Env, control.Dir = []string{"PERSONR_TOKEN=" + canToken}, "/"
	for _, cmd := range []*exec.Cmd{upload, control} {
		unprivileged(cmd)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	}
	for end := time.Now().Add(patience); s.service.Requests()["upload"] == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the upload never began")
		}
	}
	if content, err := read(t, control.Process.Pid, "environ"); err != nil || !bytes.Contains(content, []byte(canToken)) {
		t.Errorf("the control's environment cannot be read, so this shows nothing: %v", err)
	}
	pid := upload.Process.Pid
	for _, what := range []string{"environ", "mem", "maps", "auxv", "io", "fd/0"} {
		if content, err := read(t, pid, what); err == nil {
			t.Errorf("%s can be read: %d bytes", what, len(content))
		}
	}
	if typed, err := read(t, pid, "cmdline"); err != nil || string(typed) != argv {
		t.Errorf("the arguments are not those that were typed: %v", err)
	}
	for _, what := range []string{"comm", "status", "stat", "wchan"} {
		content, err := read(t, pid, what)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		failOnLeaks(t, s.search(map[string][]byte{what: content}))
	}
	if limits, err := read(t, pid, "limits"); err != nil || !coreOff(string(limits)) {
		t.Errorf("a core dump is possible: %v\n%s", err, limits)
	}
	if children := processTree(pid); len(children) != 1 {
		t.Errorf("%d processes came from the program", len(children)-1)
	}
}

// coreOff reports whether both limits of a core dump's size are 0.
func coreOff(limits string) bool {
	for line := range strings.Lines(limits) {
		if rest, ok := strings.CutPrefix(line, "Max core file size"); ok {
			fields := strings.Fields(rest)
			return len(fields) > 1 && fields[0] == "0" && fields[1] == "0"
		}
	}
	return false
}
