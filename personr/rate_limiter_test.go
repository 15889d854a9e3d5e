package personr

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows/foreign"
)

// After a refusal of the token no upload and no check goes out until Resume.
func TestRefusedTokenPausesSending(t *testing.T) {
	for status, cause := range map[int]Cause{401: Unauthorized, 403: Forbidden} {
		server := answering(t, response(status, "{}"))
		client := clientOf(t, server)
		if _, paused := client.Paused(); paused {
			t.Error("paused from the start")
		}
		expect(t, upload(t, client, document(picture(10))), Refused, cause, true)
		if why, paused := client.Paused(); !paused || why != cause {
			t.Errorf("Paused = %s, %t", why, paused)
		}
		kept := upload(t, client, document(picture(10)))
		expect(t, kept, NotSent, Paused, false)
		if got := client.RequestCheck(t.Context(), testApplicant, agree); got.Verdict != NotSent || got.Cause != Paused || got.PausedBy != cause || kept.PausedBy != cause {
			t.Errorf("check: %v (%s), paused by %q, upload %q", got.Verdict, got.Cause, got.PausedBy, kept.PausedBy)
		}
		if n := server.connections.Load(); n != 1 {
			t.Errorf("%d connections", n)
		}
		client.Resume()
		expect(t, upload(t, client, document(picture(10))), Refused, cause, true)
	}
}

// What is under way when the token is refused does not get its last byte.
func TestPauseHoldsWhatIsUnderWay(t *testing.T) {
	server := serve(t, func(p *peer) { p.head(); p.body(-1); p.writeText(response(401, "{}")) })
	client := clientOf(t, server)
	d := document(picture(200_000))
	d.Progress = func(sent, _ int64) {
		if sent == 0 {
			_, _ = client.ApplicantStatus(context.Background(), testApplicant)
		}
	}
	d.Release = func(context.Context) error { t.Error("release was asked"); return nil }
	got := upload(t, client, d)
	expect(t, got, NotSent, Paused, false)
	if got.PausedBy != Unauthorized {
		t.Errorf("paused by %q", got.PausedBy)
	}
}

// After a 429, sends go one at a time for a while, and again side by side
// afterwards.
func TestThrottledSendsGoOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := newRateLimiter(time.Now)
		most := func() int64 {
			var running, highest atomic.Int64
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if cause, _ := gate.acquire(t.Context()); cause != "" {
						t.Errorf("not admitted: %s", cause)
						return
					}
					defer gate.release()
					highest.Store(max(highest.Load(), running.Add(1)))
					time.Sleep(time.Second)
					running.Add(-1)
				})
			}
			all.Wait()
			return highest.Load()
		}
		if n := most(); n != 4 {
			t.Errorf("%d side by side before", n)
		}
		gate.noteCause(Throttled)
		if n := most(); n != 1 {
			t.Errorf("%d side by side after a 429", n)
		}
		time.Sleep(serialPeriod)
		if n := most(); n != 4 {
			t.Errorf("%d side by side after a while", n)
		}
	})
}

// Who waits is told when the token is refused, or may give up.
func TestWaitingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := newRateLimiter(time.Now)
		gate.acquire(t.Context())
		gate.noteCause(Throttled)
		ctx, cancel := context.WithCancel(t.Context())
		answers := make(chan Cause, 2)
		go func() { cause, _ := gate.acquire(ctx); answers <- cause }()
		synctest.Wait()
		cancel()
		if cause := <-answers; cause != Cancelled {
			t.Errorf("cancelled: %q", cause)
		}
		go func() {
			cause, pausedBy := gate.acquire(t.Context())
			answers <- cause
			answers <- pausedBy
		}()
		synctest.Wait()
		gate.noteCause(Unauthorized)
		gate.noteCause(Forbidden) // the first cause stays
		if cause, pausedBy := <-answers, <-answers; cause != Paused || pausedBy != Unauthorized {
			t.Errorf("refused: %q by %q", cause, pausedBy)
		}
	})
}

func TestApplicantStatus(t *testing.T) {
	full := `{"status":"success","response":{"applicantStatus":"Reviewed","applicantActionStatus":"Reviewed","extractedFirstName":"x",` +
		`"result":{"Modified Date":1700000000000,"reviewAnswer":"Rejected","reviewRejectType":"RETRY","rejectLabels":["LOW_QUALITY",7]}}}`
	got, err := clientOf(t, answering(t, response(200, full))).ApplicantStatus(t.Context(), testApplicant)
	if err != nil || foreign.Reveal(got.ApplicantStatus) != "Reviewed" || foreign.Reveal(got.ActionStatus) != "Reviewed" || foreign.Reveal(got.ReviewAnswer) != "Rejected" || foreign.Reveal(got.RejectType) != "RETRY" {
		t.Errorf("%v", err)
	}
	if got.Modified != 1700000000000 {
		t.Errorf("Modified = %d", got.Modified)
	}
	if len(got.Labels) != 2 || foreign.Reveal(got.Labels[0]) != "LOW_QUALITY" || foreign.Reveal(got.Labels[1]) != "7" {
		t.Error("labels were lost")
	}
	for _, early := range []string{`null`, `{}`, `{"reviewAnswer":null,"rejectLabels":null}`} {
		text := `{"status":"success","response":{"applicantStatus":"Created","result":` + early + `}}`
		got, err := clientOf(t, answering(t, response(200, text))).ApplicantStatus(t.Context(), testApplicant)
		if err != nil || foreign.Reveal(got.ApplicantStatus) != "Created" || !got.ReviewAnswer.Empty() || got.Modified != 0 || got.Labels != nil {
			t.Errorf("before the review: %v", err)
		}
	}
}

func TestApplicantDetails(t *testing.T) {
	text := `{"status":"success","response":{"nameFirst":"A","nameLast":"B","flowName":"F","status":"Created","tags":[]}}`
	got, err := clientOf(t, answering(t, response(200, text))).ApplicantDetails(t.Context(), testApplicant)
	if err != nil || foreign.Reveal(got.NameFirst) != "A" || foreign.Reveal(got.NameLast) != "B" || foreign.Reveal(got.FlowName) != "F" || foreign.Reveal(got.Status) != "Created" {
		t.Errorf("%v", err)
	}
}

func TestQuestionsFailAsAPIError(t *testing.T) {
	for _, row := range []struct {
		answer, message string
		status          int
		cause           Cause
	}{
		{response(200, `{"status":"error","response":"Workspace not found"}`), "Workspace not found", 400, BadRequest},
		{response(200, `{"statusCode":404,"body":{"status":"MISSING_DATA","message":"none"}}`), "none", 404, NotAccepted},
		{response(401, `{"error_class":"Unauthorized","message":null,"translation":"expired"}`), "expired", 401, Unauthorized},
		{response(403, ``), "", 403, Forbidden},
		{response(200, `{"status":"success","response":"text"}`), "", 200, UnknownAnswer},
		{response(200, `{"response":{}}`), "", 200, UnknownAnswer},
		{response(500, `oops`), "", 500, ServerError},
		{"", "", 0, NoAnswer},
	} {
		client := clientOf(t, answering(t, row.answer))
		_, err := client.ApplicantStatus(t.Context(), testApplicant)
		_, other := client.ApplicantDetails(t.Context(), testApplicant)
		for _, err := range []error{err, other} {
			failure, ok := err.(*APIError)
			if !ok || failure.Status != row.status || failure.Cause != row.cause || foreign.Reveal(failure.Message) != row.message {
				t.Errorf("%q: %v", row.answer, err)
			}
			if row.message != "" && strings.Contains(err.Error(), row.message) {
				t.Errorf("the text repeats the service: %v", err)
			}
		}
		if _, paused := client.Paused(); paused != (row.cause == Unauthorized) {
			t.Errorf("%s: paused %t", row.cause, paused)
		}
	}
}
