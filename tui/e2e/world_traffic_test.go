package e2e

import (
	"encoding/json"
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

	mu    sync.Mutex
	began chan struct{} // gets a value for each upload that begins
}

func (t *traffic) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.busy.Add(1)
		defer t.busy.Add(-1)
		if strings.HasSuffix(r.URL.Path, "upload") {
			select {
			case t.channel() <- struct{}{}:
			default:
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (t *traffic) channel() chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.began
}

// notify returns a channel with a value for each upload that begins from now.
func (t *traffic) notify() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began = make(chan struct{}, 16)
	return t.began
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
		for late := time.Now().Add(20 * time.Second); w.traffic.busy.Load() > 0; time.Sleep(time.Millisecond) {
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
