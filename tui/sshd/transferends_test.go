package sshd

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"dossier/flows/intake"
	"dossier/tui/settings"
)

// One session too many for the whole service is refused, whoever wants it, and is possible
// again when another ends.
func TestTheServiceHasAMostOfSessions(t *testing.T) {
	people := keyring{"maya": newKey(t), "ola": newKey(t), "lars": newKey(t)}
	hold := make(chan struct{})
	s := startServer(t, people, func(ctx context.Context, _ *Session) int {
		select {
		case <-hold:
		case <-ctx.Done():
		}
		return 0
	})
	if s.sessionLimit != maxSessions {
		t.Errorf("a service has up to %d sessions, want %d", s.sessionLimit, maxSessions)
	}
	s.sessionLimit = 2
	var ends []<-chan error
	for _, name := range []string{"maya", "ola"} {
		_, ended := s.work(t, name, people[name])
		ends = append(ends, ended)
	}
	waitFor(t, func() bool { return s.sessions.count() == 2 })
	c, err := s.dial(t, "lars", people["lars"])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.NewSession(); err == nil || !strings.Contains(err.Error(), "the service has too many sessions open") {
		t.Errorf("one too many: %v", err)
	}
	hold <- struct{}{}
	waitFor(t, func() bool { return s.sessions.count() == 1 })
	if _, err := c.NewSession(); err != nil {
		t.Errorf("after an end: %v", err)
	}
	close(hold)
	for _, ended := range ends {
		<-ended
	}
}

// virtualServer is a server on connections in memory, for tests in which time is virtual.
func virtualServer(t *testing.T, people keyring, serve func(context.Context, *Session) int) (dial func(key gossh.Signer) (gossh.Conn, <-chan *gossh.Request), log *logBuffer) {
	t.Helper()
	log = &logBuffer{}
	s := New(Config{HostKeys: []gossh.Signer{newKey(t)}, Directory: func() Directory { return people }, Session: serve, Log: slog.New(slog.NewTextHandler(log, nil))})
	var serving sync.WaitGroup
	t.Cleanup(func() {
		_ = s.Shutdown(context.Background())
		serving.Wait()
	})
	return func(key gossh.Signer) (gossh.Conn, <-chan *gossh.Request) {
		t.Helper()
		here, there := newPipe()
		serving.Go(func() { s.ssh.HandleConn(here) })
		t.Cleanup(func() { _ = there.Close() })
		conn, channels, requests, err := gossh.NewClientConn(there, "", &gossh.ClientConfig{
			User: "maya", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for range channels {
			}
		}()
		return conn, requests
	}, log
}

// queued is an end of a connection in memory whose writes do not wait for the reader, as
// those of a system's connection.
type queued struct {
	net.Conn
	queue  chan []byte
	closed chan struct{}
	once   sync.Once
}

func newPipe() (here, there *queued) {
	a, b := net.Pipe()
	return newQueued(a), newQueued(b)
}

func newQueued(conn net.Conn) *queued {
	q := &queued{Conn: conn, queue: make(chan []byte, 1000), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case text := <-q.queue:
				_, _ = conn.Write(text)
			case <-q.closed:
				return
			}
		}
	}()
	return q
}

func (q *queued) Write(p []byte) (int, error) {
	select {
	case q.queue <- bytes.Clone(p):
		return len(p), nil
	case <-q.closed:
		return 0, net.ErrClosed
	}
}

func (q *queued) Close() error {
	q.once.Do(func() { close(q.closed) })
	return q.Conn.Close()
}

// beginWork opens a session with a command.
func beginWork(t *testing.T, conn gossh.Conn) {
	t.Helper()
	channel, requests, err := conn.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	go func() { _, _ = io.Copy(io.Discard, channel) }()
	request(t, channel, "exec", "work")
}

// A connection lasts no longer than it may, even if its client is alive, and its sessions
// end with that reason before it does.
func TestASessionEndsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		maya := newKey(t)
		ended := make(chan error, 1)
		dial, log := virtualServer(t, keyring{"maya": maya}, func(ctx context.Context, _ *Session) int {
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return 1
		})
		began := time.Now()
		conn, requests := dial(maya)
		go gossh.DiscardRequests(requests)
		defer time.AfterFunc(2*maxConnectionTime, func() { _ = conn.Close() }).Stop() // without limits
		beginWork(t, conn)
		if why, took := <-ended, time.Since(began); why != errTooLong || took != maxSessionTime {
			t.Errorf("after %s: %v", took, why)
		}
		_ = conn.Wait()
		if took := time.Since(began); took != maxConnectionTime {
			t.Errorf("the connection lasted %s", took)
		}
		if !strings.Contains(log.String(), errTooLong.Error()) {
			t.Errorf("the log:\n%s", log)
		}
	})
}

// A client that gives no sign of life is gone after minutes, and with it what it had open.
func TestASilentClientIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		maya := newKey(t)
		ended := make(chan time.Time, 1)
		dial, _ := virtualServer(t, keyring{"maya": maya}, func(ctx context.Context, _ *Session) int {
			<-ctx.Done()
			ended <- time.Now()
			return 1
		})
		began := time.Now()
		conn, requests := dial(maya)
		go func() {
			for range requests { // each is received, and none answered
			}
		}()
		defer time.AfterFunc(time.Hour, func() { _ = conn.Close() }).Stop() // without a sign of life
		beginWork(t, conn)
		if took := (<-ended).Sub(began); took > 4*keepAliveInterval || took < keepAliveInterval {
			t.Errorf("it was gone after %s", took)
		}
	})
}

// When the service ends, people whose files are on their way are told so, at once, by each
// way in, and nothing that came in part passes for a picture.
func TestTransfersAreToldThatTheServiceEnds(t *testing.T) {
	maya := newKey(t)
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://example.com", nil)
	s := startServer(t, keyring{"maya": maya}, v.Serve)
	var transfers []*transfer
	for _, start := range []func(*testing.T, gossh.Channel){startSFTP, startSCP, startPut, startSFTP} {
		c, err := s.dial(t, "maya", maya)
		if err != nil {
			t.Fatal(err)
		}
		transfers = append(transfers, newTransfer(t, c, start))
	}
	waitFor(t, func() bool { return v.inboxes.HeldBytes() >= 4*256<<10 })
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	for i, running := range transfers {
		<-running.ended
		if running.status == 0 {
			t.Errorf("transfer %d passes for a success", i)
		}
		if !strings.Contains(running.said, "the service ends now, and with it what has arrived") {
			t.Errorf("transfer %d was told %q", i, running.said)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	v.inboxes.Clear()
}

// transfer is a transfer that runs.
type transfer struct {
	ended  chan struct{}
	said   string // to the person; once it has ended
	status uint32
}

// newTransfer begins a transfer on a channel of its own.
func newTransfer(t *testing.T, c *gossh.Client, start func(*testing.T, gossh.Channel)) *transfer {
	t.Helper()
	channel, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	running := &transfer{ended: make(chan struct{}), status: 255}
	go func() {
		defer close(running.ended)
		text, _ := io.ReadAll(channel.Stderr())
		running.said = string(text)
		for r := range requests {
			if r.Type == "exit-status" {
				running.status = binary.BigEndian.Uint32(r.Payload)
			}
		}
	}()
	start(t, channel)
	return running
}

// The beginning of a picture that never comes whole.
var half = bytes.Repeat([]byte{0xff, 0xd8, 0xff, 0xe0}, 10<<10)

func startSFTP(t *testing.T, channel gossh.Channel) {
	t.Helper()
	request(t, channel, "subsystem", "sftp")
	client, err := sftp.NewClientPipe(channel, channel)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	file, err := client.Create("front.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(half); err != nil {
		t.Fatal(err)
	}
}

func startSCP(t *testing.T, channel gossh.Channel) {
	t.Helper()
	request(t, channel, "exec", "scp -t back.jpg")
	write(t, channel, "C0644 900000 back.jpg\n"+string(half))
}

func startPut(t *testing.T, channel gossh.Channel) {
	t.Helper()
	request(t, channel, "exec", "put selfie.jpg")
	write(t, channel, string(half))
}

func request(t *testing.T, channel gossh.Channel, kind, word string) {
	t.Helper()
	if ok, err := channel.SendRequest(kind, true, gossh.Marshal(struct{ Word string }{word})); !ok || err != nil {
		t.Fatal(ok, err)
	}
}

func write(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}
