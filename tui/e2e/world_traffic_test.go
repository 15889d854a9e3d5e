package e2e

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dossier/personr/sandbox"
)

// traffic watches the requests to a service.
type traffic struct {
	busy atomic.Int64 // requests being handled

	mu     sync.Mutex
	opened chan struct{} // gets a value for each new connection
	began  chan struct{} // gets a value for each upload that begins
	begun  int           // how many began since notify
}

func (t *traffic) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.busy.Add(1)
		defer t.busy.Add(-1)
		if strings.HasSuffix(r.URL.Path, "upload") {
			select {
			case t.countUpload() <- struct{}{}:
			default:
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (t *traffic) countUpload() chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begun++
	return t.began
}

// watchConnection notices a connection before anything comes on it.
func (t *traffic) watchConnection(_ net.Conn, state http.ConnState) {
	if state != http.StateNew {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case t.opened <- struct{}{}:
	default:
	}
}

// begunSince is how many uploads began since notify.
func (t *traffic) begunSince() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.begun
}

// notify returns channels with a value for each connection, and for each upload that
// begins, from now.
func (t *traffic) notify() (opened, began <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.opened, t.began, t.begun = make(chan struct{}, 16), make(chan struct{}, 16), 0
	return t.opened, t.began
}

// settle waits until the service has read everything that a dead client left in
// the kernel. Connections are accepted in order, so one of our own comes after
// the client's.
func (w *world) settle() {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for idle := 0; idle < 2; {
		response, err := client.Get(dashboardURL(w.url, "requests"))
		if err != nil {
			w.t.Error(err)
			return
		}
		_ = response.Body.Close()
		idle++
		for late := time.Now().Add(patience); w.traffic.busy.Load() > 0; time.Sleep(time.Millisecond) {
			if idle = 0; time.Now().After(late) {
				w.t.Error("the service does not come to rest")
				return
			}
		}
	}
}

// dashboardURL is the address of a page that the sandbox has for tests.
func dashboardURL(service, page string) string {
	return strings.TrimSuffix(service, sandbox.Path) + "/_sandbox/" + page
}

func readDashboard(service, page string, into any) error {
	response, err := http.Get(dashboardURL(service, page))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(into)
}
