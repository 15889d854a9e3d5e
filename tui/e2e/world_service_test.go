package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// serviceProcess is the SSH service in a process of its own.
type serviceProcess struct {
	t       *testing.T
	program string
	environ func() []string
	dir     string   // its working folder; "": that of the test
	folder  string   // its operators file and host keys
	key     string   // the private key file of its usual operator, maya
	port    string   // where it listens
	log     string   // the file of what it writes to its stderr, which systemd keeps
	wrap    []string // a command that runs the program, and its arguments
	flags   []string // more than those of every service here
	cmd     *exec.Cmd
	ended   chan struct{} // closed when it has ended
}

// initialise writes the host keys and operators.toml, and the key of maya, the one operator.
func (s *serviceProcess) initialise(flags ...string) {
	s.t.Helper()
	requireTools(s.t, "ssh", "scp", "sftp", "ssh-keygen")
	initService(s.t, s.program, s.environ(), s.folder, flags...)
	s.writeOperators(operatorText("maya", "operator", makeKey(s.t, s.key)))
}

// initService writes the host keys of a service into a folder.
func initService(t *testing.T, program string, environ []string, folder string, flags ...string) {
	t.Helper()
	cmd := exec.Command(program, slices.Concat([]string{"serve", "init", "--dir", folder}, flags)...)
	cmd.Env = environ
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("serve init: %v: %s", err, out)
	}
}

// makeKey writes a private key into a file, and returns the public one.
func makeKey(t *testing.T, file string) (public string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
	text, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// operatorText is an operator's part of operators.toml.
func operatorText(name, role, publicKey string) string {
	return fmt.Sprintf("[[operator]]\nname = %q\nrole = %q\nkeys = [%q]\n", name, role, publicKey)
}

// publicKey is that of maya.
func (s *serviceProcess) publicKey() string {
	s.t.Helper()
	text, err := os.ReadFile(s.key + ".pub")
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// writeOperators makes these the operators, each as operatorText has it. A service that runs
// reads them by itself.
func (s *serviceProcess) writeOperators(operators ...string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, "operators.toml"), []byte(strings.Join(operators, "")), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// start runs the service until it is stopped, or to the end of the test, and waits until it
// answers.
func (s *serviceProcess) start() {
	s.t.Helper()
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	args := append([]string{s.program, "serve", "--operators", filepath.Join(s.folder, "operators.toml"), "--listen", "127.0.0.1:" + s.port}, s.flags...)
	args = append(slices.Clone(s.wrap), args...)
	s.cmd = exec.Command(args[0], args[1:]...)
	s.cmd.Env, s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.environ(), s.dir, log, log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, ended := s.cmd, make(chan struct{})
	s.ended = ended
	go func() { _ = cmd.Wait(); close(ended) }()
	s.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(patience):
			_ = cmd.Process.Kill()
			s.t.Error("the service does not end")
		}
	})
	tuitest.WaitFor(s.t, s.logText, "listening on")
}

// signal sends the service a signal.
func (s *serviceProcess) signal(which syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(which); err != nil {
		s.t.Error(err)
	}
}

// waitForEnd waits until the service has ended, and returns its exit status.
func (s *serviceProcess) waitForEnd() int {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatal("the service does not end")
	}
	return s.cmd.ProcessState.ExitCode()
}

// logText is what the service has written since it was started.
func (s *serviceProcess) logText() string {
	text, _ := os.ReadFile(s.log)
	return string(text)
}

// options are those of every OpenSSH program here, which name the port with another letter.
func (s *serviceProcess) options(portFlag string) []string { return s.optionsOf(portFlag, s.key) }

// optionsOf are those for somebody with another key.
func (s *serviceProcess) optionsOf(portFlag, key string) []string {
	return []string{
		"-F", "/dev/null", "-i", key, portFlag, s.port, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR", "-o", "UserKnownHostsFile=/dev/null",
	}
}
