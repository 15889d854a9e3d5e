package sshd

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// refusal is why a connection is closed before the key exchange.
type refusal string

// The reasons. Each is a word of the log.
const (
	admitted     refusal = ""
	tooMany      refusal = "too many connections have not logged in"
	tooManyThere refusal = "too many connections from there have not logged in"
	isPunished   refusal = "logins from there failed again and again"
)

// gate counts the connections that have not logged in, and remembers sources whose logins
// fail. It knows nothing of keys or operators.
type gate struct {
	now     func() time.Time
	mu      sync.Mutex
	waiting int
	sources map[netip.Prefix]*source
}

// source is one address of IPv4, or one network of IPv6.
type source struct {
	waiting  int       // connections that have not logged in
	punished time.Time // the end of its penalties
}

func newGate(now func() time.Time) *gate { return &gate{now: now, sources: map[netip.Prefix]*source{}} }

// sourceOf is the source of an address. One host has a whole /64 of IPv6.
func sourceOf(addr net.Addr) netip.Prefix {
	port, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := port.Addr().Unmap().WithZone(""), 32
	if ip.Is6() {
		bits = 64
	}
	prefix, _ := ip.Prefix(bits)
	return prefix
}

// enter admits a connection, or says why not. What was admitted must leave.
func (g *gate) enter(from netip.Prefix) refusal {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.sources[from]
	switch {
	case s != nil && s.punished.Sub(g.now()) >= minPenalty:
		return isPunished
	case s != nil && s.waiting >= maxFromSource:
		return tooManyThere
	case g.waiting >= maxUnauthenticated:
		return tooMany
	}
	g.find(from).waiting++
	g.waiting++
	return admitted
}

// leave takes a connection out that logged in or ended.
func (g *gate) leave(from netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting--
	s := g.sources[from]
	s.waiting--
	g.forget(from, s)
}

// punish adds a penalty to a source.
func (g *gate) punish(from netip.Prefix, penalty time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now, s := g.now(), g.find(from)
	if s.punished.Before(now) {
		s.punished = now
	}
	s.punished = s.punished.Add(penalty)
	if latest := now.Add(maxPenalty); s.punished.After(latest) {
		s.punished = latest
	}
}

// pardon ends the penalties of a source: somebody whom the service knows is there.
func (g *gate) pardon(from netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if s := g.sources[from]; s != nil {
		s.punished = time.Time{}
		g.forget(from, s)
	}
}

// find is the record of a source, made when it is new. When too many are remembered, those
// without a connection are forgotten.
func (g *gate) find(from netip.Prefix) *source {
	if s := g.sources[from]; s != nil {
		return s
	}
	if len(g.sources) >= maxSources {
		for other, s := range g.sources {
			if s.waiting == 0 {
				delete(g.sources, other)
			}
		}
	}
	s := &source{}
	g.sources[from] = s
	return s
}

// forget removes the record of a source that says nothing.
func (g *gate) forget(from netip.Prefix, s *source) {
	if s.waiting == 0 && !s.punished.After(g.now()) {
		delete(g.sources, from)
	}
}
