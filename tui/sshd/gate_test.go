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

func TestTheGateCountsWhatHasNotLoggedIn(t *testing.T) {
	g, _ := newTestGate()
	one := sourceFrom(t, "203.0.113.7:1")
	for i := range maxFromSource {
		if why := g.enter(one); why != admitted {
			t.Fatalf("connection %d: %s", i+1, why)
		}
	}
	if why := g.enter(one); why != tooManyThere {
		t.Errorf("one more from there: %q", why)
	}
	for i := range maxUnauthenticated - maxFromSource {
		if why := g.enter(sourceFrom(t, fmt.Sprintf("198.51.100.%d:1", i+1))); why != admitted {
			t.Fatalf("other %d: %s", i+1, why)
		}
	}
	if why := g.enter(sourceFrom(t, "192.0.2.1:1")); why != tooMany {
		t.Errorf("one more in all: %q", why)
	}
	g.leave(one)
	if why := g.enter(sourceFrom(t, "192.0.2.1:1")); why != admitted {
		t.Errorf("after one has left: %q", why)
	}
}

// Penalties add up, end by themselves, and end at once for a source that somebody known
// came from: an office has one address.
func TestFailedLoginsArePunished(t *testing.T) {
	g, now := newTestGate()
	one, other := sourceFrom(t, "203.0.113.7:1"), sourceFrom(t, "203.0.113.8:1")
	enter := func(from netip.Prefix) refusal {
		why := g.enter(from)
		if why == admitted {
			g.leave(from)
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
