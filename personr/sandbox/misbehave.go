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

// misbehave does to one request what the script says. The order is always: delay, read up to
// the point, record what is complete, delay, act.
func (s *Sandbox) misbehave(w http.ResponseWriter, in *incoming, q request, act *Action) {
	ctx, cancel := context.WithCancel(in.r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	if pause(ctx, act.DelayReading) != nil {
		hangUp(w)
		return
	}
	// A failed read leaves the request incomplete, which is all that matters.
	_ = in.readSlowly(ctx, in.target(act.At), s.cfg.MaxBody, act.BytesPerSecond)
	if act.At == AfterLastByte && !in.complete {
		hangUp(w)
		return
	}
	var r reply
	if in.complete {
		r = s.process(q, in, act)
	}
	if pause(ctx, act.DelayAnswer) != nil {
		hangUp(w)
		return
	}
	conn, rest, err := http.NewResponseController(w).Hijack()
	if err != nil {
		nested(http.StatusNotImplemented, "ERROR", "Scripted actions need HTTP/1.1").write(w)
		return
	}
	defer conn.Close() //nolint:errcheck // nobody is left to tell
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	s.act(ctx, conn, rest.Reader, in, q, act, r)
}

// hangUp closes the connection without an answer: a handler that just returns would have
// net/http say 200.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// act ends a request on its bare connection.
func (s *Sandbox) act(ctx context.Context, conn net.Conn, rest *bufio.Reader, in *incoming, q request, act *Action, r reply) {
	switch act.Kind {
	case KindReset:
		reset(conn)
		return
	case KindClose:
		closeWrite(conn)
		return
	}
	token := strings.TrimPrefix(q.header.Get("Authorization"), "Bearer ")
	if send(ctx, conn, act.render(r, token), act.Every) != nil {
		return
	}
	switch act.Then {
	case ThenReset:
		reset(conn)
	case ThenRead:
		closeWrite(conn)
		s.readOn(rest, in, q, act)
	}
}

// readOn takes the rest of a body that was already answered; once complete, it counts.
func (s *Sandbox) readOn(rest *bufio.Reader, in *incoming, q request, act *Action) {
	if in.complete || in.length < 0 || in.length > s.cfg.MaxBody {
		return
	}
	if _, err := io.CopyN(&in.buf, rest, in.length-int64(in.buf.Len())); err == nil {
		in.complete = true
		s.process(q, in, act)
	}
}

// send writes an answer, byte by byte when there is a pause between them.
func send(ctx context.Context, conn net.Conn, out []byte, every time.Duration) error {
	if every <= 0 {
		_, err := conn.Write(out)
		return err
	}
	for i := range out {
		if _, err := conn.Write(out[i : i+1]); err != nil {
			return err
		}
		if err := pause(ctx, every); err != nil {
			return err
		}
	}
	return nil
}

// reset closes with a TCP reset where the connection can.
func reset(conn net.Conn) {
	if t, ok := bare(conn).(interface{ SetLinger(int) error }); ok {
		_ = t.SetLinger(0)
	}
	_ = bare(conn).Close()
}

func closeWrite(conn net.Conn) {
	if t, ok := bare(conn).(interface{ CloseWrite() error }); ok {
		_ = t.CloseWrite()
	}
}

// bare is the connection below TLS.
func bare(conn net.Conn) net.Conn {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return t.NetConn()
	}
	return conn
}
