package personr

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows/foreign"
)

// stageRow is one way in which a connection fails, with a real listener.
type stageRow struct {
	name   string
	client func(t *testing.T) *Client
	cause  Cause
	target string        // of the outcome, "*" for any
	limit  time.Duration // of the stage that the cause is about; 0: more than it takes, so that only what is said counts
}

// limits are long but for the stage that is to pass its own.
func (r stageRow) limits() Timeouts {
	t := Timeouts{Lookup: long, Dial: long, Proxy: long, TLS: long, Write: long, Send: long, Header: long, Body: long, Total: long}
	limited := map[Cause]*time.Duration{LookupFailed: &t.Lookup, ConnectTimeout: &t.Dial, ProxySilent: &t.Proxy, TLSTimeout: &t.TLS}
	if stage := limited[r.cause]; stage != nil {
		*stage = cmp.Or(r.limit, *stage)
	}
	return t
}

// short is a limit that a test waits for; long one that no busy machine gets to.
const (
	short = 150 * time.Millisecond
	long  = 30 * time.Second
)

// closedPort is an address at which nobody listens.
func closedPort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// named is a client that reaches address under the name personr.test.
func named(t *testing.T, address string, change ...func(*Config)) *Client {
	t.Helper()
	_, port, _ := net.SplitHostPort(address)
	client := newClient(t, "https://personr.test:"+port, change...)
	client.resolver = resolverOf(t, dnsNoError, net.IPv4(127, 0, 0, 1))
	return client
}

func lookedUp(code int, address net.IP) func(*testing.T) *Client {
	return func(t *testing.T) *Client {
		client := newClient(t, "https://personr.test")
		client.resolver = resolverOf(t, code, address)
		return client
	}
}

// proxied is a client behind a proxy; text holds PROXY for the listener's address.
func proxied(text string, handle func(*peer)) func(*testing.T) *Client {
	return func(t *testing.T) *Client {
		proxy := serve(t, handle)
		return newClient(t, "https://personr.test", throughProxy(strings.Replace(text, "PROXY", proxy.address, 1)))
	}
}

func throughProxy(text string) func(*Config) {
	return func(c *Config) {
		c.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(text) }
	}
}

func silent(p *peer) { <-p.over }

func says(text string) func(*peer) {
	return func(p *peer) { p.head(); p.writeText(text); <-p.over }
}

// socksSays answers the greeting of a SOCKS5 client, and then its request with a code.
func socksSays(code byte) func(*peer) {
	return func(p *peer) {
		_, _ = io.ReadFull(p.in, make([]byte, 3))
		p.writeText("\x05\x00")
		_, _ = p.in.Peek(5)
		_, _ = p.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
		<-p.over
	}
}

func overTLS(config func(*authority) *tls.Config) func(*testing.T) *Client {
	return func(t *testing.T) *Client {
		issuer := newAuthority(t)
		server := serve(t, func(p *peer) { _ = tls.Server(p.Conn, config(issuer)).Handshake(); <-p.over })
		client := named(t, server.address)
		client.tls.RootCAs = issuer.roots
		return client
	}
}

func presenting(name string, from, until time.Duration) func(*testing.T) *Client {
	return overTLS(func(issuer *authority) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{issuer.issue(name, from, until)}}
	})
}

func answered(handle func(*peer)) func(*testing.T) *Client {
	return func(t *testing.T) *Client {
		return named(t, serve(t, handle).address)
	}
}

const day = 24 * time.Hour

func connectionStages() []stageRow {
	return []stageRow{
		{"no such name", lookedUp(dnsNoName, nil), UnknownHost, "", 0},
		{"name server fails", lookedUp(dnsServFail, nil), LookupFailed, "", 0},
		{"name server silent", lookedUp(dnsSilent, nil), LookupFailed, "", short},
		{"no route", lookedUp(dnsNoError, net.IPv4(224, 0, 0, 1)), NoRoute, "", 0},
		{"port closed", func(t *testing.T) *Client { return named(t, closedPort(t)) }, PortRefused, "", 0},
		{"dial too slow", func(t *testing.T) *Client {
			return named(t, closedPort(t), func(c *Config) { c.BaseURL = "https://127.0.0.1:9" })
		}, ConnectTimeout, "", time.Nanosecond},

		{"http proxy silent", proxied("http://PROXY", silent), ProxySilent, "*", short},
		{"http proxy stops in its answer", proxied("http://PROXY", says("HTTP/1.1 200 OK\r\nX-")), ProxySilent, "*", short},
		{"http proxy refuses", proxied("http://u:p@PROXY", says(response(407, ""))), ProxyRefused, "*", 0},
		{"http proxy hangs up", proxied("http://PROXY", (*peer).head), ProxyFailed, "*", 0},
		{"http proxy is none", proxied("http://PROXY", func(p *peer) { p.writeText("SSH-2.0-x\r\n\r\n"); <-p.over }), ProxyFailed, "*", 0},
		{"socks proxy silent", proxied("socks5://PROXY", silent), ProxySilent, "*", short},
		{"socks proxy silent after its greeting", proxied("socks5://PROXY", func(p *peer) { p.writeText("\x05\x00"); <-p.over }), ProxySilent, "*", short},
		{"socks proxy wants a password", proxied("socks5://PROXY", func(p *peer) { p.writeText("\x05\xff"); <-p.over }), ProxyRefused, "*", 0},
		{"socks proxy refuses", proxied("socks5h://PROXY", socksSays(2)), ProxyRefused, "*", 0},
		{"socks proxy hangs up", proxied("socks5://PROXY", func(p *peer) { _, _ = p.in.Peek(1) }), ProxyFailed, "*", 0},
		{"socks proxy is none", proxied("socks5://PROXY", func(p *peer) { p.writeText("HTTP/1.1 400 Bad\r\n\r\n"); <-p.over }), ProxyFailed, "*", 0},
		{"https proxy silent", proxied("https://PROXY", silent), ProxySilent, "*", short},
		{"https proxy without TLS", proxied("https://PROXY", func(p *peer) { p.writeText("HTTP/1.1 400 Bad\r\n\r\n"); <-p.over }), ProxyFailed, "*", 0},
		{"https proxy with a foreign certificate", func(t *testing.T) *Client {
			cert, _ := certificate(t)
			proxy := serveOn(t, tlsListener(t, cert), func(p *peer) { p.head() })
			return newClient(t, "https://personr.test", throughProxy("https://"+proxy.address))
		}, ProxyFailed, "*", 0},
		{"proxy closed", func(t *testing.T) *Client {
			return newClient(t, "https://personr.test", throughProxy("http://"+closedPort(t)))
		}, ProxyUnreachable, "*", 0},
		{"proxy unknown", func(t *testing.T) *Client {
			client := newClient(t, "https://personr.test", throughProxy("http://proxy.test:3128"))
			client.resolver = resolverOf(t, dnsNoName, nil)
			return client
		}, ProxyUnknown, "proxy.test:3128", 0},

		{"TLS silent", answered(silent), TLSTimeout, "", short},
		{"TLS reset", answered(func(p *peer) { _, _ = p.in.Peek(1); p.reset() }), TLSFailed, "", 0}, // not while the client still connects
		{"plain http", answered(func(p *peer) { p.writeText(response(400, "plain http here")); <-p.over }), NotTLS, "", 0},
		{"not even http", answered(func(p *peer) { p.writeText("220 mail ready\r\n"); <-p.over }), NotTLS, "", 0},
		{"old TLS", overTLS(func(issuer *authority) *tls.Config {
			return &tls.Config{Certificates: []tls.Certificate{issuer.issue("personr.test", -day, day)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
		}), TLSTooOld, "", 0},
		{"old TLS chosen", answered(func(p *peer) {
			// A ServerHello (RFC 5246, section 7.4.1.3) that names TLS 1.0.
			p.writeText("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + strings.Repeat("r", 32) + "\x00\x00\x2f\x00")
			<-p.over
		}), TLSTooOld, "", 0},
		{"expired", presenting("personr.test", -2*day, -day), TLSExpired, "", 0},
		{"not yet valid", presenting("personr.test", day, 2*day), TLSNotYetValid, "", 0},
		{"of another host", presenting("elsewhere.test", -day, day), TLSWrongName, "", 0},
		{"of another host, expired", presenting("elsewhere.test", -2*day, -day), TLSWrongName, "", 0},
		{"issuer unknown", distrusted(presenting("personr.test", -day, day)), TLSUntrusted, "", 0},
		{"issuer unknown, expired", distrusted(presenting("personr.test", -2*day, -day)), TLSUntrusted, "", 0},
		{"issuer unknown, of another host", distrusted(presenting("elsewhere.test", -day, day)), TLSUntrusted, "", 0},
	}
}

func distrusted(client func(*testing.T) *Client) func(*testing.T) *Client {
	return func(t *testing.T) *Client {
		c := client(t)
		c.tls.RootCAs = newAuthority(t).roots
		return c
	}
}

// Each stage of a connection has a limit and a cause of its own; nothing was sent in any
// of them, and none lasts.
func TestEveryStageOfAConnectionHasItsCause(t *testing.T) {
	for _, row := range connectionStages() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			client := row.client(t)
			client.timeouts = row.limits()
			begin := time.Now()
			got := upload(t, client, document(picture(1000)))
			expect(t, got, NotSent, row.cause, false)
			if took := time.Since(begin); took > long/2 {
				t.Errorf("took %v", took)
			}
			if target := foreign.Reveal(got.Target); row.target != "*" && target != row.target || row.target == "*" && target == "" {
				t.Errorf("target %q, want %q", target, row.target)
			}
			if got.Certificate.Present() != (isCertificateCause(row.cause) || strings.Contains(row.name, "foreign certificate")) {
				t.Errorf("certificate %+v", got.Certificate)
			}
			if _, paused := client.Paused(); paused != isCertificateCause(row.cause) {
				t.Errorf("paused: %t", paused)
			}
		})
	}
}

// What answers in place of the service is described in parts.
func TestRefusedCertificateIsDescribed(t *testing.T) {
	client := presenting("elsewhere.test", -day, day)(t)
	got := upload(t, client, document(picture(10))).Certificate
	if foreign.Reveal(got.Issuer) != "CN=authority" || len(got.Names) != 1 || foreign.Reveal(got.Names[0]) != "elsewhere.test" {
		t.Errorf("%+v", got)
	}
	if untilDay := time.Until(got.NotAfter); untilDay < day-time.Hour || untilDay > day || got.NotAfter.Location() != time.UTC || !got.NotBefore.Before(time.Now()) {
		t.Errorf("%v to %v", got.NotBefore, got.NotAfter)
	}
}

// A proxy that works is used, and its limit ends with its answer.
func TestProxyLimitEndsWithItsAnswer(t *testing.T) {
	const proxyLimit = 2 * time.Second
	issuer := newAuthority(t)
	cert := issuer.issue("personr.test", -day, day)
	for _, scheme := range []string{"http", "socks5"} {
		t.Run(scheme, func(t *testing.T) {
			proxy := serve(t, func(p *peer) {
				if scheme == "http" {
					p.head()
					p.writeText("HTTP/1.1 200 OK\r\n\r\n")
				} else {
					_, _ = io.ReadFull(p.in, make([]byte, 3))
					p.writeText("\x05\x00")
					_, _ = io.ReadFull(p.in, make([]byte, 5+len("personr.test")+2))
					_, _ = p.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
				}
				inner := tls.Server(buffered{p.Conn, p.in}, &tls.Config{Certificates: []tls.Certificate{cert}})
				q := &peer{Conn: inner, in: bufio.NewReader(inner), over: p.over}
				q.head()
				q.body(-1)
				time.Sleep(proxyLimit + short) // longer than the proxy may take
				q.writeText(response(200, goodAnswer))
			})
			client := newClient(t, "https://personr.test", throughProxy(scheme+"://"+proxy.address), func(c *Config) {
				c.Timeouts.Proxy, c.Timeouts.TLS, c.Timeouts.Write, c.Timeouts.Header, c.Timeouts.Total = proxyLimit, long, long, long, long
			})
			client.tls.RootCAs = issuer.roots
			expect(t, upload(t, client, document(picture(50_000))), Answered, "", true)
		})
	}
}

// buffered reads what was read ahead first.
type buffered struct {
	net.Conn
	in *bufio.Reader
}

func (b buffered) Read(p []byte) (int, error) { return b.in.Read(p) }

// Sending has a limit for each piece and one for all of them.
func TestSendingHasTwoLimits(t *testing.T) {
	drip := func(p *peer) {
		p.head()
		buffer := make([]byte, 64<<10)
		for {
			if _, err := p.in.Read(buffer); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	for name, row := range map[string]struct {
		handle func(*peer)
		limit  func(*Timeouts)
	}{
		"nothing moves":     {func(p *peer) { p.head(); <-p.over }, func(l *Timeouts) { l.Write = short }},
		"it moves too long": {drip, func(l *Timeouts) { l.Write, l.Send = time.Minute, short }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, serve(t, row.handle), func(c *Config) { row.limit(&c.Timeouts) })
			expect(t, upload(t, client, document(picture(32<<20))), NotSent, SendStalled, false)
		})
	}
}

// A question whose time is up was not cancelled by anybody.
func TestAQuestionWhoseTimeIsUpIsNotCancelled(t *testing.T) {
	for name, row := range map[string]struct {
		client func(t *testing.T, up func()) *Client
		cause  Cause
	}{
		"name server": {func(t *testing.T, up func()) *Client {
			client := newClient(t, "https://personr.test")
			client.resolver = silentResolver(t, up)
			return client
		}, LookupFailed},
		"answer": {func(t *testing.T, up func()) *Client {
			return clientOf(t, serve(t, func(p *peer) { p.head(); p.body(-1); up(); <-p.over }))
		}, NoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := &deadlineByHand{Context: t.Context(), up: make(chan struct{})}
			client := row.client(t, sync.OnceFunc(func() { close(ctx.up) }))
			client.timeouts = Timeouts{}.withDefaults()
			_, err := client.ApplicantStatus(ctx, testApplicant)
			if failed, ok := errors.AsType[*APIError](err); !ok || failed.Cause != row.cause {
				t.Errorf("%v, want %q", err, row.cause)
			}
		})
	}
}

// deadlineByHand is a context whose deadline passes when up is closed: at the same point
// of the exchange however slow the machine is.
type deadlineByHand struct {
	context.Context
	up chan struct{}
}

func (d *deadlineByHand) Done() <-chan struct{} { return d.up }

func (d *deadlineByHand) Err() error {
	select {
	case <-d.up:
		return context.DeadlineExceeded
	default:
		return nil
	}
}
