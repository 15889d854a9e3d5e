package balancer

import (
	"bytes"
	"net"
	"sync"

	"github.com/pires/go-proxyproto"
)

// balanced is a connection of a balancer. Its addresses are those of the header.
type balanced struct {
	*proxyproto.Conn
	from    *heard
	once    sync.Once // the header was read
	refused func(net.Addr, error)
}

func newBalanced(conn net.Conn, refused func(net.Addr, error)) *balanced {
	from := &heard{Conn: conn}
	return &balanced{from: from, refused: refused, Conn: proxyproto.NewConn(from, proxyproto.WithPolicy(proxyproto.REQUIRE),
		proxyproto.SetReadHeaderTimeout(headerTimeout), proxyproto.ValidateHeader(checkAddresses))}
}

// RemoteAddr is where the person is. The first call waits for the header; without one the
// address is the balancer's and the connection is closed.
func (c *balanced) RemoteAddr() net.Addr {
	c.once.Do(c.readHeader)
	return c.Conn.RemoteAddr()
}

func (c *balanced) Read(p []byte) (int, error) {
	c.once.Do(c.readHeader)
	return c.Conn.Read(p)
}

func (c *balanced) Write(p []byte) (int, error) {
	c.once.Do(c.readHeader)
	return c.Conn.Write(p)
}

func (c *balanced) readHeader() {
	if c.ProxyHeader() != nil {
		return
	}
	_ = c.Close()
	if c.from.started {
		c.refused(c.from.RemoteAddr(), ErrNoHeader)
	}
}

// heard is a connection that knows whether a byte came.
type heard struct {
	net.Conn
	started bool
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	h.started = h.started || n > 0
	return n, err
}

// direct is a connection without a balancer. A header that comes on it is refused and not
// left to SSH, which overlooks lines before its own (RFC 4253, 4.2): a balancer that is
// missing in the settings would look like one person with everybody's connections.
type direct struct {
	net.Conn
	start   []byte // what came, while it may still become a header
	passed  bool   // it is none
	refused func(net.Addr, error)
}

// Read reads what the person sent. Only one goroutine at a time may call it.
func (d *direct) Read(p []byte) (int, error) {
	n, err := d.Conn.Read(p)
	if d.passed || n == 0 {
		return n, err
	}
	d.start = append(d.start, p[:min(n, len(proxyproto.SIGV2))]...)
	switch matchHeader(d.start) {
	case noHeader:
		d.start, d.passed = nil, true
	case wholeHeader:
		_ = d.Close()
		d.refused(d.RemoteAddr(), ErrForeignHeader)
		return 0, ErrForeignHeader
	}
	return n, err
}

// headerMatch says what the first bytes of a connection are.
type headerMatch int

const (
	noHeader headerMatch = iota
	partOfHeader
	wholeHeader // all of a signature, by which a header begins
)

func matchHeader(start []byte) headerMatch {
	match := noHeader
	for _, signature := range [][]byte{proxyproto.SIGV1, proxyproto.SIGV2} {
		switch {
		case bytes.HasPrefix(start, signature):
			return wholeHeader
		case bytes.HasPrefix(signature, start):
			match = partOfHeader
		}
	}
	return match
}
