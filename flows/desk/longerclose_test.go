package desk

import (
	"context"
	"errors"
	"testing"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// A desk that ends for the reason that was named waits longer for an answer, though not for
// ever. Any other reason leaves its dossier free soon.
func TestADeskWaitsLongerIfItEndsForThatReason(t *testing.T) {
	restart, other := errors.New("restart"), errors.New("another reason")
	for name, c := range map[string]struct {
		why       error
		answer    time.Duration // until it comes
		want      time.Duration // until the desk has ended
		wantState string
	}{
		"the answer comes":  {restart, 5 * time.Second, 5 * time.Second, "accepted"},
		"it does not come":  {restart, time.Hour, 55 * time.Second, "unconfirmed"},
		"for no reason":     {nil, 5 * time.Second, DefaultCloseTimeout, "unconfirmed"},
		"for another cause": {other, 5 * time.Second, DefaultCloseTimeout, "unconfirmed"},
	} {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				answer := w.answerLater()
				ctx, end := context.WithCancelCause(t.Context())
				desks := NewDesks(ctx, w.config("a"), NewStartList(w.store))
				desks.WaitLonger(restart, 55*time.Second)
				d, err := desks.Open(key.Applicant, "")
				if err != nil {
					t.Fatal(err)
				}
				w.plan(d)
				w.do(d, w.file(selfie, "selfie"))
				w.untilState(d, selfie, flows.Awaiting)
				begin := time.Now()
				defer time.AfterFunc(c.answer, func() { close(answer) }).Stop()
				end(c.why)
				desks.Close()
				if took := time.Since(begin); took != c.want {
					t.Errorf("it took %s", took)
				}
				w.want(d, "front missing, back missing, selfie "+c.wantState+", address.front missing")
			})
		})
	}
}

// answerLater makes the service keep its answer to an upload until the channel is closed.
func (w *world) answerLater() chan struct{} {
	answer := make(chan struct{})
	w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
		return w.service.releaseUpload(ctx, d, func(ctx context.Context, d personr.Document) personr.UploadOutcome {
			select {
			case <-answer:
				return good(ctx, d)
			case <-ctx.Done():
				return silent(ctx, d)
			}
		})
	})
	return answer
}
