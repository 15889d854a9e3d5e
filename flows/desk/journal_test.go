package desk

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

// slowStore holds appends back until its gate is closed.
type slowStore struct {
	*memStore
	gate chan struct{}
}

func (s *slowStore) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	<-s.gate
	return s.memStore.Append(ctx, key, e, sum)
}

// faults fails the first n appends of one kind of event.
func faults(name string, n int, f journaltest.Fault) func(int, flows.Entry) journaltest.Fault {
	return func(_ int, e flows.Entry) journaltest.Fault {
		if flows.EventName(e.Event) != name || n == 0 {
			return journaltest.NoFault
		}
		n--
		return f
	}
}

func (w *world) faulty(session string, plan func(int, flows.Entry) journaltest.Fault) *Desk {
	cfg := w.config(session)
	cfg.Store = journaltest.NewFaultyStore(w.store, plan)
	return w.start(cfg)
}

func TestJournalFaultsAtAnySendCostNoPicture(t *testing.T) {
	for _, name := range []string{"Opened", "FileChosen", "SendStarted", "Released", "Answered"} {
		for _, f := range []journaltest.Fault{journaltest.FaultLost, journaltest.FaultDurable, journaltest.FaultConflict} {
			t.Run(fmt.Sprint(name, f), func(t *testing.T) {
				virtual(t, func(t *testing.T, w *world) {
					d := w.faulty("a", faults(name, 1, f))
					defer d.Close()
					for range 3 { // a choice that was dropped is made again
						if d.PostAndWait(t.Context(), flow(), flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"}) == nil {
							break
						}
					}
					for range 3 {
						_ = d.PostAndWait(t.Context(), w.file(selfie, "selfie"))
						time.Sleep(10 * time.Second)
					}
					if got := stateOf(d.Snapshot(), selfie); got != flows.Accepted {
						t.Fatalf("%s; %v", got, w.store.events(key))
					}
					w.arrived("selfie")
					w.consistent()
				})
			})
		}
	}
}

// consistent checks the stored entries: they fold, each request has one
// outcome, and what arrived has its Released.
func (w *world) consistent() {
	w.t.Helper()
	entries, err := w.store.Load(w.t.Context(), key, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	j, err := flows.Fold(key, entries)
	if err != nil {
		w.t.Fatal(err)
	}
	ends := map[flows.AttemptNumber]int{}
	for _, e := range entries {
		switch e := e.Event.(type) {
		case flows.NotSent:
			ends[e.Attempt]++
		case flows.Answered:
			ends[e.Attempt]++
		case flows.AnswerLost:
			ends[e.Attempt]++
		}
	}
	released := 0
	for _, a := range j.Attempts() {
		if ends[a.Number] > 1 {
			w.t.Errorf("attempt %d has %d outcomes", a.Number, ends[a.Number])
		}
		if a.MayBeReceived() {
			released++
		}
	}
	if n := len(w.service.arrivals()); n > released || n > j.Consents() {
		w.t.Errorf("%d pictures arrived, %d released, %d consents", n, released, j.Consents())
	}
}

func TestAReleaseOfUnknownOutcomeWithholdsTheByte(t *testing.T) {
	for _, f := range []journaltest.Fault{journaltest.FaultLost, journaltest.FaultDurable} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				d := w.faulty("a", faults("Released", 1, f))
				defer d.Close()
				w.plan(d)
				w.do(d, w.file(selfie, "selfie"))
				s := w.untilState(d, selfie, flows.Failed)
				l, _ := s.Journey.Line(selfie)
				if l.Cause != flows.CauseJournal || w.store.count(key, "NotSent") != 1 {
					t.Fatalf("%s; %v", l.Cause, w.store.events(key))
				}
				w.arrived()
			})
		})
	}
}

func TestAReleaseThatMeetsAFactIsPutBehindIt(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.faulty("a", faults("Released", 3, journaltest.FaultConflict))
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)
		w.arrived("selfie")
	})
}

func TestAnAnswerIsKeptUntilTheJournalTakesIt(t *testing.T) {
	for _, f := range []journaltest.Fault{journaltest.FaultLost, journaltest.FaultDurable} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				broken := &unreadableStore{memStore: w.store}
				cfg := w.config("a")
				cfg.Store = journaltest.NewFaultyStore(broken, func(_ int, e flows.Entry) journaltest.Fault {
					if _, ok := e.Event.(flows.Answered); ok && broken.off.Load() {
						return f
					}
					return journaltest.NoFault
				})
				d := w.start(cfg)
				defer d.Close()
				w.plan(d)
				broken.off.Store(true)
				w.do(d, w.file(selfie, "selfie"))
				s := w.until(d, "pending", func(s Snapshot) bool { return s.Pending == 1 })
				if stateOf(s, selfie) == flows.Accepted || !said(s, "is not recorded yet") {
					t.Fatalf("%s; %v", states(s), texts(s))
				}
				e := w.file(front, "front")
				d.Post(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"}, e)
				time.Sleep(20 * time.Second)
				w.arrived("selfie") // nothing new goes while answers wait
				if n := len(d.Snapshot().Notices); n > 4 {
					t.Fatalf("%d notices; each second says the same: %q", n, texts(d.Snapshot()))
				}
				broken.off.Store(false)
				w.until(d, "recorded", func(s Snapshot) bool { return s.Pending == 0 })
				if stateOf(d.Snapshot(), front) == "" || stateOf(d.Snapshot(), front) == flows.Missing {
					w.do(d, flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"}, e) // it was dropped, and said so
				}
				s = w.untilState(d, front, flows.Accepted)
				if s.Pending != 0 || stateOf(s, selfie) != flows.Accepted {
					t.Fatalf("%s, %d pending", states(s), s.Pending)
				}
				w.arrived("selfie", "front")
				w.consistent()
			})
		})
	}
}

// unreadableStore is a store that can be switched off for reading.
type unreadableStore struct {
	*memStore
	off atomic.Bool
}

func (u *unreadableStore) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	if u.off.Load() {
		return nil, errors.New("disk")
	}
	return u.memStore.Load(ctx, key, after)
}

func TestNoSecondRequestWhileAnOutcomeWaitsForTheJournal(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
			if n == 0 {
				return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.NoConnection}}
			}
			return w.service.releaseUpload(ctx, d, good)
		})
		d := w.faulty("a", faults("NotSent", 3, journaltest.FaultLost))
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)
		if n := w.service.called("upload"); n != 2 {
			t.Fatalf("%d requests", n)
		}
		w.arrived("selfie")
		w.consistent()
	})
}

func TestADamagedJournalSendsNothing(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		synctest.Wait()
		w.want(d, "front missing, back missing, selfie sending, address.front missing")
		w.damage(d)
		w.until(d, "damaged", func(s Snapshot) bool { return s.Damaged })
		if err := d.PostAndWait(t.Context(), w.file(front, "front")); !errors.Is(err, flows.ErrDamaged) {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.arrived()
		other := w.open("b")
		defer other.Close()
		if s := other.Snapshot(); !s.Damaged || s.Fault == nil || s.Fault.Kind != chain.FaultOutOfTurn || s.Journey.Head() != d.Snapshot().Journey.Head() {
			t.Fatalf("opened a damaged dossier: %v", s.Fault)
		}
		once := w.config("c")
		once.statusOnly = true
		if _, err := Open(t.Context(), once); !errors.Is(err, flows.ErrDamaged) {
			t.Fatalf("asked about a damaged dossier: %v", err)
		}
	})
}

func TestAStartOfUnknownOutcomeIsNotSent(t *testing.T) {
	for _, f := range []journaltest.Fault{journaltest.FaultLost, journaltest.FaultDurable} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				d := w.faulty("a", faults("CheckReleased", 1, f))
				defer d.Close()
				w.complete(d)
				w.do(d, flows.CheckConfirmed{N: 1})
				w.until(d, "not started", func(s Snapshot) bool {
					return s.Journey.Check().State == flows.CheckNone && s.Journey.Check().Cause == flows.CauseJournal
				})
				if n := len(w.service.arrivals()); n != 4 {
					t.Fatalf("%d requests reached the service, the start among them", n)
				}
				w.do(d, flows.CheckConfirmed{N: 2})
				w.until(d, "started", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckStarted })
				if n := w.service.called("check"); n != 2 {
					t.Fatalf("%d requests", n)
				}
			})
		})
	}
}

func TestAChoiceThatMeetsANewerStateIsAskedAgain(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.faulty("a", faults("FileChosen", 1, journaltest.FaultConflict))
		defer d.Close()
		w.plan(d)
		if err := d.PostAndWait(t.Context(), w.file(selfie, "selfie"), w.file(address, "bill")); !errors.Is(err, ErrStateChanged) {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.want(d, "front missing, back missing, selfie missing, address.front missing")
		w.arrived()
	})
}
