package sshd

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// refusal is why a connection is closed before somebody has logged in.
type refusal string

// The reasons. Each is a word of the log.
const (
	admitted     refusal = ""
	tooMany      refusal = "too many connections have not logged in"
	tooManyThere refusal = "too many connections from there have not logged in"
	isPunished   refusal = "logins from there failed again and again"
	madeRoom     refusal = "too many connections have not logged in, and one from elsewhere came"
)

// gate counts the connections that have not logged in, and remembers sources whose logins
// fail. It knows nothing of keys or operators.
type gate struct {
	now     func() time.Time
	mu      sync.Mutex
	waiting []*place // the oldest first
	sources map[netip.Prefix]*source
}

// source is one address of IPv4, or one network of IPv6.
type source struct {
	waiting  int       // connections that have not logged in
	punished time.Time // the end of its penalties
}

// place is that of a connection that has not logged in.
type place struct {
	gate      *gate
	from      netip.Prefix
	closeConn func()
	exchanged bool // the keys are exchanged: somebody may type a passphrase
	isFree    bool // it was left, or given to another connection
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

// enter admits a connection, or says why not. It must leave its place. When all places are
// taken it gets that of a connection from a busier source, which is then closed by its func:
// a few silent sources would otherwise keep everybody out.
func (g *gate) enter(from netip.Prefix, closeConn func()) (*place, refusal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	own := 0
	if s := g.sources[from]; s != nil {
		if s.punished.Sub(g.now()) >= minPenalty {
			return nil, isPunished
		}
		own = s.waiting
	}
	if own >= maxFromSource {
		return nil, tooManyThere
	}
	if len(g.waiting) >= maxUnauthenticated {
		victim := g.victimFor(own)
		if victim == nil {
			return nil, tooMany
		}
		g.free(victim)
		go victim.closeConn()
	}
	p := &place{gate: g, from: from, closeConn: closeConn}
	g.find(from).waiting++
	g.waiting = append(g.waiting, p)
	return p, admitted
}

// victimFor is the connection whose place one gets that comes from a source with that many
// others: the oldest from the busiest source whose keys are not exchanged yet. One whose keys
// are exchanged gives way only where that leaves its source no worse off than the other.
func (g *gate) victimFor(own int) (victim *place) {
	most := 0
	for _, p := range g.waiting {
		busy := g.sources[p.from].waiting
		isBusier := busy > own && !p.exchanged || busy > own+1
		if !p.exchanged {
			busy += maxFromSource
		}
		if isBusier && busy > most {
			victim, most = p, busy
		}
	}
	return victim
}

// noteKeyExchange notes that the keys are exchanged.
func (p *place) noteKeyExchange() {
	p.gate.mu.Lock()
	defer p.gate.mu.Unlock()
	p.exchanged = true
}

// leave takes a connection out that logged in or ended, and reports whether it still had its
// place: another connection may have it. It may be called again.
func (p *place) leave() bool {
	p.gate.mu.Lock()
	defer p.gate.mu.Unlock()
	hadPlace := !p.isFree
	p.gate.free(p)
	return hadPlace
}

// free frees a place. The lock is held.
func (g *gate) free(p *place) {
	if p.isFree {
		return
	}
	p.isFree = true
	g.waiting = slices.DeleteFunc(g.waiting, func(other *place) bool { return other == p })
	s := g.sources[p.from]
	s.waiting--
	g.forget(p.from, s)
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
