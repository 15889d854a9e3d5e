//go:build !unix

package servertest

// running is never made here.
type running struct{}

func newServer() (*Server, error) { return nil, errMissing }

func (s *Server) launch([]string) (*running, error) { return nil, errMissing }

func (s *Server) write(string, []byte) error { return errMissing }

func (r *running) alive() bool { return false }

func (r *running) kill() error { return nil }

func (r *running) stop() error { return nil }
