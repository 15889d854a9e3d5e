package personr

import (
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A body that was shut waits for the answer to be read, not longer, and never
// longer than patience.
func TestShutBodyWaitsForTheAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		wake func(*gate)
		want time.Duration
	}{
		"answer read":     {(*gate).finishAnswer, 100 * time.Millisecond},
		"connection lost": {(*gate).shutOnConnLoss, 100 * time.Millisecond},
		"neither":         {func(*gate) {}, earlyAnswerWait},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				body, err := newApplicantBody(testApplicant)
				if err != nil {
					t.Fatal(err)
				}
				g := newGate(t.Context(), body, nil)
				g.Shut()
				start := time.Now()
				time.AfterFunc(100*time.Millisecond, func() { row.wake(g) })
				if n, err := g.Read(make([]byte, 10)); n != 0 || err == nil {
					t.Errorf("read %d, %v", n, err)
				}
				if took := time.Since(start); took != row.want {
					t.Errorf("took %v, want %v", took, row.want)
				}
			})
		})
	}
}

// A failed write waits for the answer that explains it until the connection is
// closed, and not at all while TLS says goodbye.
func TestFailedWriteWaitsForTheAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		prepare func(*exchangeConn)
		want    time.Duration
	}{
		"nobody closes": {func(*exchangeConn) {}, earlyAnswerWait},
		"closed":        {func(l *exchangeConn) { time.AfterFunc(100*time.Millisecond, func() { _ = l.Close() }) }, 100 * time.Millisecond},
		"goodbye":       {func(l *exchangeConn) { _ = l.SetWriteDeadline(time.Now().Add(time.Minute)) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				_ = theirs.Close()
				l := newExchangeConn(ours, Timeouts{Write: time.Second}.withDefaults(), func() {})
				row.prepare(l)
				start := time.Now()
				if _, err := l.Write([]byte("x")); err == nil {
					t.Error("the write did not fail")
				}
				if took := time.Since(start); took != row.want {
					t.Errorf("took %v, want %v", took, row.want)
				}
				_ = l.Close()
			})
		})
	}
}
