package sandbox

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// applyRule does to one request what the script says. The order is always: delay, read up to
// the point, record what is complete, delay, act.
func (s *Sandbox) applyRule(w http.ResponseWriter, in *requestBody, q request, act *Action) {
	ctx, cancel := context.WithCancel(in.r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	if sleepContext(ctx, act.DelayReading) != nil {
		closeUnanswered(w)
		return
	}
	// A failed read leaves the request incomplete, which is all that matters.
	_ = in.readThrottled(ctx, in.bytesUntil(act.At), s.cfg.MaxBody, act.BytesPerSecond)
	if act.At == AfterLastByte && !in.complete {
		closeUnanswered(w)
		return
	}
	var r response
	if in.complete {
		r = s.processRequest(q, in, act)
	}
	if sleepContext(ctx, act.DelayAnswer) != nil {
		closeUnanswered(w)
		return
	}
	conn, rest, err := http.NewResponseController(w).Hijack()
	if err != nil {
		nestedError(http.StatusNotImplemented, "ERROR", "Scripted actions need HTTP/1.1").writeTo(w)
		return
	}
	defer conn.Close() //nolint:errcheck // the client has its answer
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	s.writeScripted(ctx, conn, rest.Reader, in, q, act, r)
}

// closeUnanswered closes the connection without an answer: a handler that just returns would have
// net/http say 200.
func closeUnanswered(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// writeScripted ends a request on its bare connection.
func (s *Sandbox) writeScripted(ctx context.Context, conn net.Conn, rest *bufio.Reader, in *requestBody, q request, act *Action, r response) {
	switch act.Kind {
	case KindReset:
		resetConn(conn)
		return
	case KindClose:
		closeWrite(conn)
		return
	}
	token := strings.TrimPrefix(q.header.Get("Authorization"), "Bearer ")
	if writePaced(ctx, conn, act.renderResponse(r, token), act.Every) != nil {
		return
	}
	switch act.Then {
	case ThenReset:
		resetConn(conn)
	case ThenRead:
		closeWrite(conn)
		s.readRemainder(rest, in, q, act)
	}
}

// readRemainder takes the rest of a body that was already answered; once complete, it counts.
func (s *Sandbox) readRemainder(rest *bufio.Reader, in *requestBody, q request, act *Action) {
	if in.complete || in.length < 0 || in.length > s.cfg.MaxBody {
		return
	}
	if _, err := io.CopyN(&in.buf, rest, in.length-int64(in.buf.Len())); err == nil {
		in.complete = true
		s.processRequest(q, in, act)
	}
}

// writePaced writes an answer, byte by byte when there is a pause between them.
func writePaced(ctx context.Context, conn net.Conn, out []byte, every time.Duration) error {
	if every <= 0 {
		_, err := conn.Write(out)
		return err
	}
	for i := range out {
		if _, err := conn.Write(out[i : i+1]); err != nil {
			return err
		}
		if err := sleepContext(ctx, every); err != nil {
			return err
		}
	}
	return nil
}

// resetConn closes with a TCP reset where the connection can.
func resetConn(conn net.Conn) {
	if t, ok := unwrapTLS(conn).(interface{ SetLinger(int) error }); ok {
		_ = t.SetLinger(0)
	}
	_ = unwrapTLS(conn).Close()
}

func closeWrite(conn net.Conn) {
	if t, ok := unwrapTLS(conn).(interface{ CloseWrite() error }); ok {
		_ = t.CloseWrite()
	}
}

// unwrapTLS is the connection below TLS.
func unwrapTLS(conn net.Conn) net.Conn {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return t.NetConn()
	}
	return conn
}
