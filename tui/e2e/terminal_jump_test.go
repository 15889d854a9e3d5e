package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"dossier/tui/tuitest"
)

// writeClientConfig writes a configuration of ssh with the service as "docs", and as
// "docs-by-jump" through the jump host "jump"; "closed" is a jump host that lets nobody in.
func (s *service) writeClientConfig(jump sshd) (path string) {
	s.r.t.Helper()
	me, err := user.Current()
	if err != nil {
		s.r.t.Fatal(err)
	}
	host := func(name, port, account, key, more string) string {
		return fmt.Sprintf("Host %s\n  HostName 127.0.0.1\n  Port %s\n  User %s\n  IdentityFile %s\n%s", name, port, account, key, more)
	}
	text := host("docs", s.port, "maya", s.key, "") + host("docs-by-jump", s.port, "maya", s.key, "  ProxyJump jump\n") +
		host("jump", jump.port, me.Username, filepath.Join(jump.r.dir, "id"), "") + host("closed", jump.port, me.Username, s.key, "") +
		"Host *\n  IdentitiesOnly yes\n  BatchMode yes\n  LogLevel ERROR\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n"
	path = filepath.Join(s.r.dir, "ssh_config")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.r.t.Fatal(err)
	}
	return path
}

// Through a real jump host the wizard works, and the scp line with the same -J, or with an entry
// of ~/.ssh/config that has ProxyJump. The help on the screen says so.
func TestTheServiceThroughAJumpHost(t *testing.T) {
	t.Parallel()
	jump := newSSHWith(newTerminalWith(t), "AllowTcpForwarding local\n")
	r := newRealTerminal(t)
	s := startService(r)
	config := s.writeClientConfig(jump)
	if out, err := exec.Command("ssh", "-F", config, "-J", "closed", "docs").CombinedOutput(); err == nil || !strings.Contains(string(out), "Permission denied") {
		t.Errorf("past a jump host that lets nobody in: %v, %s", err, out)
	}
	r.run(withExitStatus("ssh -F " + config + " -J jump docs"))
	r.openDossier()
	code := inboxCode.FindStringSubmatch(r.WaitFor(front, "code "))[1]
	r.Type("\x1bOP") // F1
	r.WaitFor("If you came by ssh -J JUMP", "ProxyJump in ~/.ssh/config")
	r.Type(tuitest.Esc)
	for _, c := range []struct {
		side string
		args []string
	}{
		{"front", []string{"-J", "jump", filepath.Join(r.home, "front.jpg"), "docs:" + code + "/front"}},
		{"back", []string{filepath.Join(r.home, "back.jpg"), "docs-by-jump:" + code + "/back"}},
	} {
		out, err := exec.Command("scp", append([]string{"-F", config}, c.args...)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "arrived for "+c.side) {
			t.Errorf("%s: %v, %s", c.side, err, out)
		}
	}
	r.WaitFor(front, "front.jpg", "back.jpg")
	r.sendArrived("front.jpg")
}
