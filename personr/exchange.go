package personr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	maxHeader  = 64 << 10 // bytes of an answer's headers
	maxAnswer  = 1 << 20  // bytes of an answer's body
	maxInterim = 5        // 1xx answers before the real one
)

// reply is everything that was seen of one exchange.
type reply struct {
	released bool
	fault    Cause // what went wrong on the way; empty if an answer came
	err      error // its reason, in known words
	status   int
	header   http.Header
	body     []byte
	bodyFlaw Cause  // why the body cannot be used; empty if it was read to its end
	note     string // foreign: the certificate that was refused
	target   string // foreign: the proxy or redirect named
}

// exchange sends one request on a connection of its own and reads the answer.
// It calls the transport and not http.Client: nothing here can follow a
// redirect, which would deliver the document to another host.
func (c *Client) exchange(ctx context.Context, call string, g *gate) reply {
	defer g.cancel()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := &watch{gate: g, cancel: cancel, total: c.timeouts.Total}
	defer watch.stop()
	g.opened = watch.begin

	request, err := c.request(httptrace.WithClientTrace(ctx, watch.trace()), call, g)
	if err != nil {
		return reply{fault: InvalidRequest, err: plain(err)}
	}
	transport := c.transport(watch)
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	answer := reply{released: g.Shut()}
	if err != nil {
		c.explain(ctx, &answer, watch, err)
	} else {
		c.read(ctx, &answer, cancel, response)
	}
	g.finish()
	watch.hangUp()
	<-g.closed // from here on nothing reads the file or calls release
	if reason := g.why(); reason != nil {
		answer.fault, answer.err = reason.cause, reason.err
	}
	return answer
}

func (c *Client) request(ctx context.Context, call string, g *gate) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.origin.text+"/"+call, g)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	// A body that could be had again, or a header that calls the request
	// idempotent, would let the transport send it twice.
	request.GetBody = nil
	request.ContentLength = g.size()
	request.Header.Set("Authorization", c.token.header())
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.userAgent)
	return request, nil
}

// transport serves one exchange. HTTP/1.1 only: with HTTP/2, GODEBUG=http2debug
// prints the token and the document.
func (c *Client) transport(w *watch) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := c.dialer()
	t := &http.Transport{
		Protocols:              protocols,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeader,
		TLSHandshakeTimeout:    c.timeouts.TLS,
		TLSClientConfig:        c.tls.Clone(),
		ResponseHeaderTimeout:  c.timeouts.Header,
		OnProxyConnectResponse: judgeProxy,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, fmt.Errorf("connect: %w", err)
			}
			return w.adopt(newLine(conn, c.timeouts.Write, w.gate.lose)), nil
		},
	}
	if !c.Insecure() {
		t.Proxy = c.proxy
	}
	return t
}

func judgeProxy(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{status: answer.StatusCode, host: proxy.Host}
}

// explain names a failed round trip. What the gate itself decided is added by
// the caller and goes before; judge calls whatever happened after the last byte
// NoAnswer, unless something came.
func (c *Client) explain(ctx context.Context, answer *reply, w *watch, err error) {
	answer.err = plain(err)
	refusal, refused := errors.AsType[*proxyRefusal](err)
	switch {
	case answer.released && w.spoke.Load() && w.late(ctx, err): // the error may be our own, not the network's
		answer.fault = SlowAnswer
	case answer.released && w.spoke.Load() && !fromNetwork(err):
		answer.fault = MalformedAnswer
		if tooManyHeaders(err) {
			answer.fault = OversizedAnswer
		}
	case ctx.Err() != nil:
		answer.fault = Cancelled
	case refused:
		answer.fault, answer.status, answer.target = ProxyRefused, refusal.status, refusal.host
	case untrusted(err):
		answer.fault, answer.note = TLSUntrusted, describeCertificate(err)
	case !w.connected.Load():
		answer.fault = NoConnection
	case w.answeredEarly():
		answer.fault = EarlyAnswer
	default:
		answer.fault = Interrupted
	}
}

// tooManyHeaders knows net/http's text for it: there is no value to compare.
func tooManyHeaders(err error) bool {
	return strings.Contains(err.Error(), "response headers exceeded")
}

func (c *Client) read(ctx context.Context, answer *reply, cancel context.CancelCauseFunc, response *http.Response) {
	defer response.Body.Close()
	answer.status, answer.header = response.StatusCode, response.Header
	answer.target = redirectHost(response)
	if response.StatusCode < 200 {
		answer.bodyFlaw = UnknownAnswer // 101: what follows is another protocol
		return
	}
	timer := time.AfterFunc(c.timeouts.Body, func() { cancel(errSlow) })
	defer timer.Stop()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	answer.body, answer.bodyFlaw = body, flaw(ctx, response, len(body), err)
	if err != nil {
		answer.err = plain(err)
	}
}

func flaw(ctx context.Context, response *http.Response, size int, err error) Cause {
	coding := response.Header.Get("Content-Encoding")
	switch {
	case errors.Is(context.Cause(ctx), errSlow):
		return SlowAnswer
	case size > maxAnswer, coding != "" && !strings.EqualFold(coding, "identity"):
		return OversizedAnswer
	case ctx.Err() != nil:
		return NoAnswer
	case err != nil:
		return UnknownAnswer
	}
	return ""
}

func redirectHost(response *http.Response) string {
	where, err := response.Location()
	if err != nil {
		return ""
	}
	return where.Host
}

// watch follows one exchange from the transport's side.
type watch struct {
	gate      *gate
	cancel    context.CancelCauseFunc
	total     time.Duration
	connected atomic.Bool // a connection, with TLS, was ready
	spoke     atomic.Bool // the other side sent something
	interim   atomic.Int32
	timer     atomic.Pointer[time.Timer]
	line      atomic.Pointer[line]
}

func (w *watch) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn:              func(httptrace.GotConnInfo) { w.connected.Store(true) },
		GotFirstResponseByte: func() { w.spoke.Store(true) },
		Got1xxResponse: func(int, textproto.MIMEHeader) error {
			if w.interim.Add(1) > maxInterim {
				return errInterim
			}
			return nil
		},
	}
}

// begin starts the limit for the whole answer.
func (w *watch) begin() {
	w.timer.Store(time.AfterFunc(w.total, func() { w.cancel(errSlow) }))
}

// answeredEarly reports whether something that was no interim answer came
// before the end of the request. The error does not tell: net/http puts the
// write that failed in place of the answer it could not read.
func (w *watch) answeredEarly() bool {
	interim := w.interim.Load()
	return w.spoke.Load() && (interim == 0 || interim > maxInterim)
}

// late reports whether a limit of ours ended the exchange, not the caller.
func (w *watch) late(ctx context.Context, err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return errors.Is(context.Cause(ctx), errSlow) || (ctx.Err() == nil && ok && network.Timeout())
}

func (w *watch) stop() {
	if timer := w.timer.Load(); timer != nil {
		timer.Stop()
	}
}

func (w *watch) adopt(l *line) *line {
	w.line.Store(l)
	return l
}

// hangUp frees a write that is still waiting for a reader.
func (w *watch) hangUp() {
	if l := w.line.Load(); l != nil {
		_ = l.Close()
	}
}
