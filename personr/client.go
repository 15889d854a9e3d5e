package personr

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// ErrNoToken is returned by [New] when the configuration holds no token.
var ErrNoToken = errors.New("no token: the service needs one for every call")

// Timeouts bounds the stages of a call. A zero value means the default. The
// time that a release function takes is part of none of them.
type Timeouts struct {
	Lookup time.Duration // name lookup; 10 s
	Dial   time.Duration // name lookup and connection; 15 s
	Proxy  time.Duration // the proxy's answer to the wish to be connected; 10 s
	TLS    time.Duration // TLS handshake; 10 s
	Write  time.Duration // without progress while sending; 30 s
	Send   time.Duration // sending in all, while the network is waited for; 30 min
	Header time.Duration // from the end of the request to the answer's headers; 120 s
	Body   time.Duration // for the answer's body; 30 s
	Total  time.Duration // from the last byte of the request to the end of the answer; 150 s
}

// The header limit is longer than the 100 s after which the service's edge
// gives up, so that its 524 is seen instead of a timeout of our own.
func (t Timeouts) withDefaults() Timeouts {
	return Timeouts{
		Lookup: cmp.Or(t.Lookup, 10*time.Second),
		Dial:   cmp.Or(t.Dial, 15*time.Second),
		Proxy:  cmp.Or(t.Proxy, 10*time.Second),
		TLS:    cmp.Or(t.TLS, 10*time.Second),
		Write:  cmp.Or(t.Write, 30*time.Second),
		Send:   cmp.Or(t.Send, 30*time.Minute),
		Header: cmp.Or(t.Header, 120*time.Second),
		Body:   cmp.Or(t.Body, 30*time.Second),
		Total:  cmp.Or(t.Total, 150*time.Second),
	}
}

// Config is what a client needs to know. Only Token is required.
type Config struct {
	BaseURL  string   // empty means DefaultBaseURL
	Token    Token    // sent with every call, to BaseURL only
	Version  string   // of this program, for the User-Agent header
	Timeouts Timeouts // zero means the defaults
	// Proxy chooses the proxy of a request, as in net/http.Transport. Nil means
	// none. It is never asked for plain http to this machine.
	Proxy func(*http.Request) (*url.URL, error)
	// Now is the clock, for dates in Retry-After and for the slow time after a
	// 429. Nil means time.Now.
	Now func() time.Time
}

// Client makes the calls. It is safe for use by several goroutines.
type Client struct {
	origin    origin
	token     Token
	userAgent string
	timeouts  Timeouts
	proxy     func(*http.Request) (*url.URL, error)
	now       func() time.Time
	tls       *tls.Config
	resolver  *net.Resolver // nil: the system's
	encode    base64Encoder
	limiter   *rateLimiter
}

// New returns a client. It returns [ErrBaseURL] with the reason when the base
// URL is not https (plain http is accepted to this machine only), or holds user
// information, a query, a fragment, or an address outside this machine; and
// [ErrNoToken] when the token is empty. It opens no connection.
func New(config Config) (*Client, error) {
	where, err := parseOrigin(cmp.Or(config.BaseURL, DefaultBaseURL))
	if err != nil {
		return nil, err
	}
	if config.Token.Empty() {
		return nil, ErrNoToken
	}
	now := config.Now
	if now == nil {
		now = time.Now
	}
	return &Client{
		origin:    where,
		token:     config.Token,
		userAgent: formatUserAgent(config.Version),
		timeouts:  config.Timeouts.withDefaults(),
		proxy:     config.Proxy,
		now:       now,
		tls:       &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}},
		encode:    chooseEncoder(fastBase64),
		limiter:   newRateLimiter(now),
	}, nil
}

// Origin returns the service's address, normalised: scheme://host[:port][path].
// It is the first half of a dossier's key.
func (c *Client) Origin() string { return c.origin.text }

// Insecure reports whether the client speaks plain http, which it does to this
// machine only.
func (c *Client) Insecure() bool { return c.origin.insecure }

// Paused reports whether sending is paused for this token, and the cause:
// [Unauthorized], [Forbidden] or a certificate that was refused.
func (c *Client) Paused() (Cause, bool) { return c.limiter.pauseCause() }

// Resume allows uploads and checks again after a pause.
func (c *Client) Resume() { c.limiter.resumeSending() }

var nonVersionChars = regexp.MustCompile(`[^A-Za-z0-9.+_-]+`)

func formatUserAgent(version string) string {
	version = nonVersionChars.ReplaceAllString(version, "")
	if version == "" {
		return "dossier"
	}
	return "dossier/" + version
}
