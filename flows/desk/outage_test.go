package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/notice"
	"dossier/personr"
)

// outageStore is the journal as one session sees it: it can be taken away. What is
// appended while it is away is lost, or durable and not acknowledged.
type outageStore struct {
	*memStore
	off, durable atomic.Bool
}

var errCut = errors.New("the database does not answer")

func (o *outageStore) Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome {
	if !o.off.Load() {
		return o.memStore.Append(ctx, key, e, s)
	}
	if o.durable.Load() {
		o.memStore.Append(ctx, key, e, s)
	}
	return journal.Outcome{Result: journal.Unknown, Err: errCut}
}

func (o *outageStore) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	if o.off.Load() {
		return nil, errCut
	}
	return o.memStore.Load(ctx, key, after)
}

func (o *outageStore) RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error {
	if o.off.Load() {
		return errCut
	}
	return o.memStore.RecordPresence(ctx, key, p)
}

// cutOff is a session whose journal can be taken away.
func (w *world) cutOff(session string) (*Desk, *outageStore) {
	store := &outageStore{memStore: w.store}
	cfg := w.config(session)
	cfg.Store, cfg.Presences = store, store
	return w.start(cfg), store
}

// back waits until the desk says that the journal is back, and returns that
// notice.
func (w *world) back(d *Desk) notice.Notice {
	w.t.Helper()
	s := w.until(d, "the journal is back", func(s Snapshot) bool { return !s.InOutage && said(s, "is back") })
	i := slices.IndexFunc(s.Notices, func(n notice.Notice) bool { return strings.HasPrefix(assets.NoticeText(n), "The journal is back") })
	return s.Notices[i]
}

// aMoment keeps the journal's return off the second at which it is looked for.
const aMoment = 500 * time.Millisecond

func TestAfterAnOutageTheDeskSaysWhoTookOver(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first, store := w.cutOff("a")
		defer first.Close()
		w.plan(first)
		second := w.open("b")
		defer second.Close()
		synctest.Wait() // the applicant's first status is recorded
		store.off.Store(true)
		w.do(second, flows.Opened{Reason: "shift change"}, w.file(selfie, "selfie"))
		w.until(first, "the outage is told", func(s Snapshot) bool { return s.InOutage && said(s, "cannot be read now") })
		w.untilState(second, selfie, flows.Accepted)
		time.Sleep(2*time.Minute - aMoment)
		if n := len(first.Snapshot().Notices); n != 1 {
			t.Fatalf("each second says the same: %q", texts(first.Snapshot()))
		}
		store.off.Store(false)
		begin := time.Now()
		n := w.back(first)
		if took := time.Since(begin); took > time.Second {
			t.Errorf("it reconnected after %s", took)
		}
		if assets.NoticeText(n) != "The journal is back after 2m0s. Meanwhile somebody took this dossier over." || !n.IsProblem || !slices.Equal(n.Operators, []string{"b-op"}) {
			t.Errorf("%+v", n)
		}
		if first.Snapshot().IsHolder {
			t.Error("it was taken back by itself")
		}
		w.consistent()
	})
}

// What others ask of a desk in an outage does not put off its next look at the journal.
func TestMessagesDoNotPutOffTheReturnOfTheJournal(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first, store := w.cutOff("a")
		defer first.Close()
		w.plan(first)
		second := w.open("b")
		defer second.Close()
		synctest.Wait() // the applicant's first status is recorded
		store.off.Store(true)
		w.do(second, flows.Opened{Reason: "shift change"}, w.file(selfie, "selfie"))
		w.until(first, "the outage is told", func(s Snapshot) bool { return s.InOutage })
		w.untilState(second, selfie, flows.Accepted) // nothing else tells that the journal is back
		synctest.Wait()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for range 20 {
				first.TakeBack() // there is nothing to take back
				time.Sleep(300 * time.Millisecond)
			}
		}()
		store.off.Store(false)
		begin := time.Now()
		w.back(first)
		if took := time.Since(begin); took > time.Second {
			t.Errorf("it reconnected after %s", took)
		}
		<-ended
	})
}

func TestAfterAnOutageTheDeskSaysHowMuchOthersWrote(t *testing.T) {
	for _, wrote := range []bool{false, true} {
		virtual(t, func(t *testing.T, w *world) {
			first := w.open("a")
			defer first.Close()
			w.plan(first)
			watcher, store := w.cutOff("b")
			defer watcher.Close()
			synctest.Wait() // the applicant's first status is recorded
			store.off.Store(true)
			want, by := "The journal is back after 8s. Nobody else wrote meanwhile.", []string(nil)
			if wrote {
				w.do(first, w.file(selfie, "selfie")) // chosen, begun, released, answered
				w.untilState(first, selfie, flows.Accepted)
				want, by = "The journal is back after 20s. Others wrote 4 entries meanwhile.", []string{"a-op"}
				time.Sleep(20*time.Second - aMoment)
			}
			w.until(watcher, "away", func(s Snapshot) bool { return s.InOutage })
			if !wrote {
				time.Sleep(8*time.Second - aMoment)
			}
			store.off.Store(false)
			if n := w.back(watcher); assets.NoticeText(n) != want || n.IsProblem || !slices.Equal(n.Operators, by) {
				t.Errorf("%+v, want %s", n, want)
			}
		})
	}
}

// doubts are the two truths behind a choice that was not acknowledged.
var doubts = map[bool]string{true: "What you chose last was recorded.", false: "What you chose last was not recorded: choose again."}

func TestAChoiceInDoubtIsSettledWhenTheJournalIsBack(t *testing.T) {
	for durable, words := range doubts {
		virtual(t, func(t *testing.T, w *world) {
			w.hold = 3 * time.Second
			d, store := w.cutOff("a")
			defer d.Close()
			w.plan(d)
			synctest.Wait() // the applicant's first status is recorded
			store.durable.Store(durable)
			store.off.Store(true)
			d.Post(w.file(selfie, "selfie"))
			w.until(d, "the doubt is told", func(s Snapshot) bool { return said(s, "Not certain: the journal failed.") })
			time.Sleep(time.Minute - aMoment)
			w.arrived()
			store.off.Store(false)
			if n := w.back(d); assets.NoticeText(n) != "The journal is back after 1m0s. "+words+" Nobody else wrote meanwhile." || n.IsProblem == durable {
				t.Errorf("%+v", n)
			}
			if !durable {
				time.Sleep(time.Minute)
				w.arrived()
				return
			}
			w.untilState(d, selfie, flows.Sending)
			time.Sleep(2900 * time.Millisecond) // the take-back begins only now
			w.arrived()
			w.untilState(d, selfie, flows.Accepted)
			w.arrived("selfie")
			w.consistent()
		})
	}
}

func TestWhoMustKnowWaitsForTheJournal(t *testing.T) {
	for durable := range doubts {
		virtual(t, func(t *testing.T, w *world) {
			d, store := w.cutOff("a")
			defer d.Close()
			w.plan(d)
			synctest.Wait() // the applicant's first status is recorded
			store.durable.Store(durable)
			store.off.Store(true)
			time.AfterFunc(time.Minute, func() { store.off.Store(false) })
			w.do(d, w.file(selfie, "selfie"), w.file(front, "front"))
			w.untilState(d, selfie, flows.Accepted)
			w.untilState(d, front, flows.Accepted)
			if n := w.store.count(key, "FileChosen"); n != 2 {
				t.Errorf("durable %t: %d choices for two pictures", durable, n)
			}
			w.consistent()
		})
	}
}

func TestWhoMustKnowWaitsForAJournalThatOnlyReads(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.faulty("a", faults("FlowChosen", 20, journaltest.FaultLost))
		defer d.Close()
		begin := time.Now()
		w.plan(d)
		synctest.Wait() // the applicant's first status is recorded
		if took := time.Since(begin); took < 19*time.Second {
			t.Errorf("it took %s", took)
		}
		if n := w.back(d); n.IsProblem {
			t.Errorf("%+v", n)
		}
	})
}

func TestAWaitingChoiceIsDroppedWhenSomebodyTookOver(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first, store := w.cutOff("a")
		defer first.Close()
		w.plan(first)
		second := w.open("b")
		defer second.Close()
		synctest.Wait() // the applicant's first status is recorded
		store.off.Store(true)
		w.do(second, flows.Opened{Reason: "shift change"})
		time.AfterFunc(time.Minute, func() { store.off.Store(false) })
		if err := first.PostAndWait(t.Context(), w.file(selfie, "selfie")); !errors.Is(err, flows.ErrNotHolder) {
			t.Errorf("%v", err)
		}
		w.arrived()
	})
}

func TestAChoiceNobodyWaitsForIsNotMadeLater(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d, store := w.cutOff("a")
		defer d.Close()
		w.plan(d)
		synctest.Wait() // the applicant's first status is recorded
		store.off.Store(true)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute-aMoment)
		defer cancel()
		if err := d.PostAndWait(ctx, w.file(selfie, "selfie")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		store.off.Store(false)
		w.back(d)
		time.Sleep(time.Minute)
		w.arrived()
		if n := w.store.count(key, "FileChosen"); n != 0 {
			t.Error("it was made after its caller had gone")
		}
	})
}

// TestTheGateDuringAnOutage: what could not be recorded does not leave, and what
// had left has its answer recorded afterwards.
func TestTheGateDuringAnOutage(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		answer := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, once(answer))
		})
		w.hold = 3 * time.Second
		d, store := w.cutOff("a")
		defer d.Close()
		w.plan(d)
		synctest.Wait() // the applicant's first status is recorded
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Awaiting)
		w.do(d, w.file(address, "bill"))
		w.untilState(d, address, flows.Sending)
		store.off.Store(true)
		time.Sleep(4 * time.Second) // the bill asks for its release
		close(answer)
		w.until(d, "both are pending", func(s Snapshot) bool { return s.Pending == 2 && s.InOutage })
		w.arrived("selfie")
		store.off.Store(false)
		w.back(d)
		w.want(d, "front missing, back missing, selfie accepted, address.front failed")
		w.arrived("selfie")
		w.consistent()
	})
}
