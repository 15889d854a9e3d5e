package desk

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/startlist"
	"dossier/personr"
)

// waiting leaves a dossier behind whose check runs.
func (w *world) waiting() {
	w.t.Helper()
	d := w.open("past")
	w.complete(d)
	w.do(d, flows.CheckConfirmed{N: 1})
	w.until(d, "started", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckStarted })
	d.Close()
}

func (w *world) office() *Desks {
	cfg := w.config("office")
	cfg.Key.Applicant = ""
	return NewDesks(w.t.Context(), cfg, NewStartList(w.store))
}

func TestPatrolRecordsAChangeAndOnlyThat(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.waiting()
		w.service.status.set(script(newStatus("pending", "", 0)))
		before := w.store.events(key)
		o := w.office()
		var walk sync.WaitGroup
		walk.Go(func() { o.PollWaiting(t.Context()) })
		asked := w.service.called("status")
		time.Sleep(5*waitingPollInterval - time.Second)
		if n := w.service.called("status") - asked; n != 4 {
			t.Fatalf("asked %d times in 74 s", n)
		}
		if got := w.store.events(key); !slices.Equal(got[len(before):], []string{"Opened", "StatusSeen"}) {
			t.Fatalf("recorded %v", got[len(before):])
		}
		w.service.status.set(script(newStatus("Reviewed", "Approved", 9)))
		time.Sleep(waitingPollInterval)
		rows, _ := o.Dossiers(t.Context(), "")
		if len(rows) != 1 || rows[0].Group != flows.GroupDone {
			t.Fatalf("%+v", rows)
		}
		asked = w.service.called("status")
		time.Sleep(time.Hour)
		if n := w.service.called("status"); n != asked {
			t.Fatal("a finished dossier is asked about")
		}
		if len(w.store.presences[key]) > 0 {
			t.Fatal("the patrol is still there")
		}
		o.Close()
		walk.Wait()
	})
}

// However many sessions an operator has in one process, the service is asked as often as by one.
func TestSessionsOfOneProcessAskTogether(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.waiting()
		w.service.status.set(script(newStatus("pending", "", 0)))
		list := NewStartList(w.store)
		var walk sync.WaitGroup
		for i := range 5 {
			cfg := w.config(string(rune('a' + i)))
			cfg.Key.Applicant = ""
			o := NewDesks(t.Context(), cfg, list)
			defer o.Close()
			walk.Go(func() { o.PollWaiting(t.Context()) })
			time.Sleep(waitingPollInterval / 7)
		}
		asked := w.service.called("status")
		time.Sleep(10 * waitingPollInterval)
		if n := w.service.called("status") - asked; n < 9 || n > 10 {
			t.Errorf("asked %d times in 10 intervals", n)
		}
	})
}

func (w *world) rows() []flows.Summary {
	w.t.Helper()
	rows, err := w.store.RecentDossiers(w.t.Context(), key.Origin, startListLimit)
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

// TestTheStartListBelievesNoRow: what a row says was not verified, so it decides neither
// what is listed nor what is asked.
func TestTheStartListBelievesNoRow(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.waiting()
		o := w.office()
		defer o.Close()
		w.store.mu.Lock()
		row := w.store.rows[key]
		row.Group, row.Text, row.Done = flows.GroupDone, "approved", row.Total
		w.store.rows[key] = row
		w.store.mu.Unlock()
		rows, err := o.Dossiers(t.Context(), "")
		if err != nil || len(rows) != 1 || rows[0].Group != flows.GroupWaiting || rows[0].Text != "check running" {
			t.Fatalf("%+v, %v", rows, err)
		}
	})
}

// unreadableDossier is a journal in which the entries of one dossier cannot be read.
type unreadableDossier struct {
	*memStore
	key flows.Key
	err error
}

func (s *unreadableDossier) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	if key == s.key {
		return nil, s.err
	}
	return s.memStore.Load(ctx, key, after)
}

// TestADossierThatCannotBeReadHidesNoOther proves that the start list shows every dossier
// when one is damaged, whatever the damage, and none when the journal does not answer.
func TestADossierThatCannotBeReadHidesNoOther(t *testing.T) {
	for _, c := range []struct {
		err  error
		want startlist.Code // "": an error of the list
	}{
		{journal.ErrDamaged, startlist.Damaged}, {&chain.EntryFault{Kind: chain.FaultUnsealed, Seq: 1}, startlist.Damaged},
		{flows.ErrNewer, startlist.NewerEntries}, {journal.ErrUnreachable, ""}, {journal.ErrReplaced, ""}, {context.DeadlineExceeded, ""},
	} {
		virtual(t, func(t *testing.T, w *world) {
			w.waiting()
			other := flows.Key{Origin: key.Origin, Applicant: "5x6"}
			w.store.mu.Lock()
			w.store.rows[other] = flows.Summary{Key: other, Head: 1}
			w.store.mu.Unlock()
			cfg := w.config("office")
			cfg.Key.Applicant = ""
			o := NewDesks(t.Context(), cfg, NewStartList(&unreadableDossier{w.store, other, c.err}))
			defer o.Close()
			rows, err := o.Dossiers(t.Context(), "")
			if c.want == "" {
				if !errors.Is(err, c.err) || rows != nil {
					t.Errorf("%v: %d rows, %v", c.err, len(rows), err)
				}
				return
			}
			texts := map[flows.Key]string{}
			for _, row := range rows {
				texts[row.Key] = row.Text
			}
			if err != nil || texts[other] != string(c.want) || texts[key] != string(startlist.CheckRunning) {
				t.Errorf("%v: %v, %v", c.err, texts, err)
			}
		})
	}
}

func TestPatrolLeavesOpenAndForeignDossiersAlone(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.waiting()
		w.service.status.set(script(newStatus("pending", "", 0)))
		holder := w.open("holder")
		defer holder.Close()
		w.until(holder, "holding", func(s Snapshot) bool { return s.IsHolder })
		opened := w.store.count(key, "Opened")
		o := w.office()
		if len(o.waitingApplicants(w.rows())) == 0 {
			t.Fatal("nobody waits")
		}
		if _, err := o.Open(key.Applicant, ""); err != nil {
			t.Fatal(err)
		}
		if open := o.waitingApplicants(w.rows()); len(open) > 0 {
			t.Fatalf("%s is open here already", open)
		}
		var walk sync.WaitGroup
		walk.Go(func() { o.PollWaiting(t.Context()) })
		time.Sleep(10 * time.Minute)
		if w.store.count(key, "Opened") != opened || !holder.Snapshot().IsHolder {
			t.Fatal("the patrol took a dossier from its holder")
		}
		o.Close()
		walk.Wait()
	})
}

func TestOfficeKeepsDesksAndClosesThem(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, silent)
		})
		o := w.office()
		d, err := o.Open(key.Applicant, "")
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := o.Open(key.Applicant, ""); again != d {
			t.Fatal("one applicant has two desks")
		}
		w.plan(d)
		if o.AnyReleased() {
			t.Error("a picture was released before one was chosen")
		}
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Awaiting)
		if !o.AnyReleased() {
			t.Error("a picture that was sent is not known")
		}
		e := w.file(front, "front")
		if met, err := o.WasSentForOther(t.Context(), "5x6", w.file(selfie, "selfie").SHA256); err != nil || !met {
			t.Fatalf("a picture that may have arrived for another: %t, %v", met, err)
		}
		if met, err := o.WasSentForOther(t.Context(), "5x6", e.SHA256); err != nil || met {
			t.Fatalf("a picture nobody sent: %t, %v", met, err)
		}
		o.Close()
		w.want(d, "front missing, back missing, selfie unconfirmed, address.front missing")
		if _, err := o.Open("7x8", ""); !errors.Is(err, context.Canceled) {
			t.Fatalf("a closed office opened a desk: %v", err)
		}
		o.PollWaiting(t.Context()) // returns at once
	})
}

func TestPicturesCloseWhatNobodyNeeds(t *testing.T) {
	p := NewPictures()
	closed := make([]atomic.Int32, maxUnpinned+2)
	hash := func(i int) flows.SHA256 { return flows.SHA256{byte(i)} }
	p.Put(hash(0), picture{bytes.NewReader(nil), &closed[0]})
	p.addPins(hash(0), 1)
	for i := 1; i < len(closed); i++ {
		p.Put(hash(i), picture{bytes.NewReader(nil), &closed[i]})
	}
	if !p.Has(hash(0)) || p.Has(hash(1)) || closed[1].Load() != 1 || !p.Has(hash(2)) {
		t.Fatal("not the longest unused loose picture was closed")
	}
	var twin atomic.Int32
	p.Put(hash(2), picture{bytes.NewReader(nil), &twin})
	if twin.Load() != 1 || closed[2].Load() != 0 {
		t.Fatal("the second descriptor of a picture stayed open")
	}
	p.Close()
	for i := range closed {
		if closed[i].Load() != 1 {
			t.Errorf("picture %d was closed %d times", i, closed[i].Load())
		}
	}
}

func TestADeskKeepsPicturesOpenUntilTheirNeedIsComplete(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		w.plan(d)
		e := w.file(front, "front")
		w.do(d, e)
		w.untilState(d, front, flows.Accepted)
		pins := func() int { w.pictures.mu.Lock(); defer w.pictures.mu.Unlock(); return w.pictures.open[e.SHA256].pins }
		if pins() != 1 {
			t.Fatal("the front may be wanted again, its back has not been seen")
		}
		w.do(d, w.file(back, "back"))
		w.untilState(d, back, flows.Accepted)
		if pins() != 0 {
			t.Fatal("the need is complete")
		}
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, silent)
		})
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Awaiting)
		d.Close()
		for _, h := range w.pictures.open {
			if h.pins != 0 {
				t.Fatal("a closed desk holds a picture")
			}
		}
	})
}

func TestTheOthersSeeHowLongAgoSomebodyTyped(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		o := w.office()
		first, err := o.Open(key.Applicant, "")
		if err != nil {
			t.Fatal(err)
		}
		second := w.open("b")
		defer second.Close()
		w.until(second, "the first is seen", func(s Snapshot) bool { return len(s.Others) == 1 })
		if at := second.Snapshot().Others[0].Typed; !at.IsZero() {
			t.Errorf("nobody has typed, and yet at %s", at)
		}
		o.NoteKeyPress()
		typed := time.Now()
		time.Sleep(30 * time.Second) // beats go on without a key
		if at := second.Snapshot().Others[0].Typed; !at.Equal(typed) {
			t.Errorf("typed at %s, seen at %s", typed, at)
		}
		o.Close()
		_ = first
	})
}

// TestWhoLeavesADossierIsNotThere proves that others see nobody at a dossier that was left, that
// it can be opened again, as another session, and that a holder who goes hands it to nobody who
// left.
func TestWhoLeavesADossierIsNotThere(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		o := w.office()
		defer o.Close()
		holder := w.open("a")
		w.plan(holder)
		watching, err := o.Open(key.Applicant, "")
		if err != nil {
			t.Fatal(err)
		}
		w.until(holder, "the watcher is seen", func(s Snapshot) bool { return len(s.Others) == 1 })
		o.Leave(key.Applicant)
		o.Leave(key.Applicant)
		w.until(holder, "the watcher is gone", func(s Snapshot) bool { return len(s.Others) == 0 })
		holder.Close()
		time.Sleep(time.Minute)
		if watching.Snapshot().IsHolder {
			t.Error("who left became the holder")
		}
		again, err := o.Open(key.Applicant, "")
		if err != nil {
			t.Fatal(err)
		}
		w.until(again, "holding", func(s Snapshot) bool { return s.IsHolder })
		if again.Snapshot().Session == watching.Snapshot().Session {
			t.Error("it is the same session")
		}
	})
}

// TestOpenElsewhereNamesTheHolder proves that somebody who only looks at a dossier does not
// count as having it open, whoever gave the last sign of life, also when the holder is gone.
func TestOpenElsewhereNamesTheHolder(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofLars, ofEva, ofMaya := m.operator(lars, "a"), m.operator(lead, "b"), m.operator(maya, "c")
		defer ofEva.Close()
		defer ofMaya.Close()
		defer ofLars.Close()
		m.work(ofMaya, canary).Close()
		held, err := ofLars.Open(canary, "shift change")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if _, err := ofEva.Open(canary, ""); err != nil {
			t.Fatal(err)
		}
		check := func(want string) {
			t.Helper()
			synctest.Wait()
			if _, err := ofMaya.Dossiers(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			if open, err := ofMaya.OpenElsewhere(t.Context()); err != nil || open[canary].Operator != want {
				t.Errorf("open: %v, %v", open, err)
			}
		}
		check("lars")
		held.Close()
		check("")
	})
}

// TestOpenElsewhereNamesLiveSessionsOnly proves that the start list marks a dossier that
// another living session has open, and neither its own nor one of a session that is gone.
func TestOpenElsewhereNamesLiveSessionsOnly(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		o := w.office()
		defer o.Close()
		other := func(applicant, session, operator string, ago time.Duration) {
			at := flows.Key{Origin: key.Origin, Applicant: applicant}
			p := journal.Presence{Session: session, Operator: operator, Host: "elsewhere", At: time.Now().Add(-ago)}
			if err := w.store.RecordPresence(t.Context(), at, p); err != nil {
				t.Fatal(err)
			}
		}
		other("1x1", "s9", "maya", time.Second)
		other("2x2", o.cfg.Session, "anna", time.Second)
		other("3x3", "s8", "bob", time.Minute)
		open, err := o.OpenElsewhere(t.Context())
		if err != nil || len(open) != 1 || open["1x1"] != (Elsewhere{Operator: "maya", Host: "elsewhere"}) {
			t.Errorf("%v, %v", open, err)
		}
	})
}
