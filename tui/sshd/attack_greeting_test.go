//go:build linux

package sshd

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// greetingAttacks are connections that do not come to a login. They run at the same time:
// each of them is over when its time is. The last one begins when the others are connected,
// as it leaves no room for them.
func greetingAttacks() []attack {
	var list []attack
	connected := make(chan struct{}, 4)
	for _, x := range []struct {
		name        string
		connections int
		do          func(a *attacker, list []net.Conn)
	}{
		{"a slow greeting", 1, func(a *attacker, list []net.Conn) { a.sendSlowly(list[0], "SSH-2.0-x", time.Second/2) }},
		{"a long greeting", 1, func(a *attacker, list []net.Conn) { a.sendUntilCut(list[0], bytes.Repeat([]byte("x"), 64<<10)) }},
		{"noise", 4, (*attacker).sendNoise},
		{"half a key exchange", 2, (*attacker).stopAfterOffer},
	} {
		list = append(list, attack{x.name, func(a *attacker) {
			var opened []net.Conn
			for range x.connections {
				opened = append(opened, a.dialRaw())
			}
			connected <- struct{}{}
			x.do(a, opened)
		}})
	}
	return append(list, attack{"three hundred silent connections", func(a *attacker) {
		for range cap(connected) {
			<-connected
		}
		a.connectSilently()
	}})
}

// greetingLimit is when the server must have closed a connection that says nothing useful.
const greetingLimit = 15 * time.Second

// dialRaw opens a connection without SSH, to which the server has said its greeting.
func (a *attacker) dialRaw() net.Conn {
	a.Helper()
	conn, err := a.connectFrom(a.address())
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(greetingLimit))
	greeting := make([]byte, len("SSH-2.0-"))
	if _, err := io.ReadFull(conn, greeting); err != nil {
		a.Errorf("no greeting: %v", err)
	}
	return conn
}

// waitForCut fails unless the server closes the connection in time.
func (a *attacker) waitForCut(conn net.Conn) {
	a.Helper()
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		a.Error("the connection is still open")
	}
}

// sendSlowly sends a text byte by byte.
func (a *attacker) sendSlowly(conn net.Conn, text string, pause time.Duration) {
	go func() {
		for _, b := range []byte(text + string(bytes.Repeat([]byte("x"), 100))) {
			if _, err := conn.Write([]byte{b}); err != nil {
				return
			}
			time.Sleep(pause)
		}
	}()
	a.waitForCut(conn)
}

// sendUntilCut sends for as long as anybody reads, 64 MiB at most.
func (a *attacker) sendUntilCut(conn net.Conn, text []byte) {
	for range 1 << 10 {
		if _, err := conn.Write(text); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				a.Error("the server neither reads nor ends")
			}
			return
		}
	}
	a.Error("the server read 64 MiB")
}

// sendNoise sends a greeting and then bytes that are no packet, or one of an absurd size.
func (a *attacker) sendNoise(list []net.Conn) {
	var all sync.WaitGroup
	for i, size := range []uint32{0, 1, 1 << 18, 1<<32 - 1} {
		conn := list[i]
		head := binary.BigEndian.AppendUint32([]byte("SSH-2.0-x\r\n"), size)
		noise := make([]byte, 8<<10)
		_, _ = rand.Read(noise)
		_, _ = conn.Write(append(head, noise...))
		all.Go(func() { a.waitForCut(conn) })
	}
	all.Wait()
}

// stopAfterOffer offers its algorithms (RFC 4253, 7.1) and says nothing more; others offer
// them again and again.
func (a *attacker) stopAfterOffer(list []net.Conn) {
	offer := append([]byte("SSH-2.0-x\r\n"), packet(keyExchangeOffer())...)
	_, _ = list[0].Write(offer)
	_, _ = list[1].Write(append(offer, bytes.Repeat(packet(keyExchangeOffer()), 100)...))
	a.waitForCut(list[0])
	a.waitForCut(list[1])
}

// keyExchangeOffer is an offer of algorithms that the server has.
func keyExchangeOffer() []byte {
	offer := struct {
		Cookie                                           [16]byte `sshtype:"20"`
		Exchange, HostKeys                               []string
		CiphersIn, CiphersOut, MACsIn, MACsOut           []string
		CompressionIn, CompressionOut, LanguagesIn, Outs []string
		Follows                                          bool
		Reserved                                         uint32
	}{
		Exchange: []string{"curve25519-sha256"}, HostKeys: []string{"ssh-ed25519"}, CiphersIn: []string{"aes128-ctr"}, CiphersOut: []string{"aes128-ctr"},
		MACsIn: []string{"hmac-sha2-256"}, MACsOut: []string{"hmac-sha2-256"}, CompressionIn: []string{"none"}, CompressionOut: []string{"none"},
	}
	return gossh.Marshal(offer)
}

// packet is a packet as it is before there are keys (RFC 4253, 6).
func packet(payload []byte) []byte {
	padding := 8 - (5+len(payload))%8
	if padding < 4 {
		padding += 8
	}
	out := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+padding))
	out = append(append(out, byte(padding)), payload...)
	return append(out, make([]byte, padding)...)
}

// connectSilently opens connections from many addresses and says nothing. All are closed in
// time, and who has logged in before does not notice.
func (a *attacker) connectSilently() {
	var all sync.WaitGroup
	var admitted atomic.Int32
	for range 30 {
		from := a.address()
		for range maxFromSource {
			all.Go(func() {
				if a.waitSilently(from) {
					admitted.Add(1)
				}
			})
		}
	}
	all.Wait()
	if admitted.Load() == 0 {
		a.Error("none was admitted")
	}
}

// waitSilently opens a connection from an address, says nothing until it is closed, and
// reports whether the server said anything.
func (a *attacker) waitSilently(from string) (greeted bool) {
	conn, err := a.connectFrom(from)
	if err != nil {
		a.Error(err)
		return false
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(greetingLimit))
	n, _ := conn.Read(make([]byte, 1))
	a.waitForCut(conn)
	return n > 0
}

// loginLimit is how long a login may take while others keep all places taken.
const loginLimit = 2 * time.Second

// takeAllPlaces has three addresses open silent connections, a new one for each that is
// closed. Somebody from elsewhere is let in all the same.
func (a *attacker) takeAllPlaces() {
	ended, held := make(chan struct{}), new(atomic.Int32)
	var all sync.WaitGroup
	for range maxUnauthenticated / maxFromSource {
		from := a.address()
		for range maxFromSource {
			all.Go(func() { a.stayConnected(from, held, ended) })
		}
	}
	defer all.Wait()
	defer close(ended)
	a.waitUntil("where all places are taken", func() bool { return held.Load() == maxUnauthenticated })
	for range 5 {
		begun := time.Now()
		client, err := a.dial("ola", gossh.PublicKeys(a.keys["ola"]))
		if took := time.Since(begun); err != nil || took > loginLimit {
			a.Errorf("a login from elsewhere took %s: %v", took, err)
		} else {
			_ = client.Close()
		}
	}
}

// stayConnected opens a silent connection again and again, until ended is closed. held counts
// those that the server has greeted and not closed.
func (a *attacker) stayConnected(from string, held *atomic.Int32, ended <-chan struct{}) {
	for {
		conn, err := a.connectFrom(from)
		if err != nil {
			a.Error(err)
			return
		}
		cut := make(chan struct{})
		go func() {
			defer close(cut)
			if n, _ := conn.Read(make([]byte, 1)); n > 0 {
				held.Add(1)
				defer held.Add(-1)
			}
			_, _ = io.Copy(io.Discard, conn)
		}()
		select {
		case <-cut:
		case <-ended:
		}
		_ = conn.Close()
		<-cut
		select {
		case <-ended:
			return
		default:
		}
	}
}
