//go:build !unix

package servertest

// serverProcess is never made here.
type serverProcess struct{}

func newServer(string) (*Server, error) { return nil, errMissing }

func (s *Server) startProcess([]string) (*serverProcess, error) { return nil, errMissing }

func (s *Server) writeFile(string, []byte) error { return errMissing }

func (s *serverProcess) isAlive() bool { return false }

func (s *serverProcess) killNow() error { return nil }

func (s *serverProcess) stopOrderly() error { return nil }
