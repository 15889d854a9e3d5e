package desk

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/personr"
)

func TestFrontGoesBeforeBackAndTwoNeedsSideBySide(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		gates := map[string]chan struct{}{}
		for _, name := range []string{"identity-front.jpg", "identity-back.jpg", "selfie.jpg", "address-front.jpg"} {
			gates[name] = make(chan struct{})
		}
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, once(gates[d.FileName]))
		})
		d := w.open("a")
		defer d.Close()
		w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		w.plan(d)
		for _, e := range []flows.FileChosen{w.file(address, "bill"), w.file(selfie, "selfie"), w.file(back, "back"), w.file(front, "front")} {
			w.do(d, e)
		}
		under := func(want ...string) {
			t.Helper()
			synctest.Wait()
			if got := w.service.underWay(); !slices.Equal(got, want) {
				t.Fatalf("under way: %v, want %v", got, want)
			}
		}
		// The bill was chosen first, so it and the selfie fill both places.
		under("address-front.jpg", "selfie.jpg")
		close(gates["address-front.jpg"])
		under("identity-front.jpg", "selfie.jpg")
		close(gates["selfie.jpg"])
		under("identity-front.jpg")
		close(gates["identity-front.jpg"])
		under("identity-back.jpg")
		close(gates["identity-back.jpg"])
		w.until(d, "all accepted", func(s Snapshot) bool { return len(s.Journey.StartBlockers()) == 0 })
	})
}

func TestDoublePostSendsOnce(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		answer := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, once(answer))
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		e := w.file(selfie, "selfie")
		d.Post(e, e)
		d.Post(e)
		w.untilState(d, selfie, flows.Awaiting)
		d.Post(e)
		synctest.Wait()
		if !said(d.Snapshot(), "has no answer yet") {
			t.Fatalf("nothing was said: %v", texts(d.Snapshot()))
		}
		close(answer)
		w.untilState(d, selfie, flows.Accepted)
		d.Post(e)
		time.Sleep(time.Minute)
		w.arrived("selfie")
	})
}

func TestNothingIsSentBeforeTheStatusIsKnown(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		answer := make(chan personr.Status)
		w.service.status.set(func(ctx context.Context, _ int) (personr.Status, error) {
			select {
			case s := <-answer:
				return s, nil
			case <-ctx.Done():
				return personr.Status{}, ctx.Err()
			}
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		time.Sleep(15 * time.Second)
		w.want(d, "front missing, back missing, selfie chosen, address.front missing")
		answer <- newStatus("pending", "", 0)
		w.service.status.unset()
		time.Sleep(time.Minute)
		w.arrived()
		if !d.Snapshot().Journey.Check().IsRunning() {
			t.Fatal("the running check was not seen")
		}
	})
}

func TestAStatusThatNeverComesHoldsSendsForALimitedTime(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.status.set(func(ctx context.Context, _ int) (personr.Status, error) {
			<-ctx.Done()
			return personr.Status{}, ctx.Err()
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		begin := time.Now()
		w.untilState(d, selfie, flows.Accepted)
		if took := time.Since(begin); took > firstStatusTimeout {
			t.Fatalf("it took %s", took)
		}
	})
}

func TestTakeBackWhileTheByteIsHeld(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		time.Sleep(2900 * time.Millisecond)
		w.want(d, "front missing, back missing, selfie sending, address.front missing")
		d.TakeBack()
		synctest.Wait()
		l, _ := d.Snapshot().Journey.Line(selfie)
		if l.Transfer != flows.TransferNone || l.State != flows.Failed || l.Cause != flows.CauseTakenBack || len(w.service.underWay()) > 0 {
			t.Fatalf("%s, %s, under way %v", l.State, l.Cause, w.service.underWay())
		}
		time.Sleep(time.Minute)
		w.arrived()

		begin := time.Now()
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)
		if took := time.Since(begin); took != w.hold {
			t.Fatalf("it left after %s", took)
		}
		d.TakeBack()
		synctest.Wait()
		if !said(d.Snapshot(), "selfie: taken back; nothing was sent.") || !said(d.Snapshot(), "what was sent cannot be taken back") {
			t.Fatalf("%v", texts(d.Snapshot()))
		}
	})
}

func TestTakeBackOfAPictureThatWaitsForItsTurn(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(front, "front"))
		time.Sleep(time.Second)
		w.do(d, w.file(back, "back"))
		d.TakeBack()
		time.Sleep(time.Minute)
		w.want(d, "front accepted, back failed, selfie missing, address.front missing")
		w.arrived("front")
	})
}

func TestAClockThatWasSetBackDoesNotProlongTheHold(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		setBack := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			<-setBack
			return w.service.releaseUpload(ctx, d, good)
		})
		cfg := w.config("a")
		var ahead atomic.Int64
		ahead.Store(int64(time.Hour))
		cfg.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		d := w.start(cfg)
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Sending)
		ahead.Store(0)
		close(setBack)
		begin := time.Now()
		w.untilState(d, selfie, flows.Accepted)
		if took := time.Since(begin); took > w.hold {
			t.Fatalf("held for %s", took)
		}
	})
}

func TestThrottledWaitsAsAskedAndGoesAgain(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		var tries []time.Time
		w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
			tries = append(tries, time.Now())
			if n == 0 {
				return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Refused, Cause: personr.Throttled, Status: 429, RetryAfter: 37 * time.Second}}
			}
			return w.service.releaseUpload(ctx, d, good)
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)
		if len(tries) != 2 || tries[1].Sub(tries[0]) != 37*time.Second {
			t.Fatalf("tries at %v", tries)
		}
		a, _ := d.Snapshot().Journey.Attempt(2)
		if a.RetryOf != 1 {
			t.Fatalf("the second attempt is a retry of %d", a.RetryOf)
		}
		w.arrived("selfie")
	})
}

func TestNoConnectionIsRetriedAndThenLeftToThePerson(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.upload.set(func(context.Context, int, personr.Document) personr.UploadOutcome {
			return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.NoConnection}}
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		s := w.untilState(d, selfie, flows.Failed)
		l, _ := s.Journey.Line(selfie)
		rule, _ := flows.RetryRuleFor(flows.CauseNoConnection)
		if n := w.service.called("upload"); n != rule.Tries+1 || l.Cause != flows.CauseNoConnection {
			t.Fatalf("%d requests, %s", n, l.Cause)
		}
		if s.Reachability.Reachable || s.Reachability.Cause != flows.CauseNoConnection {
			t.Fatalf("reach %+v", s.Reachability)
		}
		w.service.upload.unset()
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)
		w.arrived("selfie")
	})
}

func TestARefusedBackSetsTheFrontAsideAndCallsNothingTwice(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
			if n == 1 {
				return w.service.releaseUpload(ctx, d, remarked(`"dataNotReadable"`, ""))
			}
			return w.service.releaseUpload(ctx, d, good)
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(front, "front"), w.file(back, "blurred"))
		w.untilState(d, back, flows.Refused)
		w.want(d, "front withdrawn, back refused, selfie missing, address.front missing")
		w.do(d, w.file(front, "front"), w.file(back, "back"))
		w.untilState(d, back, flows.Accepted)
		w.arrived("front", "back", "front", "back")
	})
}

func TestAPictureWhoseDescriptorIsGoneIsRefused(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		e := w.file(selfie, "selfie")
		w.pictures.Close()
		if err := d.PostAndWait(t.Context(), e); err != ErrPictureClosed {
			t.Fatal(err)
		}
		w.arrived()
	})
}

func TestOtherApplicant(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)

		cfg := w.config("b")
		cfg.Key.Applicant = "3x4"
		other := w.start(cfg)
		defer other.Close()
		w.plan(other)
		e := w.file(selfie, "selfie")
		if err := other.PostAndWait(t.Context(), e); err != ErrOtherApplicant {
			t.Fatalf("sent for two applicants: %v", err)
		}
		e.Overrides = []string{flows.FormatOverride(flows.CodeOtherApplicant, "twins")}
		w.do(other, e)
		w.untilState(other, selfie, flows.Accepted)
		w.arrived("selfie", "selfie")
	})
}

func TestAPictureChosenForTwoApplicantsLeavesForOne(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		d := w.open("a")
		defer d.Close()
		cfg := w.config("a")
		cfg.Key.Applicant = "3x4"
		other := w.start(cfg)
		defer other.Close()
		w.plan(d)
		w.plan(other)
		w.do(d, w.file(selfie, "selfie"))
		time.Sleep(time.Second)
		w.do(other, w.file(selfie, "selfie")) // nothing has left yet
		w.untilState(d, selfie, flows.Accepted)
		s := w.untilState(other, selfie, flows.Failed)
		if !said(s, "another applicant. Nothing was sent.") {
			t.Fatalf("%v", texts(s))
		}
		if l, _ := s.Journey.Line(selfie); l.Transfer != flows.TransferNone {
			t.Errorf("what left under the other applicant: %q", l.Transfer)
		}
		w.arrived("selfie")
	})
}

func TestPostNeverWaits(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		store := &slowStore{memStore: w.store, gate: make(chan struct{})}
		cfg := w.config("a")
		cfg.Store = store
		d := w.start(cfg)
		defer d.Close()
		begin := time.Now()
		d.Post(flow())
		for i := range 1000 {
			d.Post(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: flows.Country(fmt.Sprint(i))})
		}
		d.TakeBack()
		if time.Since(begin) > 0 {
			t.Fatal("it waited for the journal")
		}
		close(store.gate)
		w.until(d, "the last post", func(s Snapshot) bool {
			doc, _ := s.Journey.Document("identity")
			return doc.Country == "999"
		})
	})
}
