package sandbox

import (
	"net/http"
	"sync"
)

// tracker counts the requests of one server, because http.Server.Close does not wait for them.
type tracker struct {
	next http.Handler
	mu   sync.Mutex
	idle *sync.Cond
	open int
}

func newTracker(next http.Handler) *tracker {
	t := &tracker{next: next}
	t.idle = sync.NewCond(&t.mu)
	return t
}

// ServeHTTP passes a request on and counts it as long as it lasts.
func (t *tracker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.add(1)
	defer t.add(-1)
	t.next.ServeHTTP(w, r)
}

func (t *tracker) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open += n
	t.idle.Broadcast()
}

func (t *tracker) wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.open > 0 {
		t.idle.Wait()
	}
}

// serve routes one call, finds out what the script says about it, and answers.
func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request, workflow string) {
	call, known := workflows()[workflow]
	if !known {
		nested(http.StatusNotFound, "NOT_FOUND", "Workflow not found").write(w)
		return
	}
	s.mu.Lock()
	s.requests[call]++
	s.mu.Unlock()
	q := request{call: call, workflow: workflow, header: r.Header, method: r.Method, host: r.Host}
	in := newIncoming(r)
	var fields peeked
	if s.rules.narrowed(call) {
		fields = in.peek(s.cfg.MaxBody)
	}
	if act := s.rules.due(call, fields); act != nil {
		s.misbehave(w, in, q, act)
		return
	}
	s.behave(w, in, q)
}

// behave answers as documented.
func (s *Sandbox) behave(w http.ResponseWriter, in *incoming, q request) {
	if !allowed(q) {
		nested(http.StatusMethodNotAllowed, "ERROR", "This workflow takes POST").write(w)
		return
	}
	if in.length > s.cfg.MaxBody || in.readTo(-1, s.cfg.MaxBody+1) == nil && int64(in.buf.Len()) > s.cfg.MaxBody {
		w.Header().Set("Connection", "close")
		nested(http.StatusRequestEntityTooLarge, "ERROR", "The body of the request is too large").write(w)
		return
	}
	if !in.complete {
		w.Header().Set("Connection", "close")
		badBody().write(w)
		return
	}
	s.process(q, in, nil).write(w)
}

// allowed says whether the method fits: every call is a POST, and the manual's samples fetch the
// basic-auth token with GET too.
func allowed(q request) bool {
	return q.method == http.MethodPost || q.method == http.MethodGet && q.call == "basic"
}

// process does what a complete request asks for.
func (s *Sandbox) process(q request, in *incoming, act *Action) reply {
	q.body = in.buf.Bytes()
	if q.call == "upload" {
		return s.takeUpload(q, act)
	}
	if act != nil && !act.keeps() {
		return act.refusal()
	}
	return s.answer(q)
}
