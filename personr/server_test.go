package personr

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	testToken     = "bus|1670035114445x631333|998877665544x1122334455"
	testApplicant = "14000394983x200039203940"
)

// peer is the server's side of one connection. It speaks bytes, so that it can
// be as wrong as a row of the failure table needs.
type peer struct {
	net.Conn
	in     *bufio.Reader
	header http.Header
	length int64
	over   <-chan struct{} // closed when the test ends
}

// head reads the request's headers.
func (p *peer) head() {
	request, err := http.ReadRequest(p.in)
	if err != nil {
		return
	}
	p.header = request.Header
	p.length = request.ContentLength
}

// body reads n bytes, or the whole body for -1, and returns what came.
func (p *peer) body(n int64) []byte {
	if n < 0 {
		n = p.length
	}
	data, _ := io.ReadAll(io.LimitReader(p.in, n))
	return data
}

func (p *peer) writeText(text string) { _, _ = io.WriteString(p, text) }

// reset closes with unread data thrown away, so that the client sees RST.
func (p *peer) reset() {
	if tcp, ok := p.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = p.Close()
}

// server runs handle for each connection until the test ends.
type server struct {
	address     string
	connections atomic.Int64 // ever accepted
	busy        atomic.Int64 // being handled
	wait        sync.WaitGroup
}

func serve(t testing.TB, handle func(*peer)) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, listener, handle)
}

func serveOn(t testing.TB, listener net.Listener, handle func(*peer)) *server {
	t.Helper()
	s := &server{address: listener.Addr().String()}
	over := make(chan struct{})
	s.wait.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.connections.Add(1)
			s.busy.Add(1)
			s.wait.Go(func() {
				defer s.busy.Add(-1)
				defer conn.Close()
				handle(&peer{Conn: conn, in: bufio.NewReader(conn), over: over})
			})
		}
	})
	t.Cleanup(func() { close(over); _ = listener.Close(); s.wait.Wait() })
	return s
}

// answering reads each request to its end and says text.
func answering(t testing.TB, text string) *server {
	return serve(t, func(p *peer) { p.head(); p.body(-1); p.writeText(text) })
}

// response is an HTTP answer with a length.
func response(status int, body string, headers ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n", status, http.StatusText(status), len(body))
	for _, header := range headers {
		b.WriteString(header + "\r\n")
	}
	return b.String() + "\r\n" + body
}

const goodAnswer = `{"applicantId":"` + testApplicant + `","documentType":"PASSPORT","documentSubType":"FRONT_SIDE","country":"AUS","errors":[],"warnings":[]}`

func quick() Timeouts {
	return Timeouts{Dial: 2 * time.Second, TLS: 2 * time.Second, Write: 300 * time.Millisecond, Header: 300 * time.Millisecond, Body: 300 * time.Millisecond, Total: 2 * time.Second}
}

func newToken(t testing.TB, raw string) Token {
	t.Helper()
	token, err := NewToken(raw)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func newClient(t testing.TB, base string, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{BaseURL: base, Token: newToken(t, testToken), Version: "test", Timeouts: quick()}
	for _, apply := range change {
		apply(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	client.resolver = noResolver(t)
	return client
}

func clientOf(t testing.TB, s *server, change ...func(*Config)) *Client {
	t.Helper()
	return newClient(t, "http://"+s.address+"/wf", change...)
}

// picture returns bytes that do not repeat, the same ones each time.
func picture(size int) []byte {
	out := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(out)
	return out
}

func document(content []byte) Document {
	return Document{
		ApplicantID: testApplicant, DocType: "PASSPORT", SubType: "FRONT_SIDE", Country: "AUS", FileName: "identity-front.jpg",
		Content: bytes.NewReader(content), Size: int64(len(content)), SHA256: sha256.Sum256(content),
		Release: agree,
	}
}

func agree(context.Context) error { return nil }

func upload(t testing.TB, c *Client, d Document) UploadOutcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return c.UploadDocument(ctx, d)
}

func expect(t testing.TB, got UploadOutcome, verdict Verdict, cause Cause, released bool) {
	t.Helper()
	if got.Verdict != verdict || got.Cause != cause || got.Released != released {
		t.Errorf("got %v; want %v (%s), released %t; err %v", got, verdict, cause, released, got.Err)
	}
	if (got.Err == nil) != (verdict == Answered) {
		t.Errorf("Err = %v for %v", got.Err, verdict)
	}
}

func tlsListener(t testing.TB, certificate tls.Certificate) net.Listener {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func hashOfZeros(size int64) (sum [sha256.Size]byte) {
	h := sha256.New()
	_, _ = io.Copy(h, io.LimitReader(zeroReader{}, size))
	copy(sum[:], h.Sum(nil))
	return sum
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }
