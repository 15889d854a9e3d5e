package personr

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dossier/flows/foreign"
)

// certificate is for the name personr.test.
func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "intruder"}, DNSNames: []string{"localhost", "personr.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func localhost(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return "https://localhost:" + port
}

// An unknown issuer or another name: nothing is sent, nothing retried,
// and the operator gets a description.
func TestRowTLSUntrusted(t *testing.T) {
	cert, roots := certificate(t)
	server := serveOn(t, tlsListener(t, cert), func(p *peer) { p.head(); p.body(-1); p.writeText(response(200, goodAnswer)) })
	unknown := newClient(t, localhost(server.address))
	unknown.tls.RootCAs = x509.NewCertPool()
	otherName := newClient(t, "https://"+server.address)
	otherName.tls.RootCAs = roots
	for cause, client := range map[Cause]*Client{TLSUntrusted: unknown, TLSWrongName: otherName} {
		if _, err := client.ApplicantStatus(t.Context(), testApplicant); err == nil {
			t.Error("a question was asked of whoever that is")
		}
		got := upload(t, client, document(picture(1000)))
		expect(t, got, NotSent, cause, false)
		if text := foreign.Reveal(got.Message); !strings.Contains(text, "issuer CN=intruder; names localhost, personr.test; valid until 20") {
			t.Error("the certificate is not described")
		}
		if !errors.Is(got.Err, errCertificate) || strings.Contains(got.Err.Error(), "intruder") || strings.Contains(got.Err.Error(), "personr.test") {
			t.Errorf("Err repeats the certificate: %v", got.Err)
		}
		// All stop until a person goes on: the next one does not even try.
		expect(t, upload(t, client, document(picture(1000))), NotSent, Paused, false)
		client.Resume()
		expect(t, upload(t, client, document(picture(1000))), NotSent, cause, false)
	}
	trusting := newClient(t, localhost(server.address))
	trusting.tls.RootCAs = roots
	expect(t, upload(t, trusting, document(picture(300_000))), Answered, "", true)
}

// Over TLS too an early refusal is not lost.
func TestEarlyRefusalOverTLS(t *testing.T) {
	cert, roots := certificate(t)
	server := serveOn(t, tlsListener(t, cert), func(p *peer) { p.head(); p.body(30_000); p.writeText(response(401, "{}")) })
	for range 10 {
		client := newClient(t, localhost(server.address))
		client.tls.RootCAs = roots
		expect(t, upload(t, client, document(picture(2<<20))), Refused, Unauthorized, false)
	}
}

// A proxy that opens no tunnel is named.
func TestRowProxyRefused(t *testing.T) {
	for _, answer := range []string{response(407, "", "Proxy-Authenticate: Basic"), response(403, "intruder"), response(502, "")} {
		proxy := serve(t, func(p *peer) { p.head(); p.writeText(answer) })
		client := newClient(t, "https://personr.test", func(c *Config) {
			c.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://user:pass@" + proxy.address) }
		})
		got := upload(t, client, document(picture(1000)))
		expect(t, got, NotSent, ProxyRefused, false)
		if foreign.Reveal(got.Target) != proxy.address || got.Status == 0 {
			t.Error("the proxy is not named")
		}
	}
}

// A proxy is neither taken from the environment nor asked for this machine.
func TestProxyOnlyAsConfigured(t *testing.T) {
	proxy := answering(t, response(407, ""))
	t.Setenv("HTTP_PROXY", "http://"+proxy.address)
	t.Setenv("HTTPS_PROXY", "http://"+proxy.address)
	server := answering(t, response(200, goodAnswer))
	client := clientOf(t, server, func(c *Config) {
		c.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://" + proxy.address) }
	})
	expect(t, upload(t, client, document(picture(1000))), Answered, "", true)
	outside := newClient(t, "https://personr.invalid")
	outside.resolver = resolverOf(t, dnsNoName, nil)
	expect(t, upload(t, outside, document(picture(1000))), NotSent, UnknownHost, false)
	if n := proxy.connections.Load(); n != 0 {
		t.Errorf("%d connections to the proxy", n)
	}
}

// A redirect of any kind leads nowhere: the other host hears nothing.
func TestRedirectIsNeverFollowed(t *testing.T) {
	other := answering(t, response(200, goodAnswer))
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := answering(t, response(status, "", "Location: http://"+other.address+"/x"))
		client := clientOf(t, server)
		got := upload(t, client, document(picture(1000)))
		expect(t, got, Ambiguous, Redirected, true)
		if foreign.Reveal(got.Target) != other.address {
			t.Error("the redirect's host is not named")
		}
		if _, err := client.ApplicantStatus(t.Context(), testApplicant); err == nil {
			t.Error("a redirected question was answered")
		}
		if n := server.connections.Load(); n != 2 {
			t.Errorf("%d connections", n)
		}
	}
	if n := other.connections.Load(); n != 0 {
		t.Errorf("%d connections to the other host", n)
	}
}

// Nothing is sent twice by the transport, and no connection is used again.
func TestOneConnectionPerUpload(t *testing.T) {
	server := serve(t, func(p *peer) {
		for range 3 { // would serve more on the same connection
			p.head()
			if p.length == 0 || len(p.body(-1)) == 0 {
				return
			}
			p.writeText(response(200, goodAnswer))
			p.length = 0
		}
	})
	client := clientOf(t, server)
	for range 5 {
		expect(t, upload(t, client, document(picture(1000))), Answered, "", true)
	}
	if n := server.connections.Load(); n != 5 {
		t.Errorf("%d connections for 5 uploads", n)
	}
}

// Plain http goes to this machine, not to what a name claims to be.
func TestPlainHTTPStaysHere(t *testing.T) {
	client := newClient(t, "http://localhost:9")
	conn, err := client.newDialer().DialContext(t.Context(), "tcp", "192.0.2.1:80")
	if err == nil {
		_ = conn.Close()
	}
	if sanitizeError(err) != errNotLoopback {
		t.Errorf("dialled another machine in plain: %v", err)
	}
}

// The clock of Retry-After is the configured one.
func TestRetryAfterReachesTheOutcome(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	server := answering(t, response(429, "", "Retry-After: Sun, 01 Mar 2026 12:00:30 GMT", "CF-Ray: 8c1f0a2b3c4d5e6f-SYD"))
	got := upload(t, clientOf(t, server, func(c *Config) { c.Now = func() time.Time { return now } }), document(picture(10)))
	if got.RetryAfter != 30*time.Second || got.Ray != "8c1f0a2b3c4d5e6f-SYD" {
		t.Errorf("RetryAfter %v, Ray %q", got.RetryAfter, got.Ray)
	}
}

func TestCancelledBeforeTheStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := newClient(t, "http://127.0.0.1:9").UploadDocument(ctx, document(picture(10)))
	expect(t, got, NotSent, Cancelled, false)
}
