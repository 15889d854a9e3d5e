//go:build linux

package sshd

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// rawSession is a session channel whose requests a test writes by hand.
type rawSession struct {
	t testing.TB
	gossh.Channel
	requests <-chan *gossh.Request
	mu       sync.Mutex
	output   bytes.Buffer
}

// openSession opens a session channel. Its output is read and kept unless it is not to be.
func (a *attacker) openSession(client *gossh.Client, readsOutput bool) *rawSession {
	a.Helper()
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		a.Fatal(err)
	}
	s := &rawSession{t: a, Channel: channel, requests: requests}
	a.Cleanup(func() { _ = channel.Close() })
	if !readsOutput {
		go gossh.DiscardRequests(requests)
		return s
	}
	go func() { _, _ = io.Copy(s, channel) }()
	return s
}

// Write keeps output.
func (s *rawSession) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.Write(p)
}

func (s *rawSession) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.output.Bytes(), []byte(text))
}

// ask sends a request and reports whether it was granted.
func (s *rawSession) ask(kind string, payload any) bool {
	s.t.Helper()
	var text []byte
	if payload != nil {
		text = gossh.Marshal(payload)
	}
	ok, err := s.SendRequest(kind, true, text)
	if err != nil {
		s.t.Errorf("%s: %v", kind, err)
	}
	return ok
}

// openWizard opens the wizard on a terminal of any size and waits for its screen.
func (a *attacker) openWizard(client *gossh.Client, pty ptyRequest) *rawSession {
	a.Helper()
	s := a.openSession(client, true)
	go gossh.DiscardRequests(s.requests)
	if !s.ask("pty-req", pty) || !s.ask("shell", nil) {
		a.Fatal("no terminal")
	}
	a.waitUntil("the wizard's screen", func() bool { return s.has("Journal") })
	return s
}

func (a *attacker) waitUntil(what string, isTrue func() bool) {
	a.Helper()
	for end := time.Now().Add(30 * time.Second); !isTrue(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			a.Fatalf("never came to %s", what)
		}
	}
}

const hugeSize = 1<<32 - 1

func terminalAttacks() []attack {
	return []attack{
		{"four thousand million columns", func(a *attacker) {
			a.openWizard(a.asMaya(), ptyRequest{Term: "xterm", Columns: hugeSize, Rows: hugeSize, Width: hugeSize, Height: hugeSize})
		}},
		{"no columns", func(a *attacker) { a.openWizard(a.asMaya(), ptyRequest{Term: "xterm"}) }},
		{"ten thousand sizes", func(a *attacker) {
			s := a.openWizard(a.asMaya(), ptyRequest{Term: "xterm", Columns: 80, Rows: 24})
			for range 10_000 {
				size := windowChange{Columns: rand.Uint32() >> rand.IntN(32), Rows: rand.Uint32() >> rand.IntN(32)}
				if _, err := s.SendRequest("window-change", false, gossh.Marshal(size)); err != nil {
					a.Fatal(err)
				}
			}
			if !s.ask("window-change", windowChange{Columns: 80, Rows: 24}) {
				a.Error("the last size is refused")
			}
		}},
		{"a second terminal", func(a *attacker) {
			s := a.openSession(a.asMaya(), true)
			go gossh.DiscardRequests(s.requests)
			if !s.ask("pty-req", ptyRequest{Term: "xterm"}) || s.ask("pty-req", ptyRequest{Term: "xterm"}) || !s.ask("shell", nil) || s.ask("pty-req", ptyRequest{Term: "vt100"}) || s.ask("shell", nil) {
				a.Error("a second one is granted")
			}
		}},
		{"names of terminals that are none", func(a *attacker) {
			s := a.openSession(a.asMaya(), true)
			go gossh.DiscardRequests(s.requests)
			if s.ask("pty-req", ptyRequest{Term: strings.Repeat("x", 64<<10)}) {
				a.Error("a long one is granted")
			}
			if odd := a.openWizard(a.asMaya(), ptyRequest{Term: "\x1b]0;x\x07\n=x", Columns: 80, Rows: 24}); odd.has("\x1b]0;x") {
				a.Error("it comes back to the terminal")
			}
		}},
	}
}

func environmentAttacks() []attack {
	set := func(list func(set func(name, value string))) func(*attacker) {
		return func(a *attacker) {
			s := a.openSession(a.asMaya(), true)
			go gossh.DiscardRequests(s.requests)
			list(func(name, value string) {
				if _, err := s.SendRequest("env", false, gossh.Marshal(variable{name, value})); err != nil {
					a.Fatal(err)
				}
			})
			if !s.ask("pty-req", ptyRequest{Term: "xterm", Columns: 80, Rows: 24}) || !s.ask("shell", nil) {
				a.Error("no terminal afterwards")
			}
			a.waitUntil("the wizard's screen", func() bool { return s.has("Journal") })
		}
	}
	return []attack{
		{"two thousand variables", set(func(set func(name, value string)) {
			for range 2000 {
				set("LC_ALL", strings.Repeat("x", 200))
			}
		})},
		{"a long value", set(func(set func(name, value string)) {
			for range 100 {
				set("LANG", strings.Repeat("x", 30<<10))
			}
		})},
		{"variables of the host", set(func(set func(name, value string)) {
			for _, name := range []string{"LD_PRELOAD", "GODEBUG", "TEA_TRACE", "TEA_DEBUG", "PERSONR_TOKEN", "HOME", "SSH_TTY", "LANG\x00LD_PRELOAD", ""} {
				set(name, "/tmp/attack")
			}
		})},
	}
}

func channelAttacks() []attack {
	return []attack{
		{"fifty channels", func(a *attacker) {
			client, opened := a.asMaya(), 0
			for range 50 {
				if channel, requests, err := client.OpenChannel("session", nil); err == nil {
					opened++
					go gossh.DiscardRequests(requests)
					a.Cleanup(func() { _ = channel.Close() })
				}
			}
			if opened != 10 {
				a.Errorf("%d channels were opened", opened)
			}
		}},
		{"channels of unknown types", func(a *attacker) {
			client, extra := a.asMaya(), make([]byte, 30<<10)
			for range 2000 {
				if _, _, err := client.OpenChannel("nonsense", extra); err == nil {
					a.Fatal("one was opened")
				}
			}
		}},
		{"data for what has ended", func(a *attacker) {
			s := a.openSession(a.asMaya(), true)
			go gossh.DiscardRequests(s.requests)
			s.ask("exec", struct{ Value string }{"nothing of the kind"})
			for range 1 << 10 { // 32 MiB
				if _, err := s.Channel.Write(make([]byte, 32<<10)); err != nil {
					return
				}
			}
			a.Error("it was read")
		}},
		{"output that nobody reads", func(a *attacker) {
			client := a.asMaya()
			for range 2 {
				s := a.openSession(client, false)
				if !s.ask("pty-req", ptyRequest{Term: "xterm", Columns: maxColumns, Rows: maxRows}) || !s.ask("shell", nil) {
					a.Fatal("no terminal")
				}
				go func() {
					for i := range uint32(200) {
						if _, err := s.SendRequest("window-change", false, gossh.Marshal(windowChange{Columns: maxColumns - i%100, Rows: maxRows - i%100})); err != nil {
							return
						}
						time.Sleep(5 * time.Millisecond)
					}
				}()
			}
			ctx, cancel := context.WithTimeout(a.Context(), 2*time.Second)
			defer cancel()
			<-ctx.Done()
		}},
	}
}

func forwardingAttacks() []attack {
	refused := func(kinds ...string) func(*attacker) {
		return func(a *attacker) {
			client := a.asMaya()
			for _, kind := range kinds {
				if _, _, err := client.OpenChannel(kind, gossh.Marshal(struct {
					Host string
					Port uint32
					From string
					Back uint32
				}{"127.0.0.1", 22, "127.0.0.1", 1})); err == nil {
					a.Errorf("a channel %s was opened", kind)
				}
				if ok, _, err := client.SendRequest(kind, true, gossh.Marshal(struct {
					Host string
					Port uint32
				}{"127.0.0.1", 0})); ok || err != nil {
					a.Errorf("the request %s: %v, %v", kind, ok, err)
				}
				s := a.openSession(client, true)
				go gossh.DiscardRequests(s.requests)
				if s.ask(kind, nil) {
					a.Errorf("the session's request %s was granted", kind)
				}
				_ = s.Close()
			}
		}
	}
	return []attack{
		{"out", refused("direct-tcpip")},
		{"in", refused("tcpip-forward", "forwarded-tcpip", "cancel-tcpip-forward")},
		{"sockets", refused("direct-streamlocal@openssh.com", "streamlocal-forward@openssh.com", "forwarded-streamlocal@openssh.com")},
		{"agents, screens and tunnels", refused("auth-agent@openssh.com", "auth-agent-req@openssh.com", "x11", "x11-req", "tun@openssh.com", "no-more-sessions@openssh.com")},
	}
}

func commandAttacks() []attack {
	refused := func(kind, text, want string) func(*attacker) {
		return func(a *attacker) {
			s := a.openSession(a.asMaya(), true)
			status := make(chan uint32, 1)
			go func() {
				for r := range s.requests {
					if r.Type == "exit-status" {
						var code struct{ Status uint32 }
						_ = gossh.Unmarshal(r.Payload, &code)
						status <- code.Status
					}
				}
				close(status)
			}()
			said := make(chan string)
			go func() {
				text, _ := io.ReadAll(s.Stderr())
				said <- string(text)
			}()
			if !s.ask(kind, struct{ Value string }{text}) {
				a.Error("no answer")
			}
			if got := <-said; !strings.HasPrefix(got, "dossier: ") || !strings.Contains(got, want) || len(got) > 200 {
				a.Errorf("said %q", got)
			}
			if code := <-status; code != 1 {
				a.Errorf("it ends with status %d", code)
			}
		}
	}
	return []attack{
		{"a shell's characters", refused("exec", "; touch /tmp/attack $(id) `id` | sh && scp -t /", "no commands are run here")},
		{"rsync", refused("exec", "rsync --server -logDtpre.iLsfx . /", "rsync is not spoken here")},
		{"an unknown subsystem", refused("subsystem", "netconf", "no such subsystem")},
		{"as long as a packet can be", refused("exec", strings.Repeat("scp ", 62<<10), "no commands are run here")},
	}
}
