package sandbox

import (
	"net/http"
	"sync"
)

// requestTracker counts the requests of one server, because http.Server.Close does not wait for them.
type requestTracker struct {
	next   http.Handler
	mu     sync.Mutex
	idle   *sync.Cond
	active int
}

func newRequestTracker(next http.Handler) *requestTracker {
	t := &requestTracker{next: next}
	t.idle = sync.NewCond(&t.mu)
	return t
}

// ServeHTTP passes a request on and counts it as long as it lasts.
func (t *requestTracker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.addActive(1)
	defer t.addActive(-1)
	t.next.ServeHTTP(w, r)
}

func (t *requestTracker) addActive(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active += n
	t.idle.Broadcast()
}

func (t *requestTracker) waitIdle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.active > 0 {
		t.idle.Wait()
	}
}

// serveCall routes one call, finds out what the script says about it, and answers.
func (s *Sandbox) serveCall(w http.ResponseWriter, r *http.Request, workflow string) {
	call, known := callNames()[workflow]
	if !known {
		nestedError(http.StatusNotFound, "NOT_FOUND", "Workflow not found").writeTo(w)
		return
	}
	s.mu.Lock()
	s.requests[call]++
	s.mu.Unlock()
	q := request{call: call, workflow: workflow, header: r.Header, method: r.Method, host: r.Host}
	in := newRequestBody(r)
	var fields bodyFields
	if s.rules.needsFields(call) {
		fields = in.peekFields(s.cfg.MaxBody)
	}
	if act := s.rules.nextAction(call, fields); act != nil {
		s.applyRule(w, in, q, act)
		return
	}
	s.answerDocumented(w, in, q)
}

// answerDocumented answers as documented.
func (s *Sandbox) answerDocumented(w http.ResponseWriter, in *requestBody, q request) {
	if !isMethodAllowed(q) {
		nestedError(http.StatusMethodNotAllowed, "ERROR", "This workflow takes POST").writeTo(w)
		return
	}
	if in.length > s.cfg.MaxBody || in.readTo(-1, s.cfg.MaxBody+1) == nil && int64(in.buf.Len()) > s.cfg.MaxBody {
		w.Header().Set("Connection", "close")
		nestedError(http.StatusRequestEntityTooLarge, "ERROR", "The body of the request is too large").writeTo(w)
		return
	}
	if !in.complete {
		w.Header().Set("Connection", "close")
		invalidBodyResponse().writeTo(w)
		return
	}
	s.processRequest(q, in, nil).writeTo(w)
}

// isMethodAllowed says whether the method fits: every call is a POST, and the manual's samples fetch the
// basic-auth token with GET too.
func isMethodAllowed(q request) bool {
	return q.method == http.MethodPost || q.method == http.MethodGet && q.call == "basic"
}

// processRequest does what a complete request asks for.
func (s *Sandbox) processRequest(q request, in *requestBody, act *Action) response {
	q.body = in.buf.Bytes()
	if q.call == "upload" {
		return s.handleUpload(q, act)
	}
	if act != nil && !act.keepsRequest() {
		return act.refusalResponse()
	}
	return s.answerCall(q)
}
