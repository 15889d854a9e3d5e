package sshd

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// pipes is a listener in memory: time stands still for it while nothing moves.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 22} }

// pipeEnd is one end of a connection in memory. Both sides of SSH say their greeting before
// they listen, so what is written waits.
type pipeEnd struct {
	net.Conn
	waiting chan []byte
	closed  chan struct{}
	once    sync.Once
}

func newPipeEnd(conn net.Conn) *pipeEnd {
	p := &pipeEnd{Conn: conn, waiting: make(chan []byte, 1000), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case b := <-p.waiting:
				_, _ = conn.Write(b)
			case <-p.closed:
				return
			}
		}
	}()
	return p
}

func (p *pipeEnd) Write(b []byte) (int, error) {
	select {
	case p.waiting <- bytes.Clone(b):
		return len(b), nil
	case <-p.closed:
		return 0, net.ErrClosed
	}
}

func (p *pipeEnd) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.Conn.Close()
}

// located is a connection from an address.
type located struct {
	net.Conn
	from net.Addr
}

func (l located) RemoteAddr() net.Addr { return l.from }
func (l located) LocalAddr() net.Addr  { return l.from }

// dial opens a connection from an address.
func (p *pipes) dial(from string) net.Conn {
	near, far := net.Pipe()
	addr := &net.TCPAddr{IP: net.ParseIP(from), Port: 4711}
	p.conns <- located{newPipeEnd(far), addr}
	return located{newPipeEnd(near), addr}
}

// inVirtualTime runs a test with a server in which hours pass at once. Sessions end with
// their connections.
func inVirtualTime(t *testing.T, test func(t *testing.T, p *pipes, maya gossh.Signer)) {
	t.Helper()
	host, maya := newKey(t), newKey(t)
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{
			HostKeys: []gossh.Signer{host}, Directory: func() Directory { return keyring{"maya": maya} }, Log: slog.New(slog.DiscardHandler),
			Session: func(ctx context.Context, _ *Session) int { <-ctx.Done(); return 0 },
		})
		p, ended := newPipes(), make(chan error, 1)
		go func() { ended <- s.Serve(p) }()
		test(t, p, maya)
		if err := s.Shutdown(t.Context()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		<-ended
	})
}

// clientConfig logs in as maya.
func clientConfig(auth ...gossh.AuthMethod) *gossh.ClientConfig {
	return &gossh.ClientConfig{User: "maya", Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey()}
}

// slowKey is a key that takes its time: somebody looks for a token, or types a passphrase.
type slowKey struct {
	gossh.Signer
	wait func()
}

func (k slowKey) Sign(random io.Reader, data []byte) (*gossh.Signature, error) {
	k.wait()
	return k.Signer.Sign(random, data)
}

// A connection that says nothing is closed after seconds, one that does not log in after a
// minute and a half, and one that is not used after minutes; people have the time they need.
func TestTheTimesOfAConnection(t *testing.T) {
	for name, c := range map[string]struct {
		live     func(l line, maya gossh.Signer) // ends with the connection
		min, max time.Duration
	}{
		"says nothing":    {func(l line, _ gossh.Signer) { _, _ = io.Copy(io.Discard, l) }, 10 * time.Second, 10 * time.Second},
		"does not log in": {func(l line, maya gossh.Signer) { l.logIn(slowKey{maya, func() { <-l.gone }}) }, 100 * time.Second, 100 * time.Second},
		"takes a minute to log in": {func(l line, maya gossh.Signer) {
			if client := l.logIn(slowKey{maya, func() { time.Sleep(time.Minute) }}); client != nil {
				_ = client.Close()
			}
		}, time.Minute, time.Minute},
		"opens no session": {func(l line, maya gossh.Signer) { _ = l.logIn(maya).Wait() }, 10 * time.Minute, 10 * time.Minute},
		"is not to be reached any more": {func(l line, maya gossh.Signer) {
			l.work(t, maya)
			close(l.cut)
		}, 2 * time.Minute, 3 * time.Minute},
		"works for days": {func(l line, maya gossh.Signer) { _ = l.work(t, maya).Wait() }, 12 * time.Hour, 12*time.Hour + time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inVirtualTime(t, func(t *testing.T, p *pipes, maya gossh.Signer) {
				l := line{p.dial("203.0.113.7"), make(chan struct{}), make(chan struct{}), new(sync.Once)}
				begun := time.Now()
				defer time.AfterFunc(c.max+time.Minute, func() { _ = l.Close() }).Stop() // a limit that is lost fails, and hangs nothing
				c.live(l, maya)
				<-l.gone
				if took := time.Since(begun); took < c.min || took > c.max+time.Second {
					t.Errorf("it lived %s, want %s to %s", took, c.min, c.max)
				}
				_ = l.Close()
			})
		})
	}
}

// line is a client's connection. What comes after it was cut is lost, and nobody is told.
type line struct {
	net.Conn
	cut  chan struct{}
	gone chan struct{} // closed when the connection has ended
	end  *sync.Once
}

func (l line) Read(p []byte) (int, error) {
	for {
		n, err := l.Conn.Read(p)
		if err != nil {
			l.end.Do(func() { close(l.gone) })
			return n, err
		}
		select {
		case <-l.cut:
		default:
			return n, nil
		}
	}
}

// logIn is nil if the connection ends before.
func (l line) logIn(key gossh.Signer) *gossh.Client {
	c, channels, requests, err := gossh.NewClientConn(l, "", clientConfig(gossh.PublicKeys(key)))
	if err != nil {
		return nil
	}
	return gossh.NewClient(c, channels, requests)
}

func (l line) work(t *testing.T, key gossh.Signer) *gossh.Client {
	client := l.logIn(key)
	session, err := client.NewSession()
	if err == nil {
		err = session.Start("work")
	}
	if err != nil {
		t.Error(err)
	}
	return client
}

// A source whose logins fail is locked out for a while, before the key exchange; others are
// not, and it may come again later.
func TestFailedLoginsLockASourceOut(t *testing.T) {
	stranger := newKey(t)
	inVirtualTime(t, func(t *testing.T, p *pipes, maya gossh.Signer) {
		logIn := func(from string, key gossh.Signer) error {
			conn := p.dial(from)
			defer func() { _ = conn.Close() }()
			c, _, _, err := gossh.NewClientConn(conn, "", clientConfig(gossh.PublicKeys(key)))
			if err == nil {
				_ = c.Close()
			}
			synctest.Wait()
			return err
		}
		for range 3 {
			if logIn("203.0.113.7", stranger) == nil {
				t.Fatal("a stranger was let in")
			}
		}
		if logIn("203.0.113.7", maya) == nil {
			t.Error("the source is not locked out")
		}
		if err := logIn("203.0.113.8", maya); err != nil {
			t.Errorf("another source: %v", err)
		}
		time.Sleep(maxPenalty)
		if err := logIn("203.0.113.7", maya); err != nil {
			t.Errorf("later: %v", err)
		}
	})
}
