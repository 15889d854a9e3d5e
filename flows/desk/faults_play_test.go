//go:build linux || darwin

package desk_test

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
)

// scriptedRows are the rows that no single answer of the service makes: the
// operator, the journal, the process, the connection and the clock.
func scriptedRows() []faultCase {
	good := []string{"ACCEPTED"}
	gone := "The session ended. Stopped before the end: the service did not get a complete picture."
	left := "Sent before its session ended. Unclear."
	return []faultCase{
		{row: 30, name: "taken back", when: before, serve: openPicture, play: playCancel,
			state: flows.Failed, cause: flows.CauseTakenBack, attempts: 1, says: []string{"Stopped by you before the end"}},
		{row: 30, name: "taken back in the hold", when: whole, serve: accepts, hold: time.Hour, play: playHeld(func(r *run) { r.desk.TakeBack() }),
			state: flows.Failed, cause: flows.CauseTakenBack, attempts: 1, says: []string{"Taken back by you; nothing was sent."}},
		{row: 32, name: "closed in the hold", when: whole, serve: accepts, hold: time.Hour, play: playHeld(func(r *run) { r.desk.Close(); r.desk = r.start(r.config("b")) }),
			state: flows.Failed, cause: flows.CauseCancelled, attempts: 1, says: []string{"It was cancelled. Nothing was sent."}},
		{row: 6, name: "overtaken in the hold", when: whole, serve: accepts, hold: time.Hour, play: playHeld(overtake),
			state: flows.Failed, cause: flows.CauseTakenOver, attempts: 1, says: []string{"Somebody else took this applicant over."}},
		{row: 30, name: "too late", when: after, serve: waits, play: playTooLate,
			state: flows.Accepted, attempts: 1, kept: 1, says: []string{"ACCEPTED", "cannot be taken back"}},
		{row: 31, name: "recovers", when: after, serve: accepts, play: playDeafJournal(false),
			state: flows.Accepted, attempts: 1, kept: 1, says: good},
		{row: 31, name: "ends", when: after, serve: accepts, play: playDeafJournal(true),
			state: flows.Unclear, cause: flows.CauseSessionGone, attempts: 1, kept: 1, says: []string{left, received, again}},
		{row: 32, name: "killed", when: before, serve: resetsWhenTold, play: playKilled,
			state: flows.Failed, cause: flows.CauseSessionGone, attempts: 1, says: []string{gone}},
		{row: 32, name: "killed", when: after, serve: silent, play: playKilled,
			state: flows.Unclear, cause: flows.CauseSessionGone, attempts: 1, kept: 1, says: []string{left, received, again}},
		{row: 33, name: "three pictures", when: whole, serve: accepts, persists: true, play: playThree,
			state: flows.Accepted, attempts: 3, kept: 3, says: good},
		{row: 34, name: "set back in the hold", when: whole, serve: accepts, ticking: true, hold: 300 * time.Millisecond,
			play: playClock("SendStarted", -time.Hour), state: flows.Accepted, attempts: 1, kept: 1, says: good},
		{row: 34, name: "set back in a pause", when: whole, serve: only(1, breaks), narrow: true, ticking: true,
			play: playClock("NotSent", -time.Hour), state: flows.Accepted, attempts: 2, kept: 1, waits: twoTries[:1], says: good},
		{row: 34, name: "set forward in a pause", when: whole, serve: only(1, breaks), narrow: true, ticking: true,
			play: playClock("NotSent", time.Hour), state: flows.Accepted, attempts: 2, kept: 1, waits: twoTries[:1], says: good},
		{row: 34, name: "set forward before the answer", when: whole, serve: waits, play: playLateClock,
			state: flows.Accepted, attempts: 1, kept: 1, says: good},
		{row: 34, name: "suspended", when: before, serve: resetsWhenTold, play: playSuspended,
			state: flows.Failed, cause: flows.CauseSessionGone, attempts: 2, says: []string{gone}},
		{row: 34, name: "suspended", when: after, serve: resetsWhenTold, play: playSuspended,
			state: flows.Unclear, cause: flows.CauseNoAnswer, attempts: 1, kept: 1, says: []string{probably, received, again}},
	}
}

// breaks ends a connection that has taken little, so that the client's write
// has not come to its end.
func breaks(x *exchange) { x.some(1000); x.reset() }

// finish is what every script ends with.
func (r *run) finish(slot flows.Slot) {
	r.Helper()
	r.expect(slot)
	r.read(slot, r.c.says...)
	r.still()
	r.audit()
}

// awaitFault waits until upload n is where its fault begins.
func (r *run) awaitFault(n int) {
	r.Helper()
	late := time.NewTimer(r.patience())
	defer late.Stop()
	for {
		select {
		case got := <-r.service.reached:
			if got == n {
				return
			}
		case <-late.C:
			r.Fatalf("upload %d never came: %s; %+v", n, r.events(), r.service.seen())
		}
	}
}

// playCancel takes a picture back that has not left.
func playCancel(r *run) {
	r.open(nil)
	r.choose(selfie)
	r.awaitFault(1)
	r.desk.TakeBack()
	r.settle(selfie, r.c.state)
	r.finish(selfie)
}

// playHeld lets something happen while the connection is open and the hold lasts: not
// one byte of the request comes to the service, then or later.
func playHeld(happens func(r *run)) func(r *run) {
	return func(r *run) {
		r.open(nil)
		r.choose(selfie)
		r.until("held", func(s desk.Snapshot) bool { return len(s.Sends) == 1 })
		for late := time.Now().Add(r.patience()); r.service.seen().connections == 0 && time.Now().Before(late); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond) // a request that is not held would have come by now
		happens(r)
		r.settle(selfie, r.c.state)
		r.finish(selfie)
		if n := r.service.seen().uploads; n != 0 {
			r.Errorf("%d uploads came to the service in the hold", n)
		}
	}
}

// overtake lets another session take the dossier.
func overtake(r *run) {
	head := r.desk.Snapshot().Journey.Head()
	other := flows.Entry{Seq: head + 1, ID: "other", At: r.clock.Now(), Session: "b", Operator: "b-op", Event: flows.Opened{Reason: "shift change"}}
	if out := r.store.Append(context.Background(), r.key, other, flows.Summary{Key: r.key, Head: head + 1, Updated: other.At}); out.Result != journal.Done {
		r.Errorf("the other session could not write: %v", out)
	}
}

// playTooLate tries to take a picture back that has left.
func playTooLate(r *run) {
	r.open(nil)
	r.choose(selfie)
	r.awaitFault(1)
	r.desk.TakeBack()
	r.do()
	if l := r.line(selfie); l.State != flows.Awaiting {
		r.Errorf("%s after a cancel that came too late", l.State)
	}
	if err := r.desk.PostAndWait(r.Context(), flows.SendCancelled{Slot: selfie, Attempt: 1}); err == nil {
		r.Error("a picture that has left was cancelled")
	}
	close(r.service.proceed)
	r.settle(selfie, flows.Accepted)
	r.finish(selfie)
}

// playOvertaken lets another session take the dossier just before the journal
// is asked about the last byte: the conflict is the journal's own.
func playOvertaken(r *run) {
	var once sync.Once
	r.open(func(_ int, e flows.Entry) journaltest.Fault {
		if flows.EventName(e.Event) == "Released" {
			once.Do(func() {
				other := flows.Entry{Seq: e.Seq, ID: "other", At: e.At, Session: "b", Operator: "b-op", Event: flows.Opened{Reason: "shift change"}}
				if out := r.store.Append(context.Background(), r.key, other, flows.Summary{Key: r.key, Head: e.Seq, Updated: e.At}); out.Result != journal.Done {
					r.Errorf("the other session could not write: %v", out)
				}
			})
		}
		return journaltest.NoFault
	})
	r.choose(selfie)
	r.settle(selfie, r.c.state)
	r.finish(selfie)
}

// playChangedFile sends a file that holds other bytes than were approved.
func playChangedFile(r *run) {
	r.open(nil)
	chosen := r.pictureOf(selfie, r.size)
	r.files.Close()
	r.files.Put(chosen.SHA256, inMemory{bytes.NewReader(pictureBytes()[1000 : 1000+r.size])})
	r.do(chosen)
	r.until("an outcome", func(desk.Snapshot) bool { return r.line(selfie).Cause == r.c.cause })
	r.finish(selfie)
}

// playPaused refuses the token: the next picture does not even connect.
func playPaused(r *run) {
	r.open(nil)
	r.choose(selfie)
	r.settle(selfie, r.c.state)
	r.expect(selfie)
	r.read(selfie, r.c.says...)
	r.do(r.pictureOf(bill, 1000))
	r.settle(bill, flows.Failed)
	r.read(bill, "Sending is paused. Nothing was sent.")
	if l := r.line(bill); l.Cause != flows.CausePaused || r.service.seen().uploads != 1 {
		r.Errorf("%s, %d uploads with a refused token", l.Cause, r.service.seen().uploads)
	}
	r.still()
	r.audit()
}

// playOneAtATime has two pictures to send after a 429: the second to go waits
// for the first.
func playOneAtATime(r *run) {
	r.open(nil)
	r.choose(selfie)
	ticks := r.desk.Subscribe()
	for r.line(selfie).Cause != flows.CauseThrottled {
		<-ticks
	}
	r.do(r.pictureOf(bill, 1000))
	r.awaitFault(2)
	r.until("the second attempt", func(desk.Snapshot) bool { return r.line(selfie).State == flows.Sending })
	time.Sleep(50 * time.Millisecond) // who does not wait for the other would have connected by now
	close(r.service.proceed)
	r.settle(selfie, flows.Accepted)
	r.settle(bill, flows.Accepted)
	if n := r.service.seen().widest; n != 1 {
		r.Errorf("%d uploads side by side after a 429", n)
	}
	r.finish(selfie)
}

func (r *run) blocked(kind flows.BlockerKind) {
	r.Helper()
	list := r.desk.Snapshot().Journey.StartBlockers()
	if !slices.ContainsFunc(list, func(b flows.Blocker) bool { return b.Kind == kind }) {
		r.Errorf("nothing of the kind %q keeps the check from starting: %v", kind, list)
	}
}

func playWarning(r *run) {
	r.open(nil)
	r.choose(selfie)
	r.settle(selfie, r.c.state)
	r.blocked(flows.BlockWarning)
	r.finish(selfie)
}

// playPair has a back refused whose front was accepted.
func playPair(r *run) {
	r.open(nil)
	r.do(r.pictureOf(front, r.size), r.pictureOf(back, r.size))
	r.settle(back, r.c.state)
	if l := r.line(front); l.State != flows.SetAside {
		r.Errorf("the front is %s", l.State)
	}
	r.blocked(flows.BlockRefused)
	r.finish(back)
}

// playIncident stops everything about the applicant.
func playIncident(r *run) {
	r.open(nil)
	r.choose(selfie)
	r.settle(selfie, r.c.state)
	r.blocked(flows.BlockIncident)
	if err := r.desk.PostAndWait(r.Context(), r.pictureOf(bill, 1000)); err == nil {
		r.Error("something goes on after an answer about somebody else")
	}
	if err := r.desk.PostAndWait(r.Context(), flows.Decided{Attempt: 1, Received: true, Reason: "seen"}); err == nil {
		r.Error("an incident is decided away")
	}
	r.finish(selfie)
}

func playRedirect(status int) func(*run) {
	return func(r *run) {
		other := newService(r.T, faultCase{serve: accepts})
		r.service.mu.Lock()
		r.service.answer = says(response(status, "", "Location: http://"+other.address()+"/wf/api-document-upload"))
		r.service.mu.Unlock()
		r.open(nil)
		r.choose(selfie)
		r.settle(selfie, r.c.state)
		r.read(selfie, "redirect "+other.address())
		r.finish(selfie)
		if seen := other.seen(); seen.connections != 0 {
			r.Errorf("the other host saw %+v", seen)
		}
	}
}

// playDeafJournal cannot record a good answer. Only the record is tried again;
// when the program ends before, the next one asks.
func playDeafJournal(ends bool) func(*run) {
	return func(r *run) {
		var deaf atomic.Bool
		deaf.Store(true)
		r.open(func(_ int, e flows.Entry) journaltest.Fault {
			if deaf.Load() && flows.EventName(e.Event) == "Answered" {
				return journaltest.FaultLost
			}
			return journaltest.NoFault
		})
		r.choose(selfie)
		r.until("an answer without a record", func(s desk.Snapshot) bool { return s.Pending == 1 })
		r.read(selfie, "What became of a picture is not recorded yet; keep this window open.")
		if l := r.line(selfie); l.State != flows.Awaiting {
			r.Errorf("%s without a record", l.State)
		}
		if ends {
			r.desk.Close()
			r.desk = r.start(r.config("b"))
		}
		deaf.Store(false)
		r.settle(selfie, r.c.state)
		r.finish(selfie)
	}
}

// playThree sends three pictures to a service that would serve them all on one
// connection.
func playThree(r *run) {
	r.open(nil)
	for _, slot := range []flows.Slot{selfie, bill, front} {
		r.do(r.pictureOf(slot, r.size))
		r.settle(slot, flows.Accepted)
	}
	r.finish(selfie)
}

// playClock moves the clock when an entry is about to be written.
func playClock(name string, by time.Duration) func(*run) {
	return func(r *run) {
		var once sync.Once
		r.open(func(_ int, e flows.Entry) journaltest.Fault {
			if flows.EventName(e.Event) == name {
				once.Do(func() { r.clock.move(by) })
			}
			return journaltest.NoFault
		})
		r.choose(selfie)
		r.settle(selfie, r.c.state)
		r.finish(selfie)
	}
}

// playLateClock moves the clock by a day while an answer is awaited.
func playLateClock(r *run) {
	r.open(nil)
	r.choose(selfie)
	r.awaitFault(1)
	r.clock.move(24 * time.Hour)
	r.do()
	r.do()
	if l := r.line(selfie); l.State != flows.Awaiting {
		r.Errorf("%s although the answer is under way", l.State)
	}
	close(r.service.proceed)
	r.settle(selfie, flows.Accepted)
	r.finish(selfie)
}
