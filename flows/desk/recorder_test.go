package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/notice"
)

// appendScript is what becomes of one append.
type appendScript struct {
	isDurable bool
	result    journal.Result
}

// scriptedStore is a journal whose next appends go as the test says; then it is sound.
type scriptedStore struct {
	*memStore
	script  []appendScript
	readErr error
}

func (s *scriptedStore) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	if len(s.script) == 0 {
		return s.memStore.Append(ctx, key, e, sum)
	}
	now := s.script[0]
	s.script = s.script[1:]
	if now.isDurable {
		s.memStore.Append(ctx, key, e, sum)
	}
	return journal.Outcome{Result: now.result, Err: errCut}
}

func (s *scriptedStore) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	if s.readErr != nil {
		return nil, s.readErr
	}
	return s.memStore.Load(ctx, key, after)
}

// recorderTest is a recorder of session "a", which holds a dossier in which session
// "past" still waits for the answer on attempt 1.
type recorderTest struct {
	*recorder
	t         *testing.T
	store     *scriptedStore
	clock     time.Time
	told      []notice.Notice
	recorded  []string // choices that the owner was told of
	changes   int
	ids       int
	forbidden error // what the owner answers to every choice
}

func newRecorderTest(t *testing.T) *recorderTest {
	t.Helper()
	r := &recorderTest{t: t, store: &scriptedStore{memStore: newStore()}, clock: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	r.write("past", flows.Opened{}, flow(), flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"},
		flows.FileChosen{Slot: front, SHA256: flows.SHA256{1}, Bytes: 1, MediaType: "image/jpeg"},
		flows.SendStarted{Attempt: 1, Slot: front}, flows.Released{Attempt: 1})
	r.write("a", flows.Opened{})
	cfg := Config{
		Key: key, Store: r.store, Session: "a", Operator: "a-op", Now: func() time.Time { return r.clock },
		NewID: func() string { r.ids++; return fmt.Sprint("a-", r.ids) },
	}
	r.recorder = newRecorder(t.Context(), cfg, r, func(n notice.Notice) { r.told = append(r.told, n) })
	if err := r.reloadEntries(); err != nil {
		t.Fatal(err)
	}
	return r
}

// beginAttempt opens attempt 2, which is this session's own.
func (r *recorderTest) beginAttempt() {
	r.t.Helper()
	r.write("a", selfieChosen(), flows.FileChosen{Slot: selfie, SHA256: flows.SHA256{2}, Bytes: 1, MediaType: "image/jpeg"}, flows.SendStarted{Attempt: 2, Slot: selfie})
	if err := r.reloadEntries(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *recorderTest) prepareChoice(e flows.Event) (flows.Event, error) { return e, r.forbidden }

func (r *recorderTest) choiceRecorded(e flows.Event) {
	r.recorded = append(r.recorded, flows.EventName(e))
}

func (r *recorderTest) journeyChanged(flows.Journey, flows.Entry) { r.changes++ }

// write appends events of a session, without this recorder's knowledge.
func (r *recorderTest) write(session string, events ...flows.Event) {
	r.t.Helper()
	for _, event := range events {
		entries, _ := r.store.memStore.Load(r.t.Context(), key, 0)
		j, err := flows.Fold(key, entries)
		if err != nil {
			r.t.Fatal(err)
		}
		e := flows.Entry{Seq: j.Head() + 1, ID: fmt.Sprint(session, "-", j.Head()+1), At: r.clock, Session: session, Operator: session + "-op", Event: event}
		if out := r.store.memStore.Append(r.t.Context(), key, e, flows.Summary{}); out.Result != journal.Done {
			r.t.Fatal(out.Err)
		}
	}
}

// answerOfPast is a fact of another session, which leaves the dossier with "a".
func answerOfPast() flows.Event {
	return flows.Answered{Attempt: 1, Kind: flows.AnswerAccepted, Status: 200}
}

func selfieChosen() flows.Event {
	return flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"}
}

func statusSeen() flows.Event { return flows.StatusSeen{Modified: 7} }

// choose records a choice for a caller that waits. The channel has its answer.
func (r *recorderTest) choose(ctx context.Context, events ...flows.Event) chan error {
	answer := make(chan error, 1)
	r.recordChoices(&choices{events: events, ctx: ctx, answer: func(err error) { answer <- err }})
	return answer
}

// wantAnswer checks the answer that a caller has; errWaits says that it has none yet.
func (r *recorderTest) wantAnswer(answer chan error, want error) {
	r.t.Helper()
	got := errWaits
	select {
	case got = <-answer:
	default:
	}
	if !errors.Is(got, want) {
		r.t.Errorf("answered %v, want %v", got, want)
	}
}

var errWaits = errors.New("the caller still waits")

func (r *recorderTest) wantCount(name string, want int) {
	r.t.Helper()
	if n := r.store.count(key, name); n != want {
		r.t.Errorf("%s is in the journal %d times, want %d: %v", name, n, want, r.store.events(key))
	}
}

// wantTold checks the beginnings of all notices.
func (r *recorderTest) wantTold(want ...string) {
	r.t.Helper()
	if !slices.EqualFunc(r.told, want, func(n notice.Notice, begin string) bool { return strings.HasPrefix(assets.NoticeText(n), begin) }) {
		r.t.Errorf("told %+v, want %q", r.told, want)
	}
}

// comeBack lets the journal be read and written again, and tries what waits.
func (r *recorderTest) comeBack() {
	r.t.Helper()
	r.store.readErr, r.store.script, r.clock = nil, nil, r.clock.Add(time.Minute)
	if r.readFailed {
		if err := r.reloadEntries(); err != nil {
			r.t.Fatal(err)
		}
	}
	r.appendPending()
	r.retryPostponed()
	r.endOutage()
}

const backAfter = "The journal is back after 1m0s. "

func TestAFactThatMeetsAConflictIsRecordedOnTheNewHead(t *testing.T) {
	r := newRecorderTest(t)
	r.write("past", answerOfPast())
	r.recordFact(statusSeen())
	r.wantCount("StatusSeen", 1)
	if len(r.pending) != 0 || r.outage != nil || r.journey.Head() != 9 || r.changes != 9 {
		t.Errorf("%d pending, head %d after %d changes, outage %v", len(r.pending), r.journey.Head(), r.changes, r.outage)
	}
	r.wantTold()
}

// TestConflictsHaveNoReasonOfAnEarlierFailure: what was wrong with the journal last is not
// said of an entry for which others were only faster.
func TestConflictsHaveNoReasonOfAnEarlierFailure(t *testing.T) {
	r := newRecorderTest(t)
	r.journalReason = journal.ErrFull.Error()
	r.store.script = slices.Repeat([]appendScript{{result: journal.Conflict}}, maxAppendConflicts)
	r.recordFact(statusSeen())
	if len(r.told) != 1 || r.told[0].Reason != "" || len(r.pending) != 1 {
		t.Errorf("%d wait, %+v", len(r.pending), r.told)
	}
}

func TestAChoiceThatMeetsAConflictIsDropped(t *testing.T) {
	r := newRecorderTest(t)
	r.write("past", answerOfPast())
	r.wantAnswer(r.choose(t.Context(), selfieChosen()), ErrStateChanged)
	r.wantCount("DocumentChosen", 1)
	r.write("b", flows.Opened{})
	r.wantAnswer(r.choose(t.Context(), selfieChosen()), flows.ErrNotHolder)
	if !r.takenOver || len(r.recorded) != 0 {
		t.Errorf("taken over: %v, recorded %v", r.takenOver, r.recorded)
	}
	r.wantTold(assets.TakenOverFromHere.String())
	if by := r.told[0].Operators; !slices.Equal(by, []string{"b-op"}) {
		t.Errorf("by %v", by)
	}
}

func TestAChoiceOfUnknownOutcomeThatIsDurableCounts(t *testing.T) {
	r := newRecorderTest(t)
	r.store.script = []appendScript{{true, journal.Unknown}}
	r.wantAnswer(r.choose(t.Context(), selfieChosen()), nil)
	r.wantCount("DocumentChosen", 2)
	if !slices.Equal(r.recorded, []string{"DocumentChosen"}) || r.outage != nil {
		t.Errorf("recorded %v, outage %v", r.recorded, r.outage)
	}
}

func TestAConflictWithOurOwnEarlierTryIsNone(t *testing.T) {
	r := newRecorderTest(t)
	r.store.script, r.store.readErr = []appendScript{{true, journal.Unknown}}, errCut
	if err := r.appendEvent("same", selfieChosen()); !errors.Is(err, ErrMaybeRecorded) {
		t.Fatal(err)
	}
	r.store.readErr = nil
	if err := r.appendEvent("same", selfieChosen()); err != nil {
		t.Error(err)
	}
	r.wantCount("DocumentChosen", 2)
}

func TestAReleaseOfUnknownOutcomeNeverCounts(t *testing.T) {
	for _, durable := range []bool{true, false} {
		r := newRecorderTest(t)
		r.beginAttempt()
		r.store.script = []appendScript{{durable, journal.Unknown}}
		if err := r.appendEvent("gate", flows.Released{Attempt: 2}); !errors.Is(err, ErrNotRecorded) || errors.Is(err, ErrMaybeRecorded) {
			t.Errorf("durable %v: %v", durable, err)
		}
	}
}

func TestAFactOfUnknownOutcomeIsTriedAgainUnderItsID(t *testing.T) {
	for _, durable := range []bool{true, false} {
		r := newRecorderTest(t)
		r.store.script, r.store.readErr = []appendScript{{durable, journal.Unknown}}, errCut
		r.recordFact(statusSeen())
		if len(r.pending) != 1 || r.outage == nil {
			t.Fatalf("durable %v: %d pending, outage %v", durable, len(r.pending), r.outage)
		}
		r.endOutage()
		r.wantTold("The journal cannot be read now; it is tried again every second.", "The status of the applicant is not recorded yet")
		r.told = nil
		r.comeBack()
		r.wantCount("StatusSeen", 1)
		r.wantTold(backAfter + "Nobody else wrote meanwhile.")
		if len(r.pending) != 0 || r.outage != nil {
			t.Errorf("durable %v: %d pending, outage %v", durable, len(r.pending), r.outage)
		}
	}
}

func TestAnUncertainChoiceIsSettledByTheNextRead(t *testing.T) {
	for durable, words := range doubts {
		r := newRecorderTest(t)
		r.store.script, r.store.readErr = []appendScript{{durable, journal.Unknown}}, errCut
		r.recordChoices(&choices{events: []flows.Event{selfieChosen()}})
		r.wantTold("The journal cannot be read", "Not certain: the journal failed.")
		r.told = nil
		r.comeBack()
		r.wantTold(backAfter + words)
		if found := slices.Equal(r.recorded, []string{"DocumentChosen"}); found != durable || len(r.recorded) > 1 || r.told[0].IsProblem == durable {
			t.Errorf("durable %v: recorded %v, %+v", durable, r.recorded, r.told)
		}
	}
}

func TestAPostponedChoiceIsRecordedOnce(t *testing.T) {
	for _, durable := range []bool{true, false} {
		r := newRecorderTest(t)
		r.store.script, r.store.readErr = []appendScript{{durable, journal.Unknown}}, errCut
		answer := r.choose(t.Context(), selfieChosen())
		r.wantAnswer(answer, errWaits)
		r.comeBack()
		r.wantAnswer(answer, nil)
		r.wantCount("DocumentChosen", 2)
		if !slices.Equal(r.recorded, []string{"DocumentChosen"}) || r.outage != nil {
			t.Errorf("durable %v: recorded %v, outage %v", durable, r.recorded, r.outage)
		}
	}
}

func TestAPostponedChoiceIsDroppedWhenOthersWrote(t *testing.T) {
	r := newRecorderTest(t)
	r.store.script, r.store.readErr = []appendScript{{false, journal.Unknown}}, errCut
	answer := r.choose(t.Context(), selfieChosen())
	r.write("past", answerOfPast())
	r.comeBack()
	r.wantAnswer(answer, ErrStateChanged)
	r.wantCount("DocumentChosen", 1)
	r.wantTold("The journal cannot be read", backAfter+"Others wrote one entry meanwhile.")
}

func TestAPostponedChoiceOfACallerThatIsGoneIsDropped(t *testing.T) {
	r := newRecorderTest(t)
	r.store.script, r.store.readErr = []appendScript{{false, journal.Unknown}}, errCut
	ctx, leave := context.WithCancel(t.Context())
	r.choose(ctx, selfieChosen())
	leave()
	r.comeBack()
	r.wantCount("DocumentChosen", 1)
}

func TestAnOutageEndsWithTheLastThingThatWaits(t *testing.T) {
	r := newRecorderTest(t)
	r.noteSendsBlocked(true)
	r.noteSendsBlocked(true)
	r.wantTold("The journal cannot be written now")
	r.store.script = []appendScript{{false, journal.Unknown}}
	r.recordFact(statusSeen())
	r.noteSendsBlocked(false)
	if r.endOutage(); r.outage == nil {
		t.Error("it ended before the fact was recorded")
	}
	r.appendPending()
	if r.endOutage(); r.outage != nil || len(r.told) != 3 {
		t.Errorf("outage %v, told %+v", r.outage, r.told)
	}
}

func TestAPermanentFailureGivesUpWhatWaits(t *testing.T) {
	r := newRecorderTest(t)
	r.beginAttempt()
	if err := r.appendEvent("gate", flows.Released{Attempt: 2}); err != nil {
		t.Fatal(err)
	}
	r.store.script, r.store.readErr = []appendScript{{false, journal.Unknown}}, errCut
	r.recordFact(flows.AnswerLost{Attempt: 2, Cause: flows.CauseNoAnswer})
	r.told, r.store.readErr = nil, nil
	r.store.purge(key)
	if err := r.reloadEntries(); !errors.Is(err, ErrRemoved) {
		t.Fatal(err)
	}
	r.wantTold(assets.LostOutcome)
	r.recordFact(flows.Answered{Attempt: 2, Kind: flows.AnswerAccepted})
	r.recordFact(statusSeen())
	if r.lostOutcomes != 2 || len(r.pending) != 0 || len(r.told) != 2 {
		t.Errorf("%d outcomes lost, %d pending, told %+v", r.lostOutcomes, len(r.pending), r.told)
	}
	r.wantAnswer(r.choose(t.Context(), selfieChosen()), ErrRemoved)
	if err := r.appendEvent("x", statusSeen()); !errors.Is(err, ErrRemoved) {
		t.Error(err)
	}
	r.wantCount("StatusSeen", 0)
}

func TestAnEntryThatCannotFollowIsDamage(t *testing.T) {
	r := newRecorderTest(t)
	e := flows.Entry{Seq: 8, ID: "x", At: r.clock, Session: "b", Operator: "b-op", Event: flows.Released{Attempt: 9}}
	if out := r.store.memStore.Append(t.Context(), key, e, flows.Summary{}); out.Result != journal.Done {
		t.Fatal(out.Err)
	}
	if err := r.reloadEntries(); !errors.Is(err, flows.ErrDamaged) || !errors.Is(r.permanentErr, flows.ErrDamaged) {
		t.Errorf("%v, then %v", err, r.permanentErr)
	}
	r.wantTold("Entry 8 of this dossier cannot follow the one before it. Nothing more is sent for it")
}

func TestTheFirstRefusalDropsTheRest(t *testing.T) {
	r := newRecorderTest(t)
	r.forbidden = ErrPictureClosed
	r.recordChoices(&choices{events: []flows.Event{selfieChosen(), selfieChosen()}})
	r.wantTold("Not sent: pick the file again.")
	r.wantCount("DocumentChosen", 1)
}
