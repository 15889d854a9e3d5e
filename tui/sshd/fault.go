package sshd

import (
	"context"
	"crypto/rand"
	"errors"
	"io"

	gossh "golang.org/x/crypto/ssh"
)

// A panic that nobody catches ends the process, and with it the session of everybody. So
// each goroutine that is started here for a client catches its own, and the value, which
// can hold a name or a part of a picture, is dropped.

// fault is why a session ended in which the program failed.
type fault struct{ reference string }

func (f fault) Error() string {
	return "stopped by an error of its own (error " + f.reference + "); what was recorded stays; connect again to go on"
}

// newReference is what a person can tell the administrator, who finds it in the log.
func newReference() string { return rand.Text()[:8] }

// fault ends the session after a panic.
func (s *Session) fault() { s.noteFault(newReference()) }

// noteFault ends the session after a panic that has a reference already.
func (s *Session) noteFault(reference string) {
	s.log.Error("a session was stopped by an error of the program", "from", s.From.String(), "operator", s.Operator.Name, "error", reference)
	s.end(fault{reference})
}

// containPanic is deferred by each goroutine of the session.
func (s *Session) containPanic() {
	if recover() != nil {
		s.fault()
	}
}

// serve serves the session. A panic ends it and no other.
func (s *Session) serve(ctx context.Context, run func(context.Context, *Session) int) (status int) {
	defer func() {
		if recover() != nil {
			s.fault()
			status = s.fail(context.Cause(ctx).Error())
		}
	}()
	return run(ctx, s)
}

// containPanic is deferred by each goroutine of a connection, which ends.
func (s *Server) containPanic(conn *gossh.ServerConn) {
	if recover() != nil {
		s.cfg.Log.Error("a connection was stopped by an error of the program", "from", conn.RemoteAddr().String(), "error", newReference())
		_ = conn.Close()
	}
}

// answerLater answers the requests that come while a channel is served.
func (s *Server) answerLater(conn *gossh.ServerConn, ch *channel, requests <-chan *gossh.Request) {
	defer s.containPanic(conn)
	ch.answerLater(requests)
}

var errFaultyOutput = errors.New("the output failed by an error of the program")

// containedOutput is the output of a wizard. The library writes to it in a goroutine in
// which it catches nothing.
type containedOutput struct {
	io.Writer
	session *Session
}

func (o containedOutput) Write(p []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			o.session.fault()
			n, err = 0, errFaultyOutput
		}
	}()
	return o.Writer.Write(p)
}
