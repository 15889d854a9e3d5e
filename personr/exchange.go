package personr

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
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
	maxHeaderBytes = 64 << 10 // bytes of an answer's headers
	maxAnswerBytes = 1 << 20  // bytes of an answer's body
	maxInterim     = 5        // 1xx answers before the real one

	// headerBufferBytes holds a whole request's headers, so that none of them is sent
	// before exchangeWatch.holdHeaders returns: a token has 4 KiB at most.
	headerBufferBytes = 32 << 10
)

// reply is everything that was seen of one exchange.
type reply struct {
	begun     bool // bytes of the request may have been sent
	lostIdle  bool // the connection ended, or spoke, before the first byte was sent
	released  bool
	failCause Cause // what went wrong on the way; empty if an answer came
	err       error // its reason, in known words
	status    int
	header    http.Header
	body      []byte
	bodyFlaw  Cause             // why the body cannot be used; empty if it was read to its end
	refused   *x509.Certificate // foreign: the certificate that was refused; nil for none
	target    string            // foreign: the proxy or redirect named
}

// runExchange sends one request on a connection of its own and reads the answer.
// It calls the transport and not http.Client: nothing here can follow a
// redirect, which would deliver the document to another host.
func (c *Client) runExchange(ctx context.Context, call string, g *gate) reply {
	defer g.cancel()
	caller := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := &exchangeWatch{gate: g, timeout: c.timeouts.Total, connectWatch: connectWatch{cancel: cancel, limits: c.timeouts}}
	defer watch.stopTimer()
	defer watch.stopStageTimer()
	g.onRelease = watch.startTimer

	request, err := c.newRequest(httptrace.WithClientTrace(ctx, watch.clientTrace()), call, g)
	if err != nil {
		return reply{failCause: InvalidRequest, err: sanitizeError(err)}
	}
	transport := c.newTransport(watch)
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	answer := reply{released: g.Shut()}
	if err != nil {
		c.classifyTransportError(ctx, &answer, watch, err)
	} else {
		c.readResponse(ctx, &answer, cancel, response)
	}
	g.finishAnswer()
	watch.closeConn()
	<-g.closed // from here on nothing reads the file or calls release
	reason := g.shutReason()
	if reason != nil {
		answer.failCause, answer.err = reason.cause, reason.err
	}
	if answer.failCause == Cancelled && errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		answer.failCause = SendStalled // nobody cancelled: the caller's time was up
	}
	answer.begun = g.hasBegun()
	answer.lostIdle = !answer.begun && watch.isConnected() && reason == nil && caller.Err() == nil
	return answer
}

func (c *Client) newRequest(ctx context.Context, call string, g *gate) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.origin.text+"/"+call, g)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	// A body that could be had again, or a header that calls the request
	// idempotent, would let the transport send it twice.
	request.GetBody = nil
	request.ContentLength = g.contentLength()
	request.Header.Set("Authorization", c.token.authorizationHeader())
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Accept-Encoding", "identity")
	request.Header.Set("User-Agent", c.userAgent)
	return request, nil
}

// newTransport serves one exchange. HTTP/1.1 only: with HTTP/2, GODEBUG=http2debug
// prints the token and the document.
func (c *Client) newTransport(w *exchangeWatch) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := c.newDialer()
	t := &http.Transport{
		Protocols:              protocols,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeaderBytes,
		WriteBufferSize:        headerBufferBytes,
		TLSHandshakeTimeout:    c.timeouts.TLS,
		TLSClientConfig:        c.tls.Clone(),
		ResponseHeaderTimeout:  c.timeouts.Header,
		OnProxyConnectResponse: checkProxyResponse,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, fmt.Errorf("connect: %w", err)
			}
			w.noteDialled()
			return w.setConn(newExchangeConn(conn, c.timeouts, w.gate.shutOnConnLoss)), nil
		},
	}
	if !c.Insecure() && c.proxy != nil {
		t.Proxy = w.chooseProxy(c.proxy)
	}
	return t
}

func checkProxyResponse(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusedError{status: answer.StatusCode}
}

// classifyTransportError names a failed round trip. What the gate itself decided is added by
// the caller and comes first. After the last byte classifyFailure makes it NoAnswer,
// unless something came or the caller stopped waiting.
func (c *Client) classifyTransportError(ctx context.Context, answer *reply, w *exchangeWatch, err error) {
	answer.err = sanitizeError(err)
	switch {
	case answer.released && w.gotBytes.Load() && w.isTimedOut(ctx, err): // the error may be our own, not the network's
		answer.failCause = SlowAnswer
	case answer.released && w.gotBytes.Load() && !isNetworkError(err):
		answer.failCause = MalformedAnswer
		if isHeaderOverflow(err) {
			answer.failCause = OversizedAnswer
		}
	case errors.Is(context.Cause(ctx), context.Canceled):
		answer.failCause = Cancelled
	case !w.isConnected():
		c.classifyConnectFailure(answer, w, err)
	case w.answeredEarly():
		answer.failCause = EarlyAnswer
	case isTimeout(err):
		answer.failCause = SendStalled
	default:
		answer.failCause = Interrupted
	}
}

// classifyConnectFailure names the failure of a connection, with what is known of the
// other side: the certificate, or the proxy.
func (c *Client) classifyConnectFailure(answer *reply, w *exchangeWatch, err error) {
	stage, proxy := w.position()
	answer.failCause = c.connectCause(stage, proxy, err)
	answer.refused = refusedLeaf(err)
	if refusal, refused := errors.AsType[*proxyRefusedError](err); refused {
		answer.status = refusal.status
	}
	if proxy != nil && stage <= stageProxy {
		answer.target = proxy.Host
	}
}

// isHeaderOverflow knows net/http's text for it: there is no value to compare.
func isHeaderOverflow(err error) bool {
	return strings.Contains(err.Error(), "response headers exceeded")
}

// exchangeWatch follows one exchange from the transport's side.
type exchangeWatch struct {
	connectWatch
	gate     *gate
	timeout  time.Duration
	gotBytes atomic.Bool // the other side sent something
	interim  atomic.Int32
	timer    atomic.Pointer[time.Timer]
	conn     atomic.Pointer[exchangeConn]
}

func (w *exchangeWatch) clientTrace() *httptrace.ClientTrace {
	trace := &httptrace.ClientTrace{
		WroteHeaders:         w.holdHeaders,
		GotFirstResponseByte: func() { w.gotBytes.Store(true) },
		Got1xxResponse: func(int, textproto.MIMEHeader) error {
			if w.interim.Add(1) > maxInterim {
				return errInterim
			}
			return nil
		},
	}
	w.traceStages(trace)
	return trace
}

// holdHeaders is called when the headers are in net/http's buffer and none of them was
// sent. A request that must not begin loses its connection, so that they never are.
func (w *exchangeWatch) holdHeaders() {
	if w.gate.begin() != nil {
		w.closeConn()
	}
}

// startTimer starts the limit for the whole answer.
func (w *exchangeWatch) startTimer() {
	w.timer.Store(time.AfterFunc(w.timeout, func() { w.cancel(errSlow) }))
}

// answeredEarly reports whether something that was no interim answer came
// before the end of the request. The error does not show it: net/http puts the
// write that failed in place of the answer it could not read.
func (w *exchangeWatch) answeredEarly() bool {
	interim := w.interim.Load()
	return w.gotBytes.Load() && (interim == 0 || interim > maxInterim)
}

// isTimedOut reports whether a limit of ours ended the exchange, not the caller.
func (w *exchangeWatch) isTimedOut(ctx context.Context, err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return errors.Is(context.Cause(ctx), errSlow) || (ctx.Err() == nil && ok && network.Timeout())
}

func (w *exchangeWatch) stopTimer() {
	if timer := w.timer.Load(); timer != nil {
		timer.Stop()
	}
}

func (w *exchangeWatch) setConn(l *exchangeConn) *exchangeConn {
	l.hasRequest = w.isConnected
	w.conn.Store(l)
	return l
}

// closeConn frees a write that is still waiting for a reader.
func (w *exchangeWatch) closeConn() {
	if l := w.conn.Load(); l != nil {
		_ = l.Close()
	}
}
