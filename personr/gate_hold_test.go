package personr

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var errTakenBack = errors.New("taken back")

// heldServer counts what it gets of the first request before it may read on.
type heldServer struct {
	*server
	probe  chan chan int // asks how many bytes have come
	atEnd  chan int      // how many came in all
	answer bool
}

// countBytes serves one connection: it says at each probe what has come so far, and at
// the end how much there was.
func (h *heldServer) countBytes(p *peer) {
	count, buffer := 0, make([]byte, 1<<16)
	read := func(wait time.Duration) error {
		_ = p.SetReadDeadline(time.Now().Add(wait))
		n, err := p.Read(buffer)
		count += n
		return err
	}
	for reply := range h.probe {
		for read(50*time.Millisecond) == nil {
		}
		reply <- count
		if h.answer {
			break
		}
	}
	if h.answer {
		_ = p.SetReadDeadline(time.Time{})
		p.head()
		p.body(-1)
		p.writeText(response(200, goodAnswer))
		return
	}
	for {
		err := read(10 * time.Second)
		if timeout, ok := errors.AsType[net.Error](err); err != nil && !(ok && timeout.Timeout()) {
			break
		}
	}
	h.atEnd <- count
}

func (h *heldServer) bytesSoFar() int {
	reply := make(chan int)
	h.probe <- reply
	return <-reply
}

// heldWorlds are the ways to the service in which the hold must keep everything back:
// with the longest token the headers are larger than net/http's own buffer.
func heldWorlds(t *testing.T, run func(t *testing.T, newWorld func(answer bool) (*heldServer, *Client))) {
	cert, roots := certificate(t)
	for name, world := range map[string]struct {
		encrypted bool
		token     string
	}{
		"plain":             {false, testToken},
		"plain, long token": {false, strings.Repeat("x", maxTokenBytes)},
		"TLS":               {true, testToken},
		"TLS, long token":   {true, strings.Repeat("x", maxTokenBytes)},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(answer bool) (*heldServer, *Client) {
				h := &heldServer{probe: make(chan chan int), atEnd: make(chan int, 1), answer: answer}
				token := func(c *Config) { c.Token = newToken(t, world.token) }
				if !world.encrypted {
					h.server = serve(t, h.countBytes)
					return h, clientOf(t, h.server, token)
				}
				h.server = serveOn(t, tlsListener(t, cert), handshaking(h.countBytes))
				client := newClient(t, localhost(h.address), token)
				client.tls.RootCAs = roots
				return h, client
			})
		})
	}
}

// TestNothingLeavesDuringTheHold counts the bytes at the service: none before the hold
// is over, none ever when the send is taken back in it, headers included.
func TestNothingLeavesDuringTheHold(t *testing.T) {
	heldWorlds(t, func(t *testing.T, newWorld func(bool) (*heldServer, *Client)) {
		h, client := newWorld(false)
		d := document(picture(20_000))
		d.Hold = 20 * time.Millisecond
		d.Release = func(context.Context) error { t.Error("it came to the last byte"); return nil }
		d.Begin = func(context.Context) error {
			if n := h.bytesSoFar(); n != 0 {
				t.Errorf("%d bytes came during the hold", n)
			}
			close(h.probe)
			return errTakenBack
		}
		got := upload(t, client, d)
		expect(t, got, NotSent, ReleaseRefused, false)
		if n := <-h.atEnd; n != 0 || got.Begun {
			t.Errorf("%d bytes came in all, begun %t", n, got.Begun)
		}
	})
}

// TestTheOldHoldLetsBytesLeave is the control of the test above: holding the last byte
// only, as before, is seen by the same counter.
func TestTheOldHoldLetsBytesLeave(t *testing.T) {
	heldWorlds(t, func(t *testing.T, newWorld func(bool) (*heldServer, *Client)) {
		h, client := newWorld(false)
		d := document(picture(20_000))
		d.Release = func(context.Context) error {
			if n := h.bytesSoFar(); n < 20_000 {
				t.Errorf("the counter saw %d bytes", n)
			}
			close(h.probe)
			return errTakenBack
		}
		got := upload(t, client, d)
		expect(t, got, NotSent, ReleaseRefused, false)
		if n := <-h.atEnd; n == 0 || !got.Begun {
			t.Errorf("%d bytes came, begun %t", n, got.Begun)
		}
	})
}

// TestCancelledInTheHold: the end of the context is enough, and is told as what it is.
func TestCancelledInTheHold(t *testing.T) {
	heldWorlds(t, func(t *testing.T, newWorld func(bool) (*heldServer, *Client)) {
		h, client := newWorld(false)
		ctx, cancel := context.WithCancel(t.Context())
		d := document(picture(20_000))
		d.Hold = time.Hour
		go func() {
			h.bytesSoFar() // the connection is there
			cancel()
			close(h.probe)
		}()
		got := client.UploadDocument(ctx, d)
		if n := <-h.atEnd; n != 0 || got.Begun || got.Verdict != NotSent || got.Cause != Cancelled {
			t.Errorf("%d bytes; %v, begun %t", n, got, got.Begun)
		}
	})
}

// TestAfterTheHoldItIsSent: no time limit runs during the hold, and the request is the
// same one.
func TestAfterTheHoldItIsSent(t *testing.T) {
	server := answering(t, response(200, goodAnswer))
	client := clientOf(t, server, func(c *Config) {
		c.Timeouts = Timeouts{Write: 100 * time.Millisecond, Header: 100 * time.Millisecond, Total: 150 * time.Millisecond}
	})
	begins := 0
	d := document(picture(20_000))
	d.Hold, d.Begin = 400*time.Millisecond, func(context.Context) error { begins++; return nil }
	start := time.Now()
	got := upload(t, client, d)
	expect(t, got, Answered, "", true)
	if took := time.Since(start); begins != 1 || !got.Begun || took < d.Hold {
		t.Errorf("%d begins, begun %t, %s", begins, got.Begun, took)
	}
}

// TestAConnectionLostInTheHoldIsReplaced: a service that closes, resets or gives up an
// idle connection got nothing, so nobody hears of it.
func TestAConnectionLostInTheHoldIsReplaced(t *testing.T) {
	cert, roots := certificate(t)
	for name, lose := range map[string]func(*peer){
		"closed":   func(p *peer) { _ = p.Close() },
		"reset":    func(p *peer) { p.reset() },
		"408":      func(p *peer) { p.writeText(response(408, "")); _ = p.Close() },
		"503":      func(p *peer) { p.writeText(response(503, "<html>")); _ = p.Close() },
		"not HTTP": func(p *peer) { p.writeText("SSH-2.0-x\r\n"); _ = p.Close() },
	} {
		for _, encrypted := range []bool{false, true} {
			if name == "reset" && !encrypted {
				continue // the reset may come while the client still connects
			}
			t.Run(name, func(t *testing.T) {
				var seen atomic.Int64
				handle := func(p *peer) {
					if seen.Add(1) == 1 {
						lose(p)
						return
					}
					p.head()
					p.body(-1)
					p.writeText(response(200, goodAnswer))
				}
				var client *Client
				if encrypted {
					server := serveOn(t, tlsListener(t, cert), handshaking(handle))
					client = newClient(t, localhost(server.address))
					client.tls.RootCAs = roots
				} else {
					client = clientOf(t, serve(t, handle))
				}
				begins := 0
				d := document(picture(20_000))
				d.Hold, d.Begin = 150*time.Millisecond, func(context.Context) error { begins++; return nil }
				expect(t, upload(t, client, d), Answered, "", true)
				if seen.Load() != 2 || begins != 1 {
					t.Errorf("%d connections, %d begins", seen.Load(), begins)
				}
			})
		}
	}
}

// handshaking completes the handshake before it handles the connection.
func handshaking(handle func(*peer)) func(*peer) {
	return func(p *peer) {
		if tls, ok := p.Conn.(interface{ Handshake() error }); ok {
			_ = tls.Handshake()
		}
		handle(p)
	}
}

// TestLostTwiceIsTold: the second connection is not replaced again.
func TestLostTwiceIsTold(t *testing.T) {
	cert, roots := certificate(t)
	server := serveOn(t, tlsListener(t, cert), handshaking(func(p *peer) { p.reset() }))
	client := newClient(t, localhost(server.address))
	client.tls.RootCAs = roots
	d := document(picture(2_000_000))
	d.Hold = 50 * time.Millisecond
	got := upload(t, client, d)
	if got.Verdict != NotSent || got.Released || server.connections.Load() != 2 {
		t.Errorf("%v after %d connections", got, server.connections.Load())
	}
}

// TestARequestThatBeganIsNeverReplaced: only a connection of which nothing was used is
// replaced. Anything else would be a second send by itself.
func TestARequestThatBeganIsNeverReplaced(t *testing.T) {
	for name, row := range map[string]struct {
		handle   func(*peer)
		verdict  Verdict
		released bool
	}{
		"reset in the middle":           {func(p *peer) { p.head(); p.body(1000); p.reset() }, NotSent, false},
		"closed without an answer":      {func(p *peer) { p.head(); p.body(-1) }, Ambiguous, true},
		"reset instead of an answer":    {func(p *peer) { p.head(); p.body(-1); p.reset() }, Ambiguous, true},
		"broken in the answer's head":   {func(p *peer) { p.head(); p.body(-1); p.writeText("HTTP/1.1 200 OK\r\nX-") }, Ambiguous, true},
		"refused with a server's fault": {func(p *peer) { p.head(); p.body(-1); p.writeText(response(500, "")) }, Ambiguous, true},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, row.handle)
			client := clientOf(t, server, func(c *Config) { c.Timeouts = Timeouts{} })
			d := document(picture(2_000_000))
			d.Hold = 20 * time.Millisecond
			got := upload(t, client, d)
			if got.Verdict != row.verdict || got.Released != row.released || !got.Begun {
				t.Errorf("%v, begun %t; want %v", got, got.Begun, row.verdict)
			}
			if n := server.connections.Load(); n != 1 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// TestAPauseInTheHoldKeepsEverythingBack: another send has shown meanwhile that the
// token is refused.
func TestAPauseInTheHoldKeepsEverythingBack(t *testing.T) {
	h := &heldServer{probe: make(chan chan int), atEnd: make(chan int, 1)}
	h.server = serve(t, h.countBytes)
	client := clientOf(t, h.server)
	d := document(picture(20_000))
	d.Hold, d.Begin = 100*time.Millisecond, func(context.Context) error { t.Error("it began"); return nil }
	go func() {
		h.bytesSoFar()
		close(h.probe)
		client.limiter.noteCause(Unauthorized)
	}()
	got := upload(t, client, d)
	expect(t, got, NotSent, Paused, false)
	if n := <-h.atEnd; n != 0 || got.Begun || got.PausedBy != Unauthorized {
		t.Errorf("%d bytes, begun %t, %s", n, got.Begun, got.PausedBy)
	}
}

// TestBegunIsWhatTheServiceCouldSee: no connection and a refused certificate leave the
// request unsent; what breaks on the way does not.
func TestBegunIsWhatTheServiceCouldSee(t *testing.T) {
	cert, _ := certificate(t)
	untrusted := newClient(t, localhost(serveOn(t, tlsListener(t, cert), func(p *peer) { p.head() }).address))
	untrusted.tls.RootCAs = x509.NewCertPool()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	broken := clientOf(t, serve(t, func(p *peer) { p.head(); p.body(1000); p.reset() }))
	early := clientOf(t, serve(t, func(p *peer) { p.head(); p.body(1000); p.writeText(response(413, "{}")) }))
	for name, row := range map[string]struct {
		client *Client
		begun  bool
	}{
		"no listener": {newClient(t, "http://"+closed.Addr().String()), false},
		"certificate": {untrusted, false},
		"broken":      {broken, true},
		"413 early":   {early, true},
	} {
		if got := upload(t, row.client, document(picture(2_000_000))); got.Begun != row.begun || got.Released {
			t.Errorf("%s: %v, begun %t", name, got, got.Begun)
		}
	}
}
