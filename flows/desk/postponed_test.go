package desk

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/personr"
)

// quietStore is a journal that can be read, takes nothing for a while, and tells
// nobody of what was written: it is seen only by who looks.
type quietStore struct {
	*memStore
	off  atomic.Bool
	late map[string]func() // what can still become durable, by the event's name
}

func (q *quietStore) Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome {
	if !q.off.Load() {
		return q.memStore.Append(ctx, key, e, s)
	}
	q.late[flows.EventName(e.Event)] = func() { q.memStore.Append(ctx, key, e, s) }
	return journal.Outcome{Result: journal.Unknown, Err: errCut}
}

func (q *quietStore) Watch(ctx context.Context, _ flows.Key) <-chan struct{} {
	ch := make(chan struct{})
	context.AfterFunc(ctx, func() { close(ch) })
	return ch
}

// waiting is two callers, each with a choice that could not be recorded.
type waiting struct {
	*Desk
	store          *quietStore
	selfies, bills chan error
	others         func() // another session writes an answer of its own
}

func (w *world) postponing() waiting {
	w.t.Helper()
	answer := make(chan struct{})
	w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
		if n == 0 {
			return w.service.releaseUpload(ctx, d, once(answer))
		}
		return w.service.releaseUpload(ctx, d, good)
	})
	past := w.open("past")
	w.t.Cleanup(past.Close)
	w.plan(past)
	synctest.Wait() // the applicant's first status is recorded
	w.do(past, w.file(front, "front"))
	w.untilState(past, front, flows.Awaiting)
	store := &quietStore{memStore: w.store, late: map[string]func(){}}
	cfg := w.config("a")
	cfg.Store = store
	p := waiting{w.start(cfg), store, make(chan error, 1), make(chan error, 1), func() { close(answer); synctest.Wait() }}
	w.do(p.Desk, flows.Opened{Reason: "shift change"})
	time.Sleep(8*time.Second + aMoment) // off the second, and off the heartbeat
	store.off.Store(true)
	go func() { p.selfies <- p.PostAndWait(w.t.Context(), w.file(selfie, "selfie")) }()
	synctest.Wait()
	go func() {
		p.bills <- p.PostAndWait(w.t.Context(), flows.DocumentChosen{Need: "address", Type: flows.UtilityBill, Country: "NZL"}, w.file(address, "bill"))
	}()
	synctest.Wait()
	return p
}

// TestWhatATryFindsIsAlsoAboutThoseBehindIt: the first one's try meets an entry
// that no caller had seen, so none of them is put behind it.
func TestWhatATryFindsIsAlsoAboutThoseBehindIt(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		p := w.postponing()
		defer p.Close()
		p.others()
		p.store.off.Store(false)
		for _, got := range []error{<-p.selfies, <-p.bills} {
			if !errors.Is(got, ErrStateChanged) {
				t.Errorf("%v", got)
			}
		}
		time.Sleep(time.Minute)
		w.arrived("front")
		if n := w.store.count(key, "FileChosen"); n != 1 {
			t.Errorf("%d choices were recorded", n)
		}
	})
}

// TestWhatATryFindsMayBeTheOneBehindIt: the second one's choice became durable
// late, and the first one's try finds it.
func TestWhatATryFindsMayBeTheOneBehindIt(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		p := w.postponing()
		defer p.Close()
		p.store.late["DocumentChosen"]()
		p.store.off.Store(false)
		if err := <-p.selfies; !errors.Is(err, ErrStateChanged) {
			t.Errorf("the first: %v", err)
		}
		if err := <-p.bills; err != nil {
			t.Errorf("the second, which is recorded: %v", err)
		}
		w.untilState(p.Desk, address, flows.Accepted)
		if n := w.store.count(key, "DocumentChosen"); n != 4 {
			t.Errorf("%d documents chosen", n)
		}
		w.consistent()
	})
}

// TestATryOfUnknownOutcomeThatMeetsOthersIsDropped: it is not put behind what
// its caller never saw by its next try either.
func TestATryOfUnknownOutcomeThatMeetsOthersIsDropped(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		p := w.postponing()
		defer p.Close()
		p.others()
		time.Sleep(2 * time.Second) // the tries find it, and are of unknown outcome themselves
		p.store.off.Store(false)
		for _, got := range []error{<-p.selfies, <-p.bills} {
			if !errors.Is(got, ErrStateChanged) {
				t.Errorf("%v", got)
			}
		}
	})
}

// TestAChoiceThatWasDurableAfterAllCanBeTakenBack: its caller learns of it only
// when the journal is back, so the take-back begins then; and a pause after a
// refused token ends, as it does for any other choice.
func TestAChoiceThatWasDurableAfterAllCanBeTakenBack(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = 3 * time.Second
		var resumed atomic.Int32
		store := &outageStore{memStore: w.store}
		cfg := w.config("a")
		cfg.Store, cfg.Presences, cfg.Resume = store, store, func() { resumed.Add(1) }
		d := w.start(cfg)
		defer d.Close()
		w.plan(d)
		synctest.Wait() // the applicant's first status is recorded
		store.durable.Store(true)
		store.off.Store(true)
		time.AfterFunc(time.Minute-aMoment, func() { store.off.Store(false) })
		w.do(d, w.file(selfie, "selfie"))
		if n := resumed.Load(); n != 1 {
			t.Errorf("the pause was ended %d times", n)
		}
		time.Sleep(2900 * time.Millisecond)
		w.arrived()
		w.untilState(d, selfie, flows.Accepted)
		w.arrived("selfie")
		w.consistent()
	})
}
