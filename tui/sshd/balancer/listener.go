package balancer

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/pires/go-proxyproto"
)

// headerTimeout is how long a balancer may take for its header, which it sends at once.
const headerTimeout = 2 * time.Second

// Why a connection is refused. Each is a reason for the log.
var (
	ErrNoHeader      = errors.New("no PROXY header came from the load balancer")
	ErrForeignHeader = errors.New("a PROXY header came from an address that is no load balancer's")
)

// Listener is a listener whose connections say where the person is who opened them.
type Listener struct {
	net.Listener
	balancers []netip.Prefix
	refused   func(from net.Addr, why error)
}

// NewListener returns l with these balancers. A connection that is refused is closed, and
// refused is called with the address at its other end. One that a balancer opened and left
// without a byte was a probe: it is closed without a call.
func NewListener(l net.Listener, balancers []netip.Prefix, refused func(from net.Addr, why error)) *Listener {
	return &Listener{l, balancers, refused}
}

// Accept returns the next connection. It does not wait for a header: the first call of
// RemoteAddr, Read or Write does.
func (l *Listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.isBalancer(conn.RemoteAddr()) {
		return newBalanced(conn, l.refused), nil
	}
	return &direct{Conn: conn, refused: l.refused}, nil
}

func (l *Listener) isBalancer(addr net.Addr) bool {
	port, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return false
	}
	ip := port.Addr().Unmap().WithZone("")
	return slices.ContainsFunc(l.balancers, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// mappedBits are the bits before an address of IPv4 that is written as one of IPv6.
const mappedBits = 128 - 32

// ParsePrefix reads an address or a network in CIDR notation.
func ParsePrefix(text string) (netip.Prefix, error) {
	if ip, err := netip.ParseAddr(text); err == nil {
		ip = ip.Unmap().WithZone("")
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if p.Addr().Is4In6() && p.Bits() >= mappedBits {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mappedBits)
	}
	return p.Masked(), err
}

// checkAddresses refuses a header of anything but TCP, whose addresses the limits could
// not count. A balancer that speaks for itself (LOCAL, UNKNOWN) names none.
func checkAddresses(h *proxyproto.Header) error {
	tcp := h.TransportProtocol == proxyproto.TCPv4 || h.TransportProtocol == proxyproto.TCPv6
	if tcp || h.Command.IsLocal() || h.TransportProtocol.IsUnspec() {
		return nil
	}
	return ErrNoHeader
}
