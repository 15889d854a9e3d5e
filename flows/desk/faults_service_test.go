//go:build linux || darwin

package desk_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// service is the other side of the loopback. It speaks bytes, so that it can
// be as wrong as a row of the failure table needs, and it counts what arrived.
type service struct {
	listener net.Listener
	answer   fault
	persists bool // would serve another request on the same connection
	over     chan struct{}
	wait     sync.WaitGroup
	reached  chan int                                 // the number of an upload that has come as far as its fault
	proceed  chan struct{}                            // closed by a test that lets waiting uploads go on
	early    bool                                     // the faults strike before the last byte
	raw      func(s *service, conn net.Conn) net.Conn // before HTTP; nil: plain, and a nil connection is the end

	mu       sync.Mutex
	tally    tally
	counts   bool // the requests that may begin are counted, in begun
	begun    int
	running  int
	closeAll []net.Conn
}

// tally is what a service has seen of uploads.
type tally struct {
	connections int // with or without an upload
	uploads     int // requests whose headers arrived
	complete    int // whole bodies
	refused     int // whole bodies of which the answer says that nothing was kept
	widest      int // the most uploads at one time after the first
	reused      int // uploads that were not the first request of their connection
	lasting     int // uploads that did not ask for the connection to end
	unexpected  int // uploads that came before the desk let them begin
}

// kept is how many pictures the service may hold.
func (t tally) kept() int { return t.complete - t.refused }

// countBegun makes the service expect to be told of each request that may begin.
func (s *service) countBegun() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts = true
}

// expectUpload says that one more request may begin.
func (s *service) expectUpload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun++
}

// fault is what the service does with one upload.
type fault func(x *exchange)

// exchange is the service's side of one upload.
type exchange struct {
	net.Conn
	s            *service
	n            int // which upload this is, from 1
	in           *bufio.Reader
	length, read int64
	came         bool   // the whole body
	head         string // the first bytes of the body: its fields
}

// listen opens a port of the loopback. A narrow one takes little before
// somebody reads, as a line does that has stalled.
func listen(t *testing.T, narrow bool) net.Listener {
	t.Helper()
	var config net.ListenConfig
	if narrow {
		config.Control = func(_, _ string, raw syscall.RawConn) error { return shrink(raw) }
	}
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func newService(t *testing.T, c faultCase) *service {
	t.Helper()
	s := &service{
		listener: listen(t, c.narrow), answer: c.serve, persists: c.persists, raw: c.raw, early: c.when == before,
		over: make(chan struct{}), reached: make(chan int, 64), proceed: make(chan struct{}),
	}
	s.wait.Go(s.accept)
	t.Cleanup(s.close)
	return s
}

func (s *service) address() string { return s.listener.Addr().String() }

// close ends every conversation; what was counted until it returns is final.
func (s *service) close() {
	s.mu.Lock()
	select {
	case <-s.over:
	default:
		close(s.over)
	}
	_ = s.listener.Close()
	for _, conn := range s.closeAll {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

func (s *service) seen() tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tally
}

func (s *service) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.tally.connections++
		s.closeAll = append(s.closeAll, conn)
		s.mu.Unlock()
		s.wait.Go(func() { s.serveConn(conn) })
	}
}

func (s *service) serveConn(conn net.Conn) {
	defer conn.Close()
	if s.raw != nil {
		if conn = s.raw(s, conn); conn == nil {
			return
		}
		defer conn.Close()
	}
	in := bufio.NewReaderSize(conn, 4<<10)
	for n := 1; n == 1 || s.persists; n++ {
		request, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if !strings.HasSuffix(request.URL.Path, "upload") {
			_, _ = io.Copy(io.Discard, request.Body)
			_, _ = io.WriteString(conn, response(200, `{"status":"success","response":{"applicantStatus":"Created"}}`))
			continue
		}
		s.upload(conn, in, request, n)
	}
}

func (s *service) upload(conn net.Conn, in *bufio.Reader, request *http.Request, n int) {
	s.mu.Lock()
	s.tally.uploads++
	x := &exchange{Conn: conn, s: s, n: s.tally.uploads, in: in, length: request.ContentLength}
	s.running++
	if x.n > 1 {
		s.tally.widest = max(s.tally.widest, s.running)
	}
	if n > 1 {
		s.tally.reused++
	}
	if !request.Close {
		s.tally.lasting++
	}
	if s.counts && s.tally.uploads > s.begun {
		s.tally.unexpected++
	}
	answer := s.answer
	s.mu.Unlock()
	answer(x)
	s.mu.Lock()
	s.running--
	s.mu.Unlock()
}

// some reads n bytes of the body, or as many as come.
func (x *exchange) some(n int64) {
	buffer := make([]byte, min(n, 64<<10))
	for end := min(x.read+n, x.length); x.read < end; {
		got, err := x.in.Read(buffer[:min(int64(len(buffer)), end-x.read)])
		if len(x.head) < 512 {
			x.head += string(buffer[:got])
		}
		x.read += int64(got)
		if err != nil {
			return
		}
	}
	if x.read == x.length && !x.came {
		x.came = true
		x.s.mu.Lock()
		x.s.tally.complete++
		x.s.mu.Unlock()
	}
}

// all reads the whole body; it reports whether it came.
func (x *exchange) all() bool {
	x.some(x.length - x.read)
	return x.read == x.length
}

// part reads less than the whole body.
func (x *exchange) part() {
	x.some(min(50_000, x.length/2))
	x.reach()
}

func (x *exchange) say(text string) { _, _ = io.WriteString(x, text) }

// reach tells the test that the fault begins.
func (x *exchange) reach() {
	select {
	case x.s.reached <- x.n:
	default:
	}
}

// refuse counts a whole body as one that is not kept.
func (x *exchange) refuse() {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.tally.refused++
}

// await waits until the test says so.
func (x *exchange) await() {
	select {
	case <-x.s.proceed:
	case <-x.s.over:
	}
}

// stall does nothing until the test ends.
func (x *exchange) stall() { <-x.s.over }

// openPicture reads all but the last byte, which the client withholds.
func openPicture(x *exchange) { x.some(x.length - 1); x.reach(); x.stall() }

// waits answers when the test says so.
func waits(x *exchange) {
	if x.all() {
		x.reach()
		x.await()
		x.say(response(200, x.good()))
	}
}

// reset closes so that the client sees RST.
func (x *exchange) reset() {
	if tcp, ok := x.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = x.Close()
}

var sentField = regexp.MustCompile(`"(applicantId|docType|docSubType|docCountryISO)":"([^"]*)"`)

// good is the body of a success that names what was sent.
func (x *exchange) good() string {
	sent := map[string]string{}
	for _, field := range sentField.FindAllStringSubmatch(x.head, -1) {
		sent[field[1]] = field[2]
	}
	side := "null"
	if sent["docSubType"] != "" {
		side = `"` + sent["docSubType"] + `"`
	}
	return fmt.Sprintf(`{"applicantId":"%s","documentType":"%s","documentSubType":%s,"country":"%s","errors":[],"warnings":[]}`,
		sent["applicantId"], sent["docType"], side, sent["docCountryISO"])
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

// The faults of the table. Those with "refuses" say that nothing was kept.

func says(text string) fault {
	return func(x *exchange) {
		if x.all() {
			x.reach()
			x.say(text)
		}
	}
}

func refuses(text string) fault {
	return func(x *exchange) {
		if x.all() {
			x.refuse()
			x.say(text)
		}
	}
}

// answers says a good answer after change has spoilt it.
func answers(change func(good string) string) fault {
	return func(x *exchange) {
		if x.all() {
			x.say(response(200, change(x.good())))
		}
	}
}

func accepts(x *exchange) { answers(func(good string) string { return good })(x) }

func replacing(before, after string) fault {
	return answers(func(good string) string { return strings.Replace(good, before, after, 1) })
}

// early answers in the middle of the body and goes on reading, so that what
// should not come would be counted.
func early(text string) fault {
	return func(x *exchange) { x.part(); x.say(text); x.all() }
}

// hasty answers in the middle of the body and closes at once, which makes the
// client's next write fail.
func hasty(text string) fault {
	return func(x *exchange) { x.part(); x.say(text) }
}

func resets(x *exchange) { x.part(); x.reset() }
func closes(x *exchange) { x.part() }
func stalls(x *exchange) { x.some(1000); x.reach(); x.stall() }

func resetsAfter(x *exchange) { x.all(); x.reach(); x.reset() }
func silent(x *exchange)      { x.all(); x.reach(); x.stall() }

// begins says the beginning of an answer and no more.
func begins(text string) fault {
	return func(x *exchange) { x.all(); x.say(text); x.stall() }
}

// drips says text a few bytes at a time until the client has enough of it.
func drips(text func(x *exchange) string, step int, pause time.Duration) fault {
	return func(x *exchange) {
		x.all()
		for rest := text(x); rest != ""; {
			n := min(step, len(rest))
			if _, err := io.WriteString(x, rest[:n]); err != nil {
				return
			}
			rest = rest[n:]
			time.Sleep(pause) // the slowness is what is tested
		}
	}
}

// only misbehaves for the first uploads and accepts the others.
func only(first int, f fault) fault {
	return func(x *exchange) {
		if x.n > first {
			accepts(x)
			return
		}
		f(x)
	}
}
