package metrics

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// requestTimeout is how long a request may take, the check of the health included.
const requestTimeout = 5 * time.Second

// Serve answers GET /metrics with the metrics in Prometheus's text format, and GET /healthz
// with 200 while health returns nil and else with 503. It returns nil when ctx ends, and
// closes the listener.
func (m *Metrics) Serve(ctx context.Context, l net.Listener, health func(context.Context) error) error {
	server := &http.Server{Handler: m.handler(health), ReadTimeout: requestTimeout, WriteTimeout: 2 * requestTimeout, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (m *Metrics) handler(health func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.write(w)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		if health(ctx) != nil { // its text may hold an address or a path
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	return mux
}
