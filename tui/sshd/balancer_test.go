package sshd

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/sync/errgroup"

	"dossier/tui/sshd/balancer"
)

// startBehind starts a server that takes connections of balancers on a network. The
// tests come from the loopback address.
func startBehind(t *testing.T, people Directory, network string) (s *Server, address string, log *logBuffer) {
	t.Helper()
	log = &logBuffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	s = New(Config{HostKeys: []gossh.Signer{newKey(t)}, Directory: func() Directory { return people }, Session: echo, Log: logger})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- s.Serve(balancer.NewListener(l, []netip.Prefix{netip.MustParsePrefix(network)}, func(from net.Addr, why error) {
			logger.Info("refused connection", "from", from, "reason", why.Error())
		}))
	}()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		<-ended
	})
	return s, l.Addr().String(), log
}

// dialAs logs in with a header that says where the person is.
func dialAs(address, person string, key gossh.Signer) (*gossh.Client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	source := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(person))
	if _, err := proxyproto.HeaderProxyFromAddrs(2, source, conn.RemoteAddr()).WriteTo(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	c, channels, requests, err := gossh.NewClientConn(conn, address, &gossh.ClientConfig{
		User: "maya", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return gossh.NewClient(c, channels, requests), nil
}

// The limits and the log name the person and not the balancer: one who fails again and
// again keeps nobody else out.
func TestBehindABalancerTheLimitsCountPeople(t *testing.T) {
	maya, stranger := newKey(t), newKey(t)
	_, address, log := startBehind(t, keyring{"maya": maya}, "127.0.0.0/8")
	refused := func() int { return strings.Count(log.String(), `reason="`+string(isPunished)) }
	for range 10 {
		if c, err := dialAs(address, "203.0.113.66:1", stranger); err == nil {
			_ = c.Close()
			t.Fatal("a stranger was let in")
		}
	}
	waitFor(t, func() bool { return refused() > 0 })
	c, err := dialAs(address, "203.0.113.9:2", maya)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for _, want := range []string{`msg="refused login" from=203.0.113.66:1`, `msg=login from=203.0.113.9:2`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%s is missing in:\n%s", want, log)
		}
	}
	if strings.Contains(log.String(), "127.0.0.1") {
		t.Errorf("the balancer is named:\n%s", log)
	}
}

// A header of somebody who is no balancer ends the connection, even with a known key.
func TestAForgedHeaderLetsNobodyIn(t *testing.T) {
	maya := newKey(t)
	_, address, log := startBehind(t, keyring{"maya": maya}, "192.0.2.0/24")
	if c, err := dialAs(address, "8.8.8.8:1", maya); err == nil {
		_ = c.Close()
		t.Error("a forged header was let in")
	}
	waitFor(t, func() bool { return strings.Contains(log.String(), "from=127.0.0.1") })
	if strings.Contains(log.String(), "8.8.8.8") || !strings.Contains(log.String(), balancer.ErrForeignHeader.Error()) {
		t.Errorf("the log:\n%s", log)
	}
}

// A whole office has one address. Twenty people who come within seconds get in.
func TestAnOfficeBehindOneAddress(t *testing.T) {
	people := keyring{}
	for i := range 20 {
		people[fmt.Sprint("operator", i)] = newKey(t)
	}
	_, address, log := startBehind(t, people, "127.0.0.0/8")
	var office errgroup.Group
	office.SetLimit(maxFromSource)
	began := time.Now()
	for _, key := range people {
		office.Go(func() error {
			c, err := dialAs(address, "203.0.113.9:2", key)
			if err != nil {
				return err
			}
			return c.Close()
		})
	}
	if err := office.Wait(); err != nil {
		t.Errorf("%v\n%s", err, log)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
