package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/sshd/operators"
)

func TestMain(m *testing.M) {
	// Attacks that wait for the end of their time wait at the same time, and sessions work so.
	flag.Parse()
	_ = flag.Set("test.parallel", "64")
	goleak.VerifyTestMain(m)
}

func newKey(t *testing.T) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// keyring is a directory of keys by the names of their owners.
type keyring map[string]gossh.Signer

func (k keyring) Find(key gossh.PublicKey, _ net.Addr, _ time.Time) (operators.Identity, error) {
	for name, signer := range k {
		if bytes.Equal(signer.PublicKey().Marshal(), key.Marshal()) {
			return operators.Identity{Name: name, Fingerprint: gossh.FingerprintSHA256(key)}, nil
		}
	}
	return operators.Identity{}, operators.NoKnownKey
}

func (k keyring) Allows(who operators.Identity, _ time.Time) error {
	if _, ok := k[who.Name]; !ok {
		return operators.Removed
	}
	return nil
}

// logBuffer is a log that may be read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// testServer is a server on a port of its own.
type testServer struct {
	*Server
	address string
	log     *logBuffer
}

// startServer starts a server whose sessions are served by serve, and stops it with the test.
func startServer(t *testing.T, people Directory, serve func(context.Context, *Session) int) testServer {
	t.Helper()
	log := &logBuffer{}
	s := New(Config{HostKeys: []gossh.Signer{newKey(t)}, Directory: func() Directory { return people }, Session: serve, Log: slog.New(slog.NewTextHandler(log, nil))})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		<-ended
	})
	return testServer{s, l.Addr().String(), log}
}

// dial logs in with the keys, in their order.
func (s testServer) dial(t *testing.T, user string, keys ...gossh.Signer) (*gossh.Client, error) {
	t.Helper()
	client, err := gossh.Dial("tcp", s.address, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(keys...)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second,
	})
	if err == nil {
		t.Cleanup(func() { _ = client.Close() })
	}
	return client, err
}

// echo is a session that says who it is for.
func echo(_ context.Context, s *Session) int {
	_, _ = io.WriteString(s.channel, s.Operator.Name+" "+s.channel.word)
	return 3
}

func run(t *testing.T, c *gossh.Client, command string) (string, error) {
	t.Helper()
	session, err := c.NewSession()
	if err != nil {
		return "", err
	}
	defer func() { _ = session.Close() }()
	out, err := session.Output(command)
	return string(out), err
}

func TestASessionBelongsToWhoeverHasTheKey(t *testing.T) {
	maya, ola := newKey(t), newKey(t)
	s := startServer(t, keyring{"maya": maya, "ola": ola}, echo)
	for name, key := range map[string]gossh.Signer{"maya": maya, "ola": ola} {
		c, err := s.dial(t, "anything", key)
		if err != nil {
			t.Fatal(err)
		}
		out, err := run(t, c, "hello")
		exit, ok := errors.AsType[*gossh.ExitError](err)
		if out != name+" hello" || !ok || exit.ExitStatus() != 3 {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
}

func TestNobodyGetsInWithoutAKnownKey(t *testing.T) {
	s := startServer(t, keyring{"maya": newKey(t)}, echo)
	var told []string
	ask := func(_, instruction string, questions []string, _ []bool) ([]string, error) {
		told = append(told, instruction)
		return make([]string, len(questions)), nil
	}
	stranger := newKey(t)
	for name, method := range map[string][]gossh.AuthMethod{
		"no method":     nil,
		"password":      {gossh.Password("x")},
		"unknown key":   {gossh.PublicKeys(stranger)},
		"key, and asks": {gossh.PublicKeys(stranger), gossh.KeyboardInteractive(ask)},
	} {
		c, err := gossh.Dial("tcp", s.address, &gossh.ClientConfig{User: "root", Auth: method, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
		if err == nil {
			_ = c.Close()
			t.Errorf("%s let it in", name)
		}
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "dossier: none of your keys is known here. Send your administrator the .pub file of one of these keys:\n  SHA256:") || !strings.Contains(told[0], gossh.FingerprintSHA256(stranger.PublicKey())) {
		t.Errorf("told %q", told)
	}
}

// An agent offers ten keys and more before the right one.
func TestAnAgentMayOfferManyKeys(t *testing.T) {
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, echo)
	var keys []gossh.Signer
	for range 11 {
		keys = append(keys, newKey(t))
	}
	if _, err := s.dial(t, "maya", append(keys, maya)...); err != nil {
		t.Errorf("12 keys, the right one last: %v", err)
	}
}

func TestTheLimitsOfAnOperator(t *testing.T) {
	maya, ola := newKey(t), newKey(t)
	hold := make(chan struct{})
	s := startServer(t, keyring{"maya": maya, "ola": ola}, func(ctx context.Context, _ *Session) int {
		select {
		case <-hold:
		case <-ctx.Done():
		}
		return 0
	})
	defer close(hold)
	var clients []*gossh.Client
	for range maxConnections {
		c, err := s.dial(t, "maya", maya)
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	if _, err := s.dial(t, "maya", maya); err == nil {
		t.Error("one connection too many was let in")
	}
	first, all := openChannels(clients[0]), 0
	for _, c := range clients[1:] {
		all += openChannels(c)
	}
	if first != maxChannelsPerConn || first+all != maxChannels {
		t.Errorf("%d channels were opened on one connection and %d in all", first, first+all)
	}
	if _, err := s.dial(t, "ola", ola); err != nil {
		t.Errorf("another operator: %v", err)
	}
}

// openChannels opens as many channels as a connection gives, and says how many.
func openChannels(c *gossh.Client) int {
	for opened := 0; ; opened++ {
		if _, _, err := c.OpenChannel("session", nil); err != nil {
			return opened
		}
	}
}

// What a client asks for beside a session is refused, and the connection goes on.
func TestForwardingIsRefused(t *testing.T) {
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, echo)
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Dial("tcp", s.address); err == nil {
		t.Error("a connection was forwarded")
	}
	if _, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("a port was opened")
	}
	for _, kind := range []string{"direct-streamlocal@openssh.com", "tun@openssh.com", "x11", "auth-agent@openssh.com", "nonsense"} {
		if _, _, err := c.OpenChannel(kind, nil); err == nil {
			t.Errorf("a channel %s was opened", kind)
		}
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	for _, kind := range []string{"auth-agent-req@openssh.com", "x11-req", "break"} {
		if ok, _ := session.SendRequest(kind, true, nil); ok {
			t.Errorf("%s was granted", kind)
		}
	}
	if out, _ := session.Output("still here"); string(out) != "maya still here" {
		t.Errorf("afterwards: %q", out)
	}
}

// A terminal of any size is answered as one that can be drawn.
func TestTheSizeOfATerminalIsBounded(t *testing.T) {
	if got, want := newWindow(1<<32-1, 1<<32-1), (window{maxColumns, maxCells / maxColumns}); got != want || want.rows >= maxRows {
		t.Errorf("the largest size is %v, want %v", got, want)
	}
	maya := newKey(t)
	sizes := make(chan window, 2)
	s := startServer(t, keyring{"maya": maya}, func(_ context.Context, s *Session) int {
		sizes <- s.channel.size
		sizes <- <-s.channel.sizes
		return 0
	})
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	pty := gossh.Marshal(ptyRequest{Term: "xterm", Columns: 1<<32 - 1, Rows: 0})
	if ok, err := session.SendRequest("pty-req", true, pty); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	if got := <-sizes; got != (window{maxColumns, defaultRows}) {
		t.Errorf("the first size is %v", got)
	}
	if ok, _ := session.SendRequest("window-change", true, gossh.Marshal(windowChange{Columns: 0, Rows: 1<<32 - 1})); !ok {
		t.Error("a new size was refused")
	}
	if got := <-sizes; got != (window{defaultColumns, maxRows}) {
		t.Errorf("the next size is %v", got)
	}
}

// Of what a client sends as environment only a few variables stay.
func TestTheEnvironmentIsBounded(t *testing.T) {
	maya := newKey(t)
	environs := make(chan []string, 1)
	s := startServer(t, keyring{"maya": maya}, func(_ context.Context, s *Session) int {
		environs <- s.channel.environ
		return 0
	})
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	set := func(name, value string) {
		if _, err := session.SendRequest("env", false, gossh.Marshal(variable{name, value})); err != nil {
			t.Fatal(err)
		}
	}
	set("LD_PRELOAD", "x")
	set("COLORTERM", strings.Repeat("x", 30<<10))
	for range 2000 {
		set("LC_ALL", "C")
	}
	_ = session.Run("x")
	got := <-environs
	if len(got) != maxEnvironment || got[0] != "LC_ALL=C" {
		t.Errorf("%d variables are kept, the first is %q", len(got), got)
	}
}

// The log says who came from where and how it ended, and holds a client's own text only in
// quotes.
func TestTheLogOfALogin(t *testing.T) {
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, echo)
	c, err := s.dial(t, "K7F2\nlogin from=evil", maya)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	_, _ = s.dial(t, "root", newKey(t))
	waitFor(t, func() bool { return strings.Count(s.log.String(), "\n") == 3 })
	log := s.log.String()
	for _, want := range []string{"msg=login ", "operator=maya", "SHA256:", `\\n`, "msg=logout ", `msg="refused login"`, "offered=1"} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is missing in:\n%s", want, log)
		}
	}
}

// Somebody who was removed is out, with all sessions, and gets in no more: not with the key,
// and not with a connection that is still open.
func TestARemovedOperatorIsOut(t *testing.T) {
	maya, ola := newKey(t), newKey(t)
	var people atomic.Pointer[keyring]
	people.Store(&keyring{"maya": maya, "ola": ola})
	s := startServer(t, nil, func(ctx context.Context, _ *Session) int {
		<-ctx.Done()
		return 0
	})
	s.cfg.Directory = func() Directory { return *people.Load() }
	connection, ended := s.work(t, "maya", maya)
	_, others := s.work(t, "ola", ola)
	waitFor(t, func() bool { return s.sessions.count() == 2 })
	people.Store(&keyring{"ola": ola})
	s.Recheck()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the session goes on")
	}
	select {
	case <-others:
		t.Error("another operator's session ended")
	default:
	}
	if _, err := connection.NewSession(); err == nil {
		t.Error("the connection opens another session")
	}
	if _, err := s.dial(t, "maya", maya); err == nil {
		t.Error("the key still opens a connection")
	}
}

// work begins a session. The channel gets its end.
func (s testServer) work(t *testing.T, name string, key gossh.Signer) (*gossh.Client, <-chan error) {
	t.Helper()
	c, err := s.dial(t, name, key)
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("work"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- session.Wait() }()
	return c, ended
}

// waitFor waits until something is true that other goroutines bring about.
func waitFor(t *testing.T, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !isTrue(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come true")
		}
	}
}
