package sshd

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/tuitest"
)

// TestEachRefusedLoginHasOneLine has a row for each way to be let in that is none: the log says
// once who was refused, which fail2ban reads, and the metrics count it once.
func TestEachRefusedLoginHasOneLine(t *testing.T) {
	maya := newKey(t)
	for name, row := range map[string]struct {
		auth []gossh.AuthMethod
		want string
	}{
		"nothing":                        {nil, `reason="no key was offered" offered=0`},
		"a password":                     {[]gossh.AuthMethod{gossh.Password("maya")}, `reason="no key was offered" offered=0`},
		"answers":                        {[]gossh.AuthMethod{gossh.KeyboardInteractive(answerNothing)}, `reason="no key was offered" offered=0`},
		"an unknown key":                 {[]gossh.AuthMethod{gossh.PublicKeys(newKey(t))}, `reason="no known key" offered=1`},
		"a known key without its secret": {[]gossh.AuthMethod{gossh.PublicKeys(silent{maya})}, `reason="a known key was named and not proved" offered=0`},
		"an unknown key and answers":     {[]gossh.AuthMethod{gossh.PublicKeys(newKey(t)), gossh.KeyboardInteractive(answerNothing)}, `reason="no known key" offered=1`},
	} {
		t.Run(name, func(t *testing.T) {
			s := startServer(t, keyring{"maya": maya}, echo)
			if _, err := gossh.Dial("tcp", s.address, &gossh.ClientConfig{User: "K7F2", Auth: row.auth, HostKeyCallback: gossh.InsecureIgnoreHostKey()}); err == nil {
				t.Fatal("it was let in")
			}
			tuitest.WaitFor(t, s.log.String, row.want+" user=K7F2 client=SSH-2.0-Go")
			if text := s.log.String(); strings.Count(text, "refused login") != 1 {
				t.Errorf("not one line:\n%s", text)
			}
			reason, _, _ := strings.Cut(row.want, " offered=")
			if text := readMetrics(t, s); !strings.Contains(text, "dossier_logins_refused_total{"+reason+"} 1\n") || strings.Count(text, "\ndossier_logins_refused_total{") != 1 {
				t.Errorf("not counted once:\n%s", text)
			}
		})
	}
}

// TestWhoAsksNothingIsNotRefused: a balancer that looks whether the port answers, and a scan of
// host keys, have no line of a refused login; nor has somebody who is logged in.
func TestWhoAsksNothingIsNotRefused(t *testing.T) {
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, echo)
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.ReadFull(conn, make([]byte, 4)) // of its greeting
	_ = conn.Close()
	_, _ = gossh.Dial("tcp", s.address, &gossh.ClientConfig{HostKeyCallback: func(string, net.Addr, gossh.PublicKey) error { return io.EOF }})
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	tuitest.WaitFor(t, s.log.String, "msg=logout")
	waitFor(t, func() bool { return s.gate.count() == 0 })
	if text := s.log.String(); strings.Contains(text, "refused") {
		t.Errorf("refused:\n%s", text)
	}
}

// TestTheServicesOwnEndIsNoRefusal: whoever still types a passphrase when another connection
// gets their place, or when the service ends, did nothing wrong.
func TestTheServicesOwnEndIsNoRefusal(t *testing.T) {
	for name, end := range map[string]func(testServer){
		"room": func(s testServer) {
			s.gate.mu.Lock()
			p := s.gate.waiting[0]
			s.gate.free(p)
			s.gate.mu.Unlock()
			p.closeConn()
		},
		"the service ends": func(s testServer) { _ = s.Shutdown(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			maya := newKey(t)
			s := startServer(t, keyring{"maya": maya}, echo)
			_, err := gossh.Dial("tcp", s.address, &gossh.ClientConfig{
				User: "maya", Auth: []gossh.AuthMethod{gossh.PublicKeys(slow{maya, func() { end(s) }})}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
			})
			if err == nil {
				t.Fatal("it was let in")
			}
			waitFor(t, func() bool { return s.gate.count() == 0 })
			_ = s.Shutdown(context.Background())
			if text := s.log.String(); strings.Contains(text, "refused login") {
				t.Errorf("refused:\n%s", text)
			}
		})
	}
}

func answerNothing(_, _ string, questions []string, _ []bool) ([]string, error) {
	return make([]string, len(questions)), nil
}

// silent is a key whose owner does not type the passphrase.
type silent struct{ gossh.Signer }

func (silent) Sign(io.Reader, []byte) (*gossh.Signature, error) { return nil, io.EOF }

// slow is a key whose owner types no passphrase before something happens, nor after it.
type slow struct {
	gossh.Signer
	before func()
}

func (s slow) Sign(io.Reader, []byte) (*gossh.Signature, error) {
	s.before()
	return nil, io.EOF
}

// readMetrics is what Prometheus reads.
func readMetrics(t *testing.T, s testServer) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.cfg.Metrics.Serve(ctx, l, func(context.Context) error { return nil }) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + l.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
