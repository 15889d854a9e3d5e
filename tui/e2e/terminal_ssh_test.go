package e2e

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The wizard behind a real SSH connection: whatever lies between, keys arrive
// and the screen is drawn.
func TestTheRealProgramOverSSH(t *testing.T) {
	t.Parallel()
	requireTools(t, "tmux", "ssh", "scp", "ssh-keygen")
	r := newRealTerminal(t)
	s := newSSH(r)
	runtime := memoryFolder(t)
	r.env["XDG_RUNTIME_DIR"] = runtime
	r.run(withExitStatus(s.client(r.remoteScript("--hold 50ms --operator maya"))))
	r.openDossier()
	s.sendThroughInbox(runtime)
	r.checkAndApprove()
	r.checkThreeUploads()
	r.WaitFor("· ssh · maya@127.0.0.1")
	r.tmux("resize-window", "-t", "e2e", "-x", "100", "-y", "30")
	r.WaitFor(strings.Repeat("─", 100))
	r.leaveWizard()
	r.WaitFor("ended with status 0")
	checkInboxIsGone(t, runtime)
}

// remoteScript is a script that runs the program at the other end.
func (r *realTerminal) remoteScript(args string) string {
	r.t.Helper()
	var command []string
	for _, e := range r.environ() {
		command = append(command, "'"+e+"'")
	}
	script := filepath.Join(r.dir, "remote")
	remote := "exec env " + strings.Join(command, " ") + " " + r.program + " " + args
	if err := os.WriteFile(script, []byte("#!/bin/sh\n"+remote+"\n"), 0o700); err != nil {
		r.t.Fatal(err)
	}
	return script
}

// sshd is a server on a port of this machine that lets in this user with one
// key.
type sshd struct {
	r    *realTerminal
	port string
	pid  int
}

// newSSH starts the server. Where the system's server cannot run (no user for
// it, no folder), the test is left out as if there were none.
func newSSH(r *realTerminal) sshd { return newSSHWith(r, "") }

// newSSHWith adds lines to the server's configuration.
func newSSHWith(r *realTerminal, lines string) sshd {
	r.t.Helper()
	program, err := exec.LookPath("sshd")
	if err != nil {
		program = "/usr/sbin/sshd" // sshd insists on an absolute path, and /usr/sbin is not everybody's
	}
	if _, err := os.Stat(program); err != nil {
		requireTools(r.t, "sshd")
	}
	for _, key := range []string{"host", "id"} {
		makeKey(r.t, filepath.Join(r.dir, key))
	}
	makeSeparationFolder()
	s := sshd{r: r, port: freePort(r.t)}
	config := s.configure(lines)
	if out, err := exec.Command(program, "-t", "-f", config).CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			r.t.Fatalf("sshd cannot run: %v: %s", err, out)
		}
		r.t.Skipf("sshd cannot run here: %v: %s", err, out)
	}
	ctx, stop := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, program, "-D", "-e", "-f", config)
	if err := server.Start(); err != nil {
		stop()
		r.t.Fatal(err)
	}
	s.pid = server.Process.Pid
	r.t.Cleanup(func() { stop(); _ = server.Wait() })
	s.waitForServer()
	return s
}

// separationFolder is the folder that a server of root's insists on at each connection; a
// system that runs one has it.
const separationFolder = "/run/sshd"

// makeSeparationFolder makes it, for all tests.
var makeSeparationFolder = sync.OnceFunc(func() {
	if os.Geteuid() == 0 && os.Mkdir(separationFolder, 0o755) == nil {
		removeAtEnd.Store(separationFolder, true)
	}
})

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// configure writes the server's configuration and what the client trusts.
func (s sshd) configure(lines string) string {
	s.r.t.Helper()
	at := func(name string) string { return filepath.Join(s.r.dir, name) }
	host, err := os.ReadFile(at("host.pub"))
	if err != nil {
		s.r.t.Fatal(err)
	}
	config := fmt.Sprintf(`ListenAddress 127.0.0.1:%s
HostKey %s
AuthorizedKeysFile %s
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
%s`, s.port, at("host"), at("id.pub"), lines)
	for name, text := range map[string]string{"sshd_config": config, "known_hosts": "[127.0.0.1]:" + s.port + " " + string(host)} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			s.r.t.Fatal(err)
		}
	}
	return at("sshd_config")
}

// waitForServer waits until the server answers.
func (s sshd) waitForServer() {
	s.r.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", "127.0.0.1:"+s.port)
		if err == nil {
			_ = c.Close()
			return
		}
		if time.Now().After(end) {
			s.r.t.Fatalf("sshd does not answer: %v", err)
		}
	}
}

// client is the command that runs a program at the other end, on a terminal.
func (s sshd) client(program string) string {
	return strings.Join(append(append([]string{"ssh", "-tt"}, s.options("-p")...), s.account(), program), " ")
}

// options are those of ssh and of scp, which name the port with another letter.
func (s sshd) options(port string) []string {
	return []string{
		"-F", "/dev/null", "-i", filepath.Join(s.r.dir, "id"), port, s.port, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "UserKnownHostsFile=" + filepath.Join(s.r.dir, "known_hosts"),
	}
}

// account is this user at the server.
func (s sshd) account() string {
	me, err := user.Current()
	if err != nil {
		s.r.t.Fatal(err)
	}
	return me.Username + "@127.0.0.1"
}
