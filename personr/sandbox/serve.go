package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

var errClosed = errors.New("the sandbox is closed")

// Server is a sandbox that listens.
type Server struct {
	// URL is the server's address without a path, such as http://127.0.0.1:41234.
	URL string

	http *http.Server
	done chan struct{}
}

// BaseURL is the address that a client of the service is configured with; it ends in Path.
func (s *Server) BaseURL() string { return s.URL + Path }

// Close ends the server: connections are cut, scripted delays end, and all requests of the
// server are over when it returns. Calling it again does nothing.
func (s *Server) Close() {
	_ = s.http.Close()
	<-s.done
}

// Listen starts to serve on a TCP address such as 127.0.0.1:0 and returns at once. The error
// names the address when it cannot be had.
func (s *Sandbox) Listen(addr string) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening for the sandbox: %w", err)
	}
	v, start, err := s.prepareServer(l)
	if err != nil {
		return nil, err
	}
	go start()
	return v, nil
}

// prepareServer makes a server; start runs it to its end and then waits for its requests.
func (s *Sandbox) prepareServer(l net.Listener) (v *Server, start func(), err error) {
	ctx, stop := context.WithCancel(s.ctx)
	v = &Server{URL: "http://" + l.Addr().String(), done: make(chan struct{})}
	handler := s.Handler()
	var requests sync.RWMutex // held for reading by each request: http.Server.Close waits for none
	v.http = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.RLock()
			defer requests.RUnlock()
			handler.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		stop()
		return nil, nil, errors.Join(errClosed, l.Close())
	}
	s.servers[v] = struct{}{}
	start = func() {
		defer close(v.done)
		_ = v.http.Serve(l)
		_ = v.http.Close()
		stop()
		requests.Lock()
		defer requests.Unlock()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.servers, v)
	}
	return v, start, nil
}

// Close ends all servers of the sandbox and every scripted delay. What it remembers can still be
// asked.
func (s *Sandbox) Close() {
	s.stop()
	s.mu.Lock()
	s.closed = true
	var open []*Server
	for v := range s.servers {
		open = append(open, v)
	}
	s.mu.Unlock()
	for _, v := range open {
		v.Close()
	}
}

// Handler returns the service for any net/http server. Scripted actions need connections that
// can be hijacked, so HTTP/1.1 without a recorder in between.
func (s *Sandbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sandbox/uploads", func(w http.ResponseWriter, _ *http.Request) {
		newResponse(http.StatusOK, s.Uploads()).writeTo(w)
	})
	mux.HandleFunc("GET /_sandbox/requests", func(w http.ResponseWriter, _ *http.Request) {
		newResponse(http.StatusOK, s.Requests()).writeTo(w)
	})
	mux.HandleFunc("GET /_sandbox/checks", func(w http.ResponseWriter, _ *http.Request) {
		newResponse(http.StatusOK, s.checkCounts()).writeTo(w)
	})
	mux.HandleFunc(Path+"/", func(w http.ResponseWriter, r *http.Request) {
		s.serveCall(w, r, strings.TrimPrefix(r.URL.Path, Path+"/"))
	})
	return mux
}

func (s *Sandbox) checkCounts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for id, a := range s.applicants {
		out[id] = len(a.checks)
	}
	return out
}

func (r response) writeTo(w http.ResponseWriter) {
	w.Header().Set("Content-Type", contentTypeJSON)
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body) // a client that has gone needs no answer
}
