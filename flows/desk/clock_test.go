package desk

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

// A clock that is set back by an hour while a picture waits for its next
// attempt must not hold it up for that hour.
func TestAClockSetBackDoesNotProlongAPause(t *testing.T) {
	for name, entry := range map[string]string{"before the pause": "SendStarted", "in the pause": "NotSent"} {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
					if n == 0 {
						return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.Interrupted}}
					}
					return w.service.releaseUpload(ctx, d, good)
				})
				var back atomic.Bool
				cfg := w.config("a")
				cfg.Now = func() time.Time {
					if back.Load() {
						return time.Now().Add(-time.Hour)
					}
					return time.Now()
				}
				cfg.Store = journaltest.NewFaultyStore(w.store, func(_ int, e flows.Entry) journaltest.Fault {
					if flows.EventName(e.Event) == entry {
						back.Store(true)
					}
					return journaltest.NoFault
				})
				d := w.start(cfg)
				defer d.Close()
				w.plan(d)
				begin := time.Now()
				w.do(d, w.file(selfie, "selfie"))
				w.untilState(d, selfie, flows.Accepted)
				if took := time.Since(begin); took > 5*time.Second {
					t.Fatalf("the second attempt came after %s", took)
				}
			})
		})
	}
}

// The end of a take-back carries a monotonic reading (package time), so that a
// clock which is set meanwhile makes it neither longer nor shorter. The
// journal's own times carry none.
func TestATakeBackIsMeasuredByAClockThatNobodySets(t *testing.T) {
	r := newReal(t) // the time of synctest has no such reading
	r.hold = time.Minute
	d := r.open()
	r.do(d, r.jpeg(selfie, "selfie"))
	s := r.untilState(d, selfie, flows.Sending)
	l, _ := s.Journey.Line(selfie)
	until := s.Sends[l.Attempt.Number].TakeBackUntil
	if !monotonic(until) || monotonic(l.Picture.ChosenAt) {
		t.Errorf("held until %s, chosen at %s", until, l.Picture.ChosenAt)
	}
}

func monotonic(t time.Time) bool { return strings.Contains(t.String(), " m=") }
