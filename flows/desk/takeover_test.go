package desk

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/personr"
)

func TestTakeoverWhileTheFirstIsSending(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		first := w.open("a")
		defer first.Close()
		w.plan(first)
		w.do(first, w.file(selfie, "selfie"))
		w.untilState(first, selfie, flows.Sending)
		second := w.open("b")
		defer second.Close()
		s := w.until(second, "the first is seen", func(s Snapshot) bool { return len(s.Others) == 1 && s.ApplicantFetched })
		if s.IsHolder || w.store.count(key, "Opened") != 1 {
			t.Fatal("looking took the dossier over")
		}
		if err := second.PostAndWait(t.Context(), flow()); !errors.Is(err, flows.ErrNotHolder) {
			t.Fatalf("a watcher chose: %v", err)
		}
		begin := time.Now()
		w.do(second, flows.Opened{Reason: "shift change"})
		s = w.until(first, "the first is told", func(s Snapshot) bool { return !s.IsHolder && said(s, "taken over by") })
		if took := time.Since(begin); took > 0 {
			t.Fatalf("it was told after %s", took)
		}
		if err := first.PostAndWait(t.Context(), w.file(front, "front")); !errors.Is(err, flows.ErrNotHolder) {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		w.arrived()
		w.want(second, "front missing, back missing, selfie failed, address.front missing")
		if w.store.count(key, "NotSent") != 0 {
			t.Fatalf("what the takeover had said was said again: %v", w.store.events(key))
		}
		if first.Snapshot().IsHolder || w.store.count(key, "Opened") != 2 {
			t.Fatal("the first took it back by itself")
		}
		w.consistent()
	})
}

func TestALateAnswerIsRecordedOnTheNewHead(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		answer := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
			if n == 0 {
				return w.service.releaseUpload(ctx, d, once(answer))
			}
			return w.service.releaseUpload(ctx, d, good)
		})
		first := w.open("a")
		defer first.Close()
		w.plan(first)
		w.do(first, w.file(selfie, "selfie"))
		w.untilState(first, selfie, flows.Awaiting)
		synctest.Wait() // its byte has left
		second := w.open("b")
		defer second.Close()
		w.do(second, flows.Opened{Reason: "shift change"})
		w.untilState(second, selfie, flows.Unclear)
		w.do(second, w.file(address, "bill"))
		close(answer)
		s := w.untilState(second, selfie, flows.Accepted)
		a, _ := s.Journey.Attempt(1)
		if a.Session != "a" || a.State != flows.AttemptAnswered {
			t.Fatalf("%+v", a)
		}
		w.untilState(second, address, flows.Accepted)
		w.arrived("selfie", "address-front")
		w.consistent()
	})
}

func TestAfterATakeoverTheStatusIsAskedBeforeAnythingIsSent(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first := w.open("a")
		defer first.Close()
		w.plan(first)
		second := w.open("b")
		defer second.Close()
		w.until(second, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		time.Sleep(time.Hour) // meanwhile somebody started a check elsewhere
		w.service.status.set(func(context.Context, int) (personr.Status, error) {
			time.Sleep(time.Second)
			return newStatus("pending", "", 0), nil
		})
		w.do(second, flows.Opened{Reason: "shift change"}, w.file(selfie, "selfie"))
		w.until(second, "the check", func(s Snapshot) bool { return s.Journey.Check().IsRunning() })
		time.Sleep(5 * time.Second)
		w.arrived()
	})
}

func TestTwoWhoOpenAtOnceAreOneHolder(t *testing.T) {
	for range 20 {
		virtual(t, func(t *testing.T, w *world) {
			w.plan2()
			a, b := w.open("a"), w.open("b")
			defer a.Close()
			defer b.Close()
			time.Sleep(time.Minute)
			if a.Snapshot().IsHolder == b.Snapshot().IsHolder || w.store.count(key, "Opened") != 2 {
				t.Fatalf("holding: %t and %t; %v", a.Snapshot().IsHolder, b.Snapshot().IsHolder, w.store.events(key))
			}
		})
	}
}

// returningStore is a journal in which the holder of a dossier comes back after another
// session has found it gone, and before that session takes the dossier over.
type returningStore struct {
	*memStore
	comesBack func()
}

func (s *returningStore) RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error {
	if comesBack := s.comesBack; comesBack != nil {
		s.comesBack = nil
		comesBack()
	}
	return s.memStore.RecordPresence(ctx, key, p)
}

// TestAHolderThatComesBackInTime proves that the append decides over a takeover and not
// the look at who is here: a holder that has written meanwhile keeps the dossier, and one
// that has not sends nothing more.
func TestAHolderThatComesBackInTime(t *testing.T) {
	for name, writes := range map[string]bool{"and writes": true, "with a sign of life": false} {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				w.hold = time.Second
				holder := w.open("a")
				defer holder.Close()
				w.plan(holder)
				synctest.Wait() // the applicant's first status is recorded
				w.do(holder, w.file(front, "front"))
				w.untilState(holder, front, flows.Sending)
				w.store.mu.Lock()
				delete(w.store.presences, key)
				w.store.mu.Unlock()
				store := &returningStore{w.store, func() {
					if err := holder.heartbeat.recordPresence(t.Context()); err != nil {
						t.Error(err)
					}
					if writes {
						w.do(holder, w.file(selfie, "selfie"))
					}
				}}
				cfg := w.config("b")
				cfg.Store, cfg.Presences = store, store
				second := w.start(cfg)
				defer second.Close()
				if store.comesBack != nil || second.Snapshot().IsHolder == writes {
					t.Fatalf("the holder came back %t, and the second holds it: %t", store.comesBack == nil, second.Snapshot().IsHolder)
				}
				time.Sleep(time.Hour)
				if n := len(w.service.arrivals()); writes != (n == 2) || !writes && n != 0 {
					t.Errorf("%d pictures arrived", n)
				}
				if holder.Snapshot().IsHolder != writes || second.Snapshot().IsHolder == writes {
					t.Error("they do not agree who holds it")
				}
				w.consistent()
			})
		})
	}
}

// plan2 leaves a dossier behind that nobody holds.
func (w *world) plan2() {
	w.t.Helper()
	d := w.open("past")
	w.plan(d)
	d.Close()
}

func TestCrash(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
			switch {
			case d.FileName == "selfie.jpg" && n < 2:
				return w.service.releaseUpload(ctx, d, silent) // released, no answer
			case n < 2:
				<-ctx.Done() // bytes move until the end
				return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.Cancelled}}
			}
			return w.service.releaseUpload(ctx, d, good)
		})
		store := &mortalStore{memStore: w.store}
		cfg := w.config("a")
		cfg.Store, cfg.Presences = store, store
		first := w.start(cfg)
		w.plan(first)
		w.do(first, w.file(front, "front"))
		w.do(first, w.file(selfie, "selfie"), w.file(back, "back"), w.file(address, "bill"))
		w.until(first, "both under way", func(s Snapshot) bool {
			return stateOf(s, front) == flows.Sending && stateOf(s, selfie) == flows.Awaiting
		})
		store.dead.Store(true)
		first.Close()

		w.pictures = NewPictures() // another process: no descriptor is open
		second := w.open("b")
		defer second.Close()
		begin := time.Now()
		w.until(second, "holding", func(s Snapshot) bool { return s.IsHolder })
		if took := time.Since(begin); took < 20*time.Second || took > 40*time.Second {
			t.Fatalf("the holder counted as gone after %s", took)
		}
		w.want(second, "front failed, back missing, selfie unconfirmed, address.front missing")
		time.Sleep(time.Hour)
		w.arrived("selfie")
		if n := w.service.called("upload"); n != 2 {
			t.Fatalf("%d requests", n)
		}
		if err := second.PostAndWait(t.Context(), w.file(selfie, "selfie")); !errors.Is(err, flows.ErrOutOfTurn) {
			t.Fatalf("an unclear picture was sent again: %v", err)
		}
		w.do(second, flows.Decided{Attempt: 2, Received: true, Reason: "seen in the dashboard"}, w.file(front, "front"))
		w.untilState(second, front, flows.Accepted)
		w.arrived("selfie", "front")
		w.consistent()
	})
}

func TestAHolderWhoseProcessIsGoneIsReplacedAtOnce(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		store := &mortalStore{memStore: w.store}
		cfg := w.config("a")
		cfg.Store, cfg.Presences = store, store
		cfg.Self.PID, cfg.Self.StartTime = deadProcess(t), "1"
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, silent)
		})
		first := w.start(cfg)
		w.plan(first)
		w.do(first, w.file(selfie, "selfie"))
		w.untilState(first, selfie, flows.Awaiting)
		store.dead.Store(true)
		first.Close()
		second := w.open("b")
		defer second.Close()
		if s := second.Snapshot(); !s.IsHolder || stateOf(s, selfie) != flows.Unclear {
			t.Fatalf("the first look shows: holding %t, %s", s.IsHolder, states(s))
		}
	})
}

// deadProcess is the number of a process that has ended.
func deadProcess(t *testing.T) int {
	t.Helper()
	p, err := os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})
	if err != nil {
		t.Skip("there is no program to run here")
	}
	if _, err := p.Wait(); err != nil {
		t.Fatal(err)
	}
	return p.Pid
}

func TestCloseCallsBackWhatWasNotReleasedAndHearsTheRest(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		answer := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			switch d.FileName {
			case "selfie.jpg":
				return w.service.releaseUpload(ctx, d, once(answer))
			case "address-front.jpg":
				<-ctx.Done()
				return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.Cancelled}}
			}
			return w.service.releaseUpload(ctx, d, silent)
		})
		d := w.open("a")
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"), w.file(address, "bill"))
		w.until(d, "both under way", func(s Snapshot) bool {
			return stateOf(s, address) == flows.Sending && stateOf(s, selfie) == flows.Awaiting
		})
		begin := time.Now()
		time.AfterFunc(time.Second, func() { close(answer) })
		d.Close()
		if took := time.Since(begin); took != time.Second {
			t.Fatalf("it took %s", took)
		}
		w.want(d, "front missing, back missing, selfie accepted, address.front failed")
		l, _ := d.Snapshot().Journey.Line(address)
		if l.Cause != flows.CauseCancelled || !d.Snapshot().Ended {
			t.Fatalf("%s", l.Cause)
		}
		if err := d.PostAndWait(t.Context(), w.file(front, "front")); !errors.Is(err, context.Canceled) {
			t.Fatalf("a closed desk took a choice: %v", err)
		}
	})
}

func TestCloseDoesNotWaitLongForAnAnswer(t *testing.T) {
	for limit, want := range map[time.Duration]time.Duration{0: DefaultCloseTimeout, 450 * time.Millisecond: 450 * time.Millisecond} {
		virtual(t, func(t *testing.T, w *world) {
			w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
				return w.service.releaseUpload(ctx, d, silent)
			})
			cfg := w.config("a")
			cfg.CloseTimeout = limit
			d := w.start(cfg)
			w.plan(d)
			w.do(d, w.file(selfie, "selfie"))
			w.untilState(d, selfie, flows.Awaiting)
			begin := time.Now()
			d.Close()
			if took := time.Since(begin); took != want {
				t.Fatalf("it took %s", took)
			}
			w.want(d, "front missing, back missing, selfie unconfirmed, address.front missing")
			if w.store.count(key, "AnswerLost") != 1 {
				t.Fatal(w.store.events(key))
			}
		})
	}
}

func TestCloseDuringTheHoldKeepsTheByte(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		d := w.open("a")
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Sending)
		d.Close()
		w.arrived()
		w.want(d, "front missing, back missing, selfie failed, address.front missing")
	})
}

func TestLookingLeavesNoTrace(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		d.Close()
		if list := w.store.events(key); len(list) > 0 {
			t.Fatal(list)
		}
		w.plan2()
		e := w.open("c")
		w.do(e, flows.Closed{Reason: "done"})
		e.Close()
		before := w.store.events(key)
		f := w.open("d")
		time.Sleep(time.Minute)
		f.Close()
		if !slices.Equal(before, w.store.events(key)) {
			t.Fatalf("looking at a closed dossier wrote %v", w.store.events(key))
		}
	})
}

func TestARefusalByTheGateAtATakeBack(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		asked, cont := make(chan struct{}), make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			close(asked)
			<-cont // all but the last byte has left; the transport is slow to notice the cancel
			return w.service.releaseUpload(context.WithoutCancel(ctx), d, good)
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		<-asked
		w.do(d, flows.SendCancelled{Attempt: 1, Slot: selfie})
		close(cont)
		synctest.Wait()
		w.arrived()
		l, _ := d.Snapshot().Journey.Line(selfie)
		if l.Cause != flows.CauseTakenBack {
			t.Fatal(l.Cause)
		}
	})
}

func TestAnOvertakenDeskThatClosesStillHearsItsAnswer(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		answer := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, once(answer))
		})
		first := w.open("a")
		w.plan(first)
		w.do(first, w.file(selfie, "selfie"))
		w.untilState(first, selfie, flows.Awaiting)
		second := w.open("b")
		defer second.Close()
		w.do(second, flows.Opened{Reason: "shift change"})
		w.until(first, "told", func(s Snapshot) bool { return !s.IsHolder })
		time.AfterFunc(time.Second, func() { close(answer) })
		first.Close()
		w.untilState(second, selfie, flows.Accepted)
	})
}

func TestTheGateOfAClosingOrDamagedDeskStaysShut(t *testing.T) {
	for _, how := range []string{"closing", "damaged"} {
		t.Run(how, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
					<-ctx.Done() // a transport that asks although it was called back
					return w.service.releaseUpload(context.WithoutCancel(ctx), d, good)
				})
				d := w.open("a")
				w.plan(d)
				w.do(d, w.file(selfie, "selfie"))
				w.untilState(d, selfie, flows.Sending)
				if how == "damaged" {
					w.damage(d)
					w.until(d, "damaged", func(s Snapshot) bool { return s.Damaged })
					synctest.Wait()
				}
				d.Close()
				w.arrived()
			})
		})
	}
}

// damage appends an entry that cannot follow.
func (w *world) damage(d *Desk) {
	w.store.Append(w.t.Context(), key, flows.Entry{
		Seq: d.Snapshot().Journey.Head() + 1, ID: "wild", At: time.Now(), Session: "nobody", Event: flows.Released{Attempt: 7},
	}, flows.Summary{})
}
