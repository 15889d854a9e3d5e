package personr

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"
)

// connectStage is how far a connection has come.
type connectStage int

const (
	stageBegin  connectStage = iota
	stageLookup              // of the service's name, or of the proxy's
	stageDial                // of the service, or of the proxy
	stageProxy               // the proxy was reached and is asked for the service
	stageTLS                 // with the service
	stageReady               // the request may begin
)

var (
	errLookupSlow = errors.New("the name server did not answer in time")
	errProxySlow  = errors.New("the proxy did not answer in time")
)

// connectWatch follows one connection from stage to stage, and ends the exchange when a
// stage takes too long that neither the dialer nor the transport bounds.
type connectWatch struct {
	cancel context.CancelCauseFunc
	limits Timeouts

	mu       sync.Mutex
	stage    connectStage
	proxy    *url.URL // nil: none
	tlsBegun int      // handshakes begun: an https proxy has one of its own
	timer    *time.Timer
}

// enterStage moves on, never back. The limit of the stage before is over; err ends the
// exchange after limit, 0 for none.
func (w *connectWatch) enterStage(next connectStage, limit time.Duration, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if next <= w.stage {
		return
	}
	w.stage = next
	w.stopStageTimerLocked()
	if limit > 0 {
		w.timer = time.AfterFunc(limit, func() { w.cancel(err) })
	}
}

func (w *connectWatch) stopStageTimerLocked() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

func (w *connectWatch) stopStageTimer() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopStageTimerLocked()
}

// position returns the stage and the proxy of the connection.
func (w *connectWatch) position() (connectStage, *url.URL) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stage, w.proxy
}

// isConnected reports whether a connection, with TLS, was ready.
func (w *connectWatch) isConnected() bool {
	stage, _ := w.position()
	return stage == stageReady
}

// chooseProxy asks the configured function and remembers what it said.
func (w *connectWatch) chooseProxy(choose func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(request *http.Request) (*url.URL, error) {
		proxy, err := checkedProxy(choose, request)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.proxy = proxy
		return proxy, err
	}
}

// noteDialled begins the stage after the TCP connection.
func (w *connectWatch) noteDialled() {
	if _, proxy := w.position(); proxy != nil {
		w.enterStage(stageProxy, w.limits.Proxy, errProxySlow)
	}
}

// noteTLSBegun tells the handshake with an https proxy from that with the service.
func (w *connectWatch) noteTLSBegun() {
	w.mu.Lock()
	w.tlsBegun++
	isProxys := w.tlsBegun == 1 && w.proxy != nil && w.proxy.Scheme == "https"
	w.mu.Unlock()
	if !isProxys {
		w.enterStage(stageTLS, 0, nil)
	}
}

// traceStages has the hooks of net/http that tell the stages.
func (w *connectWatch) traceStages(trace *httptrace.ClientTrace) {
	trace.DNSStart = func(httptrace.DNSStartInfo) { w.enterStage(stageLookup, w.limits.Lookup, errLookupSlow) }
	trace.DNSDone = func(info httptrace.DNSDoneInfo) {
		if info.Err == nil {
			w.enterStage(stageDial, 0, nil)
		}
	}
	trace.ConnectStart = func(string, string) { w.enterStage(stageDial, 0, nil) }
	trace.TLSHandshakeStart = w.noteTLSBegun
	trace.GotConn = func(httptrace.GotConnInfo) { w.enterStage(stageReady, 0, nil) }
}
