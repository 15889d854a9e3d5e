//go:build unix

package e2e

import (
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// TestAnUnboundedTerminalKills is the control of what bounds the size of a terminal: one of
// four thousand million columns and rows is nothing to the service, and ends the one that
// believes it, with everybody's sessions.
func TestAnUnboundedTerminalKills(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		breakage string
		lives    bool
	}{"bounded": {"", true}, "unbounded": {"size", false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Little memory, so that the computer of the test does not notice.
			v := startCanaryService(newPanicScene(t, c.breakage, ""), "sh", "-c", `ulimit -v 8000000; exec "$@"`, "sh")
			output := v.openHugeTerminal()
			if !c.lives {
				select {
				case <-v.ended:
				case <-time.After(patience):
					t.Error("it lives, so the bound shows nothing")
				}
				return
			}
			if _, err := io.ReadFull(output, make([]byte, 1000)); err != nil {
				t.Errorf("the wizard draws nothing: %v", err)
			}
			v.stop(syscall.SIGTERM)
		})
	}
}

// openHugeTerminal asks for the wizard on a terminal of the largest size that can be said
// (RFC 4254, 6.2), which OpenSSH does not say. It returns the output.
func (v *canaryService) openHugeTerminal() io.Reader {
	v.t.Helper()
	text, err := os.ReadFile(v.at("run", "id"))
	if err != nil {
		v.t.Fatal(err)
	}
	key, err := ssh.ParsePrivateKey(text)
	if err != nil {
		v.t.Fatal(err)
	}
	client, err := ssh.Dial("tcp", "127.0.0.1:"+v.port, &ssh.ClientConfig{
		User: "maya", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience,
	})
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { _ = client.Close() })
	session, err := client.NewSession()
	if err != nil {
		v.t.Fatal(err)
	}
	output, err := session.StdoutPipe()
	if err != nil {
		v.t.Fatal(err)
	}
	const most = 1<<32 - 1
	asked := ssh.Marshal(struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}{"xterm", most, most, 0, 0, ""})
	if ok, err := session.SendRequest("pty-req", true, asked); !ok || err != nil {
		v.t.Fatal(ok, err)
	}
	_ = session.Shell() // the service may be gone before it answers
	return output
}
