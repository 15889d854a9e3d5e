package balancer

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pires/go-proxyproto"
)

// Addresses of the tests: a balancer, somebody who is none, and where people are.
var (
	balancerAddr = tcp("10.0.0.7:4711")
	strangerAddr = tcp("192.0.2.66:4711")
	personAddr   = tcp("203.0.113.9:50022")
	serviceAddr  = tcp("198.51.100.1:22")
)

func tcp(address string) *net.TCPAddr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))
}

// addressed is a connection in memory with an address at its other end.
type addressed struct {
	net.Conn
	from net.Addr
}

func (a addressed) RemoteAddr() net.Addr { return a.from }

// oneConn is a listener with one connection.
type oneConn struct {
	net.Listener
	conn net.Conn
}

func (o oneConn) Accept() (net.Conn, error) { return o.conn, nil }

// refusals are the calls of a listener's func.
type refusals []string

func (r *refusals) add(from net.Addr, why error) { *r = append(*r, from.String()+": "+why.Error()) }

// accept is the connection that a listener with one balancer gets from an address, and the
// other end of it.
func accept(t *testing.T, from net.Addr, refused *refusals) (conn, other net.Conn) {
	t.Helper()
	here, other := net.Pipe()
	l := NewListener(oneConn{conn: addressed{here, from}}, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}, refused.add)
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = conn.Close(), other.Close() })
	return conn, other
}

func header(t *testing.T, version byte, change func(*proxyproto.Header)) []byte {
	t.Helper()
	h := proxyproto.HeaderProxyFromAddrs(version, personAddr, serviceAddr)
	if change != nil {
		change(h)
	}
	b, err := h.Format()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func local(h *proxyproto.Header) { h.Command = proxyproto.LOCAL }

func unix(h *proxyproto.Header) {
	h.TransportProtocol = proxyproto.UnixStream
	h.SourceAddr, h.DestinationAddr = &net.UnixAddr{Name: "a"}, &net.UnixAddr{Name: "b"}
}

// TestWhoIsBelieved proves for both versions, and for bytes that come one by one, whose
// headers say where a person is, what is refused, and that nothing of what follows is lost.
func TestWhoIsBelieved(t *testing.T) {
	const greeting = "SSH-2.0-x\r\n"
	v1, v2 := header(t, 1, nil), header(t, 2, nil)
	for name, c := range map[string]struct {
		from    net.Addr
		sent    []byte
		isAt    net.Addr // as the limits see it
		refusal error
	}{
		"a balancer, version 1":                 {balancerAddr, v1, personAddr, nil},
		"a balancer, version 2":                 {balancerAddr, v2, personAddr, nil},
		"a balancer for itself":                 {balancerAddr, header(t, 2, local), balancerAddr, nil},
		"a balancer that does not know":         {balancerAddr, []byte("PROXY UNKNOWN\r\n"), balancerAddr, nil},
		"a balancer without a header":           {balancerAddr, nil, balancerAddr, ErrNoHeader},
		"a balancer with a header of no TCP":    {balancerAddr, header(t, 2, unix), balancerAddr, ErrNoHeader},
		"a balancer with half a header":         {balancerAddr, []byte("PROXY TCP4 203.0.113.9\r\n"), balancerAddr, ErrNoHeader},
		"a person":                              {strangerAddr, nil, strangerAddr, nil},
		"a person whose greeting is like one":   {strangerAddr, []byte("PROX\r\n"), strangerAddr, nil},
		"a person with empty lines":             {strangerAddr, []byte("\r\n\r\n\r\n"), strangerAddr, nil},
		"a person who claims to be another, v1": {strangerAddr, v1, strangerAddr, ErrForeignHeader},
		"a person who claims to be another, v2": {strangerAddr, v2, strangerAddr, ErrForeignHeader},
	} {
		for _, split := range []bool{false, true} {
			if split && c.from == balancerAddr && c.refusal == nil && c.sent[0] == 'P' {
				continue // the library wants version 1 in one piece, as the protocol does of balancers
			}
			synctest.Test(t, func(t *testing.T) {
				var refused refusals
				conn, other := accept(t, c.from, &refused)
				text := append(slices.Clone(c.sent), greeting...)
				go send(other, text, split)
				if got := conn.RemoteAddr().String(); got != c.isAt.String() {
					t.Errorf("%s: it is at %s, want %s", name, got, c.isAt)
				}
				want := greeting
				if c.from == strangerAddr {
					want = string(text)
				}
				got := make([]byte, len(want))
				_, err := io.ReadFull(conn, got)
				switch {
				case c.refusal == nil && (err != nil || string(got) != want || len(refused) > 0):
					t.Errorf("%s: read %q, %v, refused %q", name, got, err, refused)
				case c.refusal != nil && (err == nil || !slices.Equal(refused, refusals{c.from.String() + ": " + c.refusal.Error()})):
					t.Errorf("%s: read %q, %v, refused %q", name, got, err, refused)
				}
			})
		}
	}
}

// send writes all at once or byte by byte, and stops when nobody reads any more.
func send(w io.Writer, text []byte, split bool) {
	size := len(text)
	if split {
		size = 1
	}
	for part := range slices.Chunk(text, size) {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}

// TestABalancerWithoutAHeader proves that a connection without a header ends after the time for
// one, that a probe leaves no line in the log, and that one that began to send does.
func TestABalancerWithoutAHeader(t *testing.T) {
	for name, c := range map[string]struct {
		does func(other net.Conn)
		want int // refusals
		took time.Duration
	}{
		"it leaves":             {func(other net.Conn) { _ = other.Close() }, 0, 0},
		"it is silent":          {func(net.Conn) {}, 0, headerTimeout},
		"it stops in a header":  {func(other net.Conn) { _, _ = other.Write(header(t, 2, nil)[:20]) }, 1, headerTimeout},
		"it leaves in a header": {func(other net.Conn) { _, _ = other.Write([]byte("PROX")); _ = other.Close() }, 1, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			var refused refusals
			conn, other := accept(t, balancerAddr, &refused)
			go c.does(other)
			began := time.Now()
			if got := conn.RemoteAddr(); got.String() != balancerAddr.String() {
				t.Errorf("%s: at %s", name, got)
			}
			if took := time.Since(began); took != c.took || len(refused) != c.want {
				t.Errorf("%s: took %s, refused %q", name, took, refused)
			}
			if _, err := conn.Write([]byte("x")); err == nil {
				t.Errorf("%s: it can be answered", name)
			}
		})
	}
}

// A person who waits for the greeting of the service gets it: nothing is read before.
func TestAPersonMayWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var refused refusals
		conn, other := accept(t, strangerAddr, &refused)
		go func() { _, _ = conn.Write([]byte("hello")) }()
		got := make([]byte, 5)
		began := time.Now()
		if _, err := io.ReadFull(other, got); err != nil || string(got) != "hello" || time.Since(began) > 0 {
			t.Errorf("%q, %v after %s", got, err, time.Since(began))
		}
	})
}

// A listener that fails says so, and a balancer of IPv6 or in the form of IPv6 is one.
func TestWhoIsABalancer(t *testing.T) {
	l := NewListener(failing{}, []netip.Prefix{netip.MustParsePrefix("10.0.0.7/32"), netip.MustParsePrefix("2001:db8::/32")}, nil)
	if _, err := l.Accept(); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
	for address, want := range map[string]bool{
		"10.0.0.7:1": true, "10.0.0.8:1": false, "[::ffff:10.0.0.7]:1": true, "[2001:db8:1::1%eth0]:1": true, "[2001:db9::1]:1": false,
	} {
		if got := l.isBalancer(tcp(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
	if l.isBalancer(&net.UnixAddr{Name: "10.0.0.7:1x"}) {
		t.Error("a path is a balancer")
	}
}

type failing struct{ net.Listener }

func (failing) Accept() (net.Conn, error) { return nil, io.ErrClosedPipe }

func TestParsePrefix(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.7": "10.0.0.7/32", "10.0.0.7/24": "10.0.0.0/24", "::1": "::1/128", "2001:db8::1/32": "2001:db8::/32", "::ffff:10.0.0.7": "10.0.0.7/32", "::ffff:10.0.0.7/120": "10.0.0.0/24", "::ffff:0:0/95": "::fffe:0:0/95",
		"": "", "balancer.example.com": "", "10.0.0.0/33": "", "10.0.0.0/": "",
	} {
		got, err := ParsePrefix(text)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v, want %s", text, got, err, want)
		}
	}
}
