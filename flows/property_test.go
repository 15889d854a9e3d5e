package flows

import (
	"errors"
	"flag"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"dossier/flows/foreign"
)

// sequences is how many random stories the property test tells when the
// command line does not say so (-rapid.checks).
const sequences = "2000"

// TestRandomStories lets several sessions work on one dossier against a fake
// service, with takeovers, crashes, appends of unknown outcome and stale
// statuses, and holds the promises of this package after every entry.
func TestRandomStories(t *testing.T) {
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		old := flag.Lookup("rapid.checks").Value.String()
		t.Cleanup(func() { _ = flag.Set("rapid.checks", old) })
		if err := flag.Set("rapid.checks", sequences); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range 30 + w.pick(70) {
			w.step()
		}
		w.foldsToItself()
	})
}

// post appends an event and holds every promise against what came of it.
func (w *world) post(session string, e Event) error {
	before := w.j
	err := w.appendAs(session, e)
	if err != nil {
		w.mayRefuse(before, session, e, err)
		return err
	}
	w.remember(before, e)
	w.factsStay(before, e)
	w.gatesHold(before, session, e)
	w.startsOnlyWhenReady(before, e)
	w.workIsSound()
	if w.chance(4) {
		w.past = append(w.past, past{w.j, len(w.entries)})
	}
	return nil
}

// mayRefuse: a fact on a released attempt, and a fact on a released start, are
// never unappliable for the session that made them.
func (w *world) mayRefuse(before Journey, session string, e Event, err error) {
	if !errors.Is(err, ErrOutOfTurn) && !errors.Is(err, ErrNotHolder) && before.Head() > 0 {
		w.t.Fatalf("%s: %v", EventName(e), err)
	}
	if !reflect.DeepEqual(before, w.j) {
		w.t.Fatalf("a refused %s changed the journey", EventName(e))
	}
	if a, ok := before.Attempt(attemptOfEvent(e)); ok && a.Session == session && !a.ReleasedAt.IsZero() && e.eventClass() == factClass {
		w.t.Fatalf("%s on the released attempt %d: %v", EventName(e), a.Number, err)
	}
}

// attemptOfEvent is the attempt that a fact on a picture speaks of, 0 for others.
func attemptOfEvent(e Event) AttemptNumber {
	switch v := e.(type) {
	case Answered:
		return v.Attempt
	case AnswerLost:
		return v.Attempt
	case NotSent:
		return v.Attempt
	}
	return 0
}

// factsStay: an answer is recorded on its attempt whenever it comes, and moves
// the attempt's own need, and that only while the attempt is the present one.
func (w *world) factsStay(before Journey, e Event) {
	n := attemptOfEvent(e)
	if n == 0 {
		return
	}
	was, _ := before.Attempt(n)
	now, _ := w.j.Attempt(n)
	if _, ok := e.(Answered); ok && !was.ReleasedAt.IsZero() && now.State != AttemptAnswered {
		w.t.Fatalf("the answer to attempt %d is not recorded: %s", n, now.State)
	}
	for i := range before.needs {
		mine := before.isCurrentAttempt(n) && was.Slot.Need == before.needs[i].need.Name
		if !mine && !reflect.DeepEqual(before.needs[i], w.j.needs[i]) {
			w.t.Fatalf("%s on attempt %d moved %s", EventName(e), n, before.needs[i].need.Name)
		}
	}
}

// gatesHold: no release after a takeover or before the other side's turn, and
// no check while anything is missing.
func (w *world) gatesHold(before Journey, session string, e Event) {
	if v, ok := e.(Released); ok {
		a, _ := before.Attempt(v.Attempt)
		if before.Holder().Session != session || a.Session != session || w.openedAt > w.startedAt[v.Attempt] {
			w.t.Fatalf("attempt %d was released after a takeover", v.Attempt)
		}
		if l, ok := before.Line(Slot{a.Slot.Need, Front}); ok && a.Slot.Side == Back && l.State != Accepted {
			w.t.Fatalf("a back was released while the front is %s", l.State)
		}
		if len(w.incidents) > 0 || before.Check().State != CheckNone || before.IsClosed() {
			w.t.Fatal("a picture was released into a blocked dossier")
		}
	}
}

// startsOnlyWhenReady looks at the attempts themselves, not at StartBlockers.
func (w *world) startsOnlyWhenReady(before Journey, e Event) {
	switch e.(type) {
	case CheckConfirmed, CheckReleased:
		if lack := w.firstMissing(before); lack != "" {
			w.t.Fatalf("%s was taken: %s", EventName(e), lack)
		}
	}
	if len(w.j.StartBlockers()) == 0 {
		if lack := w.firstMissing(w.j); lack != "" {
			w.t.Fatalf("the check could start: %s", lack)
		}
	}
	if w.begun > w.j.Check().Used {
		w.t.Fatalf("%d checks have begun, %d are counted", w.begun, w.j.Check().Used)
	}
	if c := w.j.Check(); w.running == c.Number && w.running > 0 && c.HasResult() {
		w.t.Fatalf("check %d runs, and a result of another was taken for its own", c.Number)
	}
}

// firstMissing says why the service must not be asked to check what is there.
func (w *world) firstMissing(j Journey) string {
	if len(w.incidents) > 0 {
		return "an incident is open"
	}
	if j.IsClosed() || len(j.Checklist()) == 0 {
		return "closed or empty"
	}
	for _, a := range j.attempts {
		if a.State == AttemptSending || a.State == AttemptReleased {
			return "a picture is on its way"
		}
	}
	for _, n := range j.Checklist() {
		if !n.Chosen || len(n.Lines) == 0 {
			return "a document is not chosen"
		}
		for _, l := range n.Lines {
			if why := missingText(l); why != "" {
				return l.Slot.String() + ": " + why
			}
		}
	}
	return ""
}

func missingText(l SlotLine) string {
	a := l.Attempt
	answered := a.State == AttemptAnswered && a.Kind == AnswerAccepted
	decided := a.Decision != nil && a.Decision.Received && a.State != AttemptNotSent
	switch {
	case l.State != Accepted:
		return string(l.State)
	case !answered && !decided:
		return "neither answered nor decided"
	case len(a.Errors) > 0 || a.Rejected:
		return "refused"
	case !answered && !a.IsAcknowledged(foreign.Untrusted(RemarksUnknown)):
		return "unknown remarks are unread"
	}
	for _, remark := range a.Warnings {
		if !a.IsAcknowledged(remark.Code) {
			return "a warning is unread"
		}
	}
	return ""
}

// workIsSound: what a session is told to do is possible, its own, and in turn.
func (w *world) workIsSound() {
	for _, p := range w.procs {
		for _, item := range w.j.Work(p.name) {
			switch v := item.(type) {
			case BeginSend:
				w.beginIsSound(p, v)
			case Upload:
				if p.uploads[v.Attempt] == nil && p.starting != v.Attempt {
					w.t.Fatalf("%s is to go on with attempt %d, which it has ended", p.name, v.Attempt)
				}
			case PollStatus:
				if w.j.Holder().Session != p.name {
					w.t.Fatal("a session that holds nothing asks for the status")
				}
			}
		}
	}
}

func (w *world) beginIsSound(p *process, b BeginSend) {
	l, ok := w.j.Line(b.Slot)
	if !ok || l.State != Chosen || l.Picture.Session != p.name || w.j.Holder().Session != p.name {
		w.t.Fatalf("%s is to send %s, which is %s", p.name, b.Slot, l.State)
	}
	if l, ok := w.j.Line(Slot{b.Slot.Need, Front}); ok && b.Slot.Side == Back && l.State != Accepted {
		w.t.Fatalf("a back is to be sent while the front is %s", l.State)
	}
	if w.j.Check().State != CheckNone || len(w.incidents) > 0 || w.j.IsClosed() {
		w.t.Fatal("a picture is to be sent in a blocked dossier")
	}
}

// foldsToItself: the entries, written and read again, make the same journey,
// and no journey kept on the way has been changed by a later entry.
func (w *world) foldsToItself() {
	j, kept := NewJourney(testKey), append(w.past, past{w.j, len(w.entries)})
	for i, e := range w.entries {
		stored, err := Encode(e.Event)
		if err != nil {
			w.t.Fatal(err)
		}
		if e.Event, err = Decode(stored); err != nil {
			w.t.Fatalf("%s: %v", EventName(w.entries[i].Event), err)
		}
		if j, err = j.Apply(e); err != nil {
			w.t.Fatalf("the journal of a journey does not fold: %v", err)
		}
		for _, p := range kept {
			if p.entries == i+1 && !reflect.DeepEqual(p.j, j) {
				w.t.Fatalf("after entry %d of %d the fold is another journey", i+1, len(w.entries))
			}
		}
	}
	if !slices.ContainsFunc(kept, func(p past) bool { return p.entries == len(w.entries) }) {
		w.t.Fatal("the end was not compared")
	}
}
