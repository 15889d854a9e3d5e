package desk

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

// script answers status questions one after the other; the last one stays.
func script(list ...personr.Status) func(context.Context, int) (personr.Status, error) {
	var n atomic.Int64
	return func(context.Context, int) (personr.Status, error) {
		return list[min(int(n.Add(1)), len(list))-1], nil
	}
}

func TestTheStatusIsAskedWhileACheckRunsAndOnlyChangesAreRecorded(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		defer d.Close()
		w.complete(d)
		before, asked := w.store.count(key, "StatusSeen"), w.service.called("status")
		w.service.status.set(script(newStatus("pre-checked", "", 0), newStatus("pending", "", 0), newStatus("pending", "", 0), newStatus("pending", "", 0),
			newStatus("Reviewed", "Approved", 7)))
		w.do(d, flows.CheckConfirmed{N: 1})
		w.until(d, "approved", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckApproved })
		if n := w.store.count(key, "StatusSeen") - before; n != 3 {
			t.Fatalf("%d changes recorded, want 3", n)
		}
		time.Sleep(time.Hour)
		if n := w.service.called("status") - asked; n != 5 {
			t.Fatalf("asked %d times; the result ends the questions", n)
		}
	})
}

func TestAnOldResultIsNotTheNewChecks(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.status.set(script(newStatus("init", "", 0)))
		d := w.open("a")
		defer d.Close()
		w.complete(d)
		w.service.status.set(script(newStatus("pending", "", 0), newStatus("Reviewed", "Rejected", 7)))
		w.do(d, flows.CheckConfirmed{N: 1})
		w.until(d, "rejected", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckRejected })
		w.do(d, flows.SlotsReopened{Slots: []flows.Slot{selfie}}, w.file(selfie, "another selfie"))
		w.untilState(d, selfie, flows.Accepted)
		w.service.status.set(script(newStatus("Reviewed", "Rejected", 7), newStatus("Reviewed", "Rejected", 7), newStatus("pending", "", 0), newStatus("Reviewed", "Approved", 8)))
		w.do(d, flows.CheckConfirmed{N: 2})
		synctest.Wait()
		time.Sleep(15 * time.Second)
		if s := d.Snapshot().Journey.Check().State; s != flows.CheckStarted {
			t.Fatalf("the old result was taken for the new check's: %s", s)
		}
		w.until(d, "approved", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckApproved })
	})
}

func TestAStatusThatCrossedTheStartIsDropped(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		asked, slow := make(chan struct{}), make(chan struct{})
		w.service.status.set(func(ctx context.Context, n int) (personr.Status, error) {
			if n == 0 {
				close(asked)
				<-slow // answered after the start
				return newStatus("Reviewed", "Approved", 3), nil
			}
			return newStatus("pending", "", 0), nil
		})
		d := w.open("a")
		defer d.Close()
		<-asked                     // before the start
		d.mail.enqueue(fetchDone{}) // the first send does not wait for the answer
		w.complete(d)
		w.do(d, flows.CheckConfirmed{N: 1})
		w.until(d, "started", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckStarted })
		close(slow)
		time.Sleep(5 * time.Second)
		if s := d.Snapshot().Journey.Check().State; s != flows.CheckStarted {
			t.Fatalf("an answer from before the start ended the check: %s", s)
		}
	})
}

func TestAStartWithoutAnAnswerIsNeverRepeated(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.check.set(func(ctx context.Context, _ int, release func(context.Context) error) personr.Outcome {
			return w.service.releaseCheck(ctx, release, personr.Outcome{Verdict: personr.Ambiguous, Cause: personr.NoAnswer})
		})
		d := w.open("a")
		defer d.Close()
		w.complete(d)
		w.service.status.set(script(newStatus("init", "", 0), newStatus("init", "", 0), newStatus("pending", "", 0)))
		w.do(d, flows.CheckConfirmed{N: 1})
		w.until(d, "lost", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckUnclear })
		w.until(d, "started", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckStarted })
		if n := w.service.called("check"); n != 1 {
			t.Fatalf("%d starts", n)
		}
	})
}

func TestAStartThatIsNoLongerWantedIsCalledBack(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		ended := make(chan struct{})
		w.service.check.set(func(ctx context.Context, n int, release func(context.Context) error) personr.Outcome {
			if n == 0 {
				<-ctx.Done() // it never reaches its last byte
				close(ended)
			}
			return w.service.releaseCheck(ctx, release, personr.Outcome{Verdict: personr.Answered, Status: 200})
		})
		first := w.open("a")
		defer first.Close()
		w.complete(first)
		w.do(first, flows.CheckConfirmed{N: 1})
		second := w.open("b")
		defer second.Close()
		w.do(second, flows.Opened{Reason: "shift change"})
		<-ended
		w.until(second, "free", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckNone })
		w.do(second, flows.CheckConfirmed{N: 2})
		w.until(second, "started", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckStarted })
		time.Sleep(time.Minute)
		if n := w.service.called("check"); n != 2 || second.Snapshot().Journey.Check().State != flows.CheckStarted {
			t.Fatalf("%d starts; %v", n, w.store.events(key))
		}
	})
}

func TestPersonAndReach(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.details.set(func(context.Context) (personr.Details, error) {
			return personr.Details{NameFirst: foreign.Untrusted("Anna"), FlowName: foreign.Untrusted("KYC")}, nil
		})
		w.service.status.set(func(context.Context, int) (personr.Status, error) {
			time.Sleep(time.Second)
			return newStatus("init", "", 0), nil
		})
		d := w.open("a")
		defer d.Close()
		s := w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		if !s.ApplicantKnown || !s.Applicant.First.Is("Anna") || !s.Reachability.Reachable || s.Reachability.Delay != time.Second {
			t.Fatalf("%+v %+v", s.Applicant, s.Reachability)
		}
		if len(w.store.events(key)) > 0 {
			t.Fatal("looking was recorded")
		}
	})
	virtual(t, func(t *testing.T, w *world) {
		w.service.status.set(func(context.Context, int) (personr.Status, error) {
			return personr.Status{}, &personr.APIError{Outcome: personr.Outcome{Cause: personr.Unauthorized, Err: errors.New("401")}}
		})
		d := w.open("a")
		defer d.Close()
		s := w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		if s.Reachability.Reachable || s.Reachability.Cause != flows.CauseSignIn {
			t.Fatalf("%+v", s.Reachability)
		}
	})
}

func TestServicePaceGrowsAndIsBounded(t *testing.T) {
	for n, want := range map[int][2]time.Duration{0: {10 * time.Second, 15 * time.Second}, 5: {20 * time.Second, 30 * time.Second}, 100: {time.Minute, 90 * time.Second}} {
		if low, high := ServicePollDelay(n, 0), ServicePollDelay(n, 1); low != want[0] || high != want[1] {
			t.Errorf("question %d: %s to %s, want %v", n, low, high, want)
		}
	}
}

func TestAStartHasOneRequestEvenWhileItsOutcomeWaitsForTheJournal(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.check.set(func(ctx context.Context, n int, release func(context.Context) error) personr.Outcome {
			if n == 0 {
				return personr.Outcome{Verdict: personr.NotSent, Cause: personr.NoConnection}
			}
			return w.service.releaseCheck(ctx, release, personr.Outcome{Verdict: personr.Answered, Status: 200})
		})
		d := w.faulty("a", faults("CheckNotSent", 3, journaltest.FaultLost))
		defer d.Close()
		w.complete(d)
		w.do(d, flows.CheckConfirmed{N: 1})
		w.until(d, "pending", func(s Snapshot) bool { return s.Pending == 1 })
		w.until(d, "recorded", func(s Snapshot) bool { return s.Pending == 0 })
		check := d.Snapshot().Journey.Check()
		if n := w.service.called("check"); n != 1 || check.State != flows.CheckNone || check.Cause != flows.CauseNoConnection {
			t.Fatalf("%d requests, %s, %s", n, check.State, check.Cause)
		}
	})
}
