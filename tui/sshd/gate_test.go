package sshd

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"
)

// newTestGate is a gate whose clock is moved by hand.
func newTestGate() (*gate, *time.Time) {
	now := time.Unix(1_700_000_000, 0)
	return newGate(func() time.Time { return now }), &now
}

func sourceFrom(t *testing.T, address string) netip.Prefix {
	t.Helper()
	addr, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return sourceOf(addr)
}

// A host has one address of IPv4 and a whole network of IPv6; an address of IPv4 that is
// written as one of IPv6 is the same host.
func TestASourceIsAHost(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"203.0.113.7:4711", "203.0.113.7/32"},
		{"[::ffff:203.0.113.7]:4711", "203.0.113.7/32"},
		{"[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"},
		{"[fe80::1%lo]:4711", "fe80::/64"},
	} {
		if got := sourceFrom(t, c.address).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.address, got, c.want)
		}
	}
}

// crowd enters a gate and notes who was closed for another one.
type crowd struct {
	t      *testing.T
	gate   *gate
	closed chan string
}

func newCrowd(t *testing.T) *crowd {
	g, _ := newTestGate()
	return &crowd{t, g, make(chan string, 100)}
}

// enter is a connection from an address; its name is for the closing.
func (c *crowd) enter(address, name string) (*place, refusal) {
	c.t.Helper()
	return c.gate.enter(sourceFrom(c.t, address+":1"), func() { c.closed <- name })
}

func (c *crowd) enterMany(address string, count int) (list []*place) {
	c.t.Helper()
	for i := range count {
		p, why := c.enter(address, fmt.Sprintf("%s, %d", address, i+1))
		if why != admitted {
			c.t.Fatalf("%s, connection %d: %s", address, i+1, why)
		}
		list = append(list, p)
	}
	return list
}

func TestTheGateCountsWhatHasNotLoggedIn(t *testing.T) {
	c := newCrowd(t)
	full := c.enterMany("203.0.113.7", maxFromSource)
	if _, why := c.enter("203.0.113.7", ""); why != tooManyThere {
		t.Errorf("one more from there: %q", why)
	}
	full[0].leave()
	full[0].leave() // counts once
	if n := c.gate.count(); n != maxFromSource-1 {
		t.Errorf("%d are counted", n)
	}
	c.enterMany("203.0.113.7", 1)
	if _, why := c.enter("203.0.113.7", ""); why != tooManyThere {
		t.Errorf("one more after one has left: %q", why)
	}
}

// When all places are taken, a connection gets the place of the oldest silent one of the
// busiest source, and never takes one from a source with as few as its own.
func TestTheGateMakesRoomForOthers(t *testing.T) {
	c := newCrowd(t)
	c.enterMany("203.0.113.1", maxFromSource)
	c.enterMany("203.0.113.2", maxFromSource)[0].noteKeyExchange()
	c.enterMany("203.0.113.3", maxUnauthenticated-2*maxFromSource)
	for i, want := range []string{"203.0.113.1, 1", "203.0.113.2, 2", "203.0.113.3, 1", "203.0.113.1, 2"} {
		if _, why := c.enter(fmt.Sprintf("198.51.100.%d", i+1), "newcomer"); why != admitted {
			t.Fatalf("newcomer %d: %q", i+1, why)
		}
		if got := <-c.closed; got != want {
			t.Errorf("newcomer %d got the place of %q, want that of %q", i+1, got, want)
		}
	}
	if n := c.gate.count(); n != maxUnauthenticated {
		t.Errorf("%d are counted", n)
	}
}

// Somebody who types a passphrase keeps their place, unless others come from there too.
func TestTheGateKeepsWhoseKeysAreExchanged(t *testing.T) {
	c := newCrowd(t)
	for i := range maxUnauthenticated - 1 {
		c.enterMany(fmt.Sprintf("198.51.100.%d", i+1), 1)[0].noteKeyExchange()
	}
	silent := c.enterMany("192.0.2.1", 1)[0]
	if _, why := c.enter("192.0.2.2", ""); why != admitted || <-c.closed != "192.0.2.1, 1" {
		t.Errorf("the silent one kept its place: %q", why)
	}
	silent.leave() // late, as its connection ends now
	if n := c.gate.count(); n != maxUnauthenticated {
		t.Errorf("%d are counted", n)
	}
	if _, why := c.enter("192.0.2.2", ""); why != tooMany {
		t.Errorf("one from where another is, too: %q", why)
	}
}

// Penalties add up, end by themselves, and end at once for a source that somebody known
// came from: an office has one address.
func TestFailedLoginsArePunished(t *testing.T) {
	g, now := newTestGate()
	one, other := sourceFrom(t, "203.0.113.7:1"), sourceFrom(t, "203.0.113.8:1")
	enter := func(from netip.Prefix) refusal {
		p, why := g.enter(from, func() {})
		if why == admitted {
			p.leave()
		}
		return why
	}
	for range int(minPenalty/failedLoginPenalty) - 1 {
		g.punish(one, failedLoginPenalty)
	}
	if why := enter(one); why != admitted {
		t.Errorf("below the least penalty: %q", why)
	}
	for range 1000 {
		g.punish(one, failedLoginPenalty)
	}
	if why := enter(one); why != isPunished {
		t.Errorf("after many: %q", why)
	}
	if why := enter(other); why != admitted {
		t.Errorf("another source: %q", why)
	}
	*now = now.Add(maxPenalty - minPenalty + time.Second)
	if why := enter(one); why != admitted {
		t.Errorf("after the longest penalty: %q", why)
	}
	g.punish(one, maxPenalty)
	g.pardon(one)
	if why := enter(one); why != admitted {
		t.Errorf("after somebody known came: %q", why)
	}
	if len(g.sources) != 0 {
		t.Errorf("%d sources are remembered", len(g.sources))
	}
}

// A flood from many addresses takes no more memory than the table has.
func TestTheGateRemembersABoundedNumberOfSources(t *testing.T) {
	g, _ := newTestGate()
	for i := range maxSources + 100 {
		g.punish(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 32), maxPenalty)
	}
	if len(g.sources) > maxSources {
		t.Errorf("%d sources are remembered", len(g.sources))
	}
}
