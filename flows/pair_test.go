package flows

import (
	"slices"
	"testing"
	"time"
)

// bothSent is a pair whose front is accepted and whose back is released.
func bothSent() []Event {
	return joinEvents(opened(), sent(front, 1, 1), eventList(accepted(1)), sent(back, 2, 2))
}

// frontAssumed is a pair whose front a person took as received, while the
// answer was still open, and whose back is being sent.
func frontAssumed() []Event {
	return joinEvents(opened(), sent(front, 1, 1),
		eventList(AnswerLost{Attempt: 1}, Decided{1, true, "seen"}, choose(back, 2), SendStarted{Attempt: 2, Slot: back}))
}

func TestFrontGoesBeforeBack(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), eventList(choose(back, 2)))...)
	s.mustRefuse(t, ann, SendStarted{Attempt: 1, Slot: back}, ErrOutOfTurn)
	if work := s.j.Work(ann); len(work) != 0 {
		t.Errorf("the back is wanted before the front: %v", work)
	}
	s.mustPost(t, ann, sent(front, 1, 1)...)
	s.mustRefuse(t, ann, SendStarted{Attempt: 2, Slot: back}, ErrOutOfTurn)
	s.mustPost(t, ann, accepted(1), SendStarted{Attempt: 2, Slot: back})
}

func TestAnErrorOnTheBackSetsTheFrontAside(t *testing.T) {
	s := storyOf(t, joinEvents(bothSent(), eventList(faulty(2)))...)
	s.assertStates(t, front, SetAside, back, Refused)
	again := s.j.LinesToResend(back)
	if len(again) != 1 || again[0].Slot != front || again[0].Picture.SHA256 != picture(1) {
		t.Errorf("the front is not offered again: %v", again)
	}
	s.mustPost(t, ann, choose(back, 4), choose(front, 1)) // the same front is no duplicate
	s.mustPost(t, ann, SendStarted{Attempt: 3, Slot: front}, Released{3}, accepted(3))
	s.assertStates(t, front, Accepted, back, Chosen)
}

// The session that was to send a front once more may end before it does: the
// next one may do the same, whatever became of the tries in between.
func TestAFrontSetAsideStaysSoUntilItHasGoneAgain(t *testing.T) {
	for name, between := range map[string][]Event{
		"chosen":     {choose(front, 1)},
		"begun":      {choose(front, 1), SendStarted{Attempt: 3, Slot: front}},
		"not sent":   {choose(front, 1), SendStarted{Attempt: 3, Slot: front}, NotSent{Attempt: 3, Cause: CauseUntrusted}, choose(front, 1)},
		"taken back": {choose(front, 1), SendCancelled{Slot: front}, choose(front, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			s := storyOf(t, joinEvents(bothSent(), eventList(faulty(2)))...)
			s.mustPost(t, ann, between...)
			s.mustPost(t, bob, Opened{})
			if got := s.j.Objections(front, picture(1)); len(got) > 0 {
				t.Errorf("%v", got)
			}
			if l, _ := s.j.Line(front); name == "chosen" && (l.State != SetAside || l.Reason != WithOtherSide) {
				t.Errorf("%s, %s", l.State, l.Reason)
			}
			s.mustPost(t, bob, choose(front, 1))
		})
	}
	s := storyOf(t, joinEvents(bothSent(), eventList(faulty(2)))...)
	s.mustPost(t, ann, choose(front, 7)) // another picture
	s.mustPost(t, bob, Opened{})
	s.assertStates(t, front, Missing)
}

func TestASinglePairKeepsTheFront(t *testing.T) {
	single := testFlow
	single.Needs = slices.Clone(single.Needs)
	single.Needs[0].Pair = PairSingle
	events := bothSent()
	events[1] = FlowChosen{Flow: single}
	s := storyOf(t, append(events, faulty(2))...)
	s.assertStates(t, front, Accepted, back, Refused)
}

func TestAnAcceptanceFromAnEndedRoundIsSetAside(t *testing.T) {
	s := storyOf(t, append(frontAssumed(), Released{2}, faulty(1))...)
	s.assertStates(t, front, Refused, back, Awaiting)
	s.mustPost(t, ann, accepted(2))
	s.assertStates(t, back, SetAside)
}

func TestAFaultFromAnEndedRoundEndsNoOther(t *testing.T) {
	s := storyOf(t, append(frontAssumed(), Released{2}, faulty(1))...)
	s.mustPost(t, ann, sent(front, 3, 5)...)
	s.mustPost(t, ann, accepted(3), faulty(2))
	s.assertStates(t, front, Accepted, back, Refused)
}

func TestALateFaultOfTheFrontCallsTheBackBack(t *testing.T) {
	for name, late := range map[string]Event{
		"faulty":   faulty(1),
		"refused":  answer(1, AnswerRefused),
		"failed":   answer(1, AnswerFailed),
		"mismatch": answer(1, AnswerMismatch),
		"not sent": NotSent{Attempt: 1, Cause: CauseJournal},
	} {
		s := storyOf(t, append(frontAssumed(), late)...)
		if got := s.state(back); got != Chosen {
			t.Errorf("%s: the back is %s", name, got)
		}
		s.mustRefuse(t, ann, Released{2}, ErrOutOfTurn)
		if a, _ := s.j.Attempt(2); a.State != AttemptNotSent {
			t.Errorf("%s: the called-back attempt is %s", name, a.State)
		}
	}
}

func TestReplacingTheFrontCallsTheBackBack(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), sent(front, 1, 1), eventList(accepted(1), choose(back, 2), SendStarted{Attempt: 2, Slot: back}))...)
	s.mustPost(t, ann, choose(front, 5, FormatOverride(CodeReplace, "sharper")))
	s.assertStates(t, front, Chosen, back, Chosen)
	s.mustRefuse(t, ann, Released{2}, ErrOutOfTurn)
}

func TestALateAnswerMovesOnlyItsOwnAttempt(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), sent(billing, 1, 1), eventList(AnswerLost{Attempt: 1}, Decided{1, false, "not there"}), sent(billing, 2, 4))...)
	s.mustPost(t, ann, faulty(1))
	s.assertStates(t, billing, Awaiting)
	if a, _ := s.j.Attempt(1); a.State != AttemptAnswered || !a.HasErrors() {
		t.Errorf("the late answer is not recorded: %s", a.State)
	}
	s.mustPost(t, ann, accepted(2))
	s.assertStates(t, billing, Accepted)
	s.mustPost(t, ann, faulty(2)) // the first answer stands
	s.assertStates(t, billing, Accepted)
}

func TestAMismatchBlocksTheDossierWhicheverAttemptItWas(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), sent(billing, 1, 1), eventList(AnswerLost{Attempt: 1}, Decided{1, false, "gone"}),
		sent(front, 2, 2), sent(billing, 3, 4), eventList(answer(1, AnswerMismatch), answer(2, AnswerMismatch)))...)
	s.assertStates(t, billing, Awaiting, front, Unclear)
	s.mustRefuse(t, ann, choose(back, 5), ErrOutOfTurn)
	s.mustRefuse(t, ann, Decided{2, true, "seen"}, ErrOutOfTurn)
	for _, n := range []AttemptNumber{1, 2} {
		if a, ok := s.j.Incident(); !ok || a.Number != n {
			t.Fatalf("incident %d, want %d", a.Number, n)
		}
		s.mustRefuse(t, ann, IncidentResolved{}, ErrOutOfTurn)
		s.mustPost(t, ann, IncidentResolved{"asked the service"})
	}
	s.mustPost(t, ann, Decided{2, true, "seen"})
	if l, _ := s.j.Line(front); !l.Assumed || len(l.Open) != 1 || !l.Open[0].Is(RemarksUnknown) {
		t.Errorf("a mismatch that counts as received has unknown remarks: %v %v", l.Assumed, l.Open)
	}
}

func TestAMismatchWithFaultsIsNeverReceived(t *testing.T) {
	bad := faulty(1)
	bad.Kind = AnswerMismatch
	s := storyOf(t, joinEvents(opened(), sent(billing, 1, 1), eventList(bad, IncidentResolved{"asked"}))...)
	s.mustRefuse(t, ann, Decided{1, true, "seen"}, ErrOutOfTurn)
	s.mustPost(t, ann, Decided{1, false, "send again"})
}

func TestAnOvertakenSessionGoesOnWaitingForItsAnswer(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), sent(billing, 1, 1))...)
	s.mustPost(t, bob, Opened{Reason: "ann left"})
	if work := s.j.Work(ann); !slices.Contains(work, Work(Upload{1})) {
		t.Fatalf("ann's released request is cut off: %v", work)
	}
	s.mustPost(t, bob, Decided{1, true, "seen"})
	s.mustPost(t, ann, faulty(1))
	s.assertStates(t, billing, Refused)
	if work := s.j.Work(ann); len(work) != 0 {
		t.Errorf("nothing is left to wait for: %v", work)
	}
}

func TestAnOvertakenSendIsCalledOff(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), eventList(choose(billing, 1), SendStarted{Attempt: 1, Slot: billing}))...)
	s.mustPost(t, bob, Opened{Reason: "ann left"})
	if work := s.j.Work(ann); len(work) != 0 {
		t.Errorf("ann goes on: %v", work)
	}
	s.mustPost(t, ann, Opened{Reason: "back again"})
	s.mustRefuse(t, ann, Released{1}, ErrOutOfTurn)
}

func TestRetriesEndAndAreCountedPerCause(t *testing.T) {
	s := storyOf(t, append(opened(), choose(billing, 1))...)
	n, last := AttemptNumber(1), AttemptNumber(0)
	for _, want := range []State{Chosen, Chosen, Failed} {
		s.mustRefuse(t, ann, SendStarted{Attempt: n, Slot: billing, RetryOf: last + 1}, ErrOutOfTurn)
		s.mustPost(t, ann, SendStarted{Attempt: n, Slot: billing, RetryOf: last}, NotSent{Attempt: n, Cause: CauseInterrupted, RetryAfter: time.Minute})
		s.assertStates(t, billing, want)
		n, last = n+1, n
	}
	if used := s.j.RetriesUsed(billing, CauseInterrupted); used != 2 {
		t.Errorf("%d retries", used)
	}
}

func TestRetriesWaitAndEndWithTheirTime(t *testing.T) {
	s := storyOf(t, append(opened(), choose(billing, 1))...)
	s.now = s.now.Add(time.Hour) // waiting for a turn uses up nothing
	s.mustPost(t, ann, SendStarted{Attempt: 1, Slot: billing}, NotSent{Attempt: 1, Cause: CauseNoConnection, RetryAfter: 8 * time.Second})
	want := BeginSend{billing, 1, s.now.Add(8 * time.Second)}
	if work := s.j.Work(ann); len(work) != 1 || work[0] != Work(want) {
		t.Fatalf("got %v, want %v", work, want)
	}
	s.now = s.now.Add(time.Minute)
	s.mustPost(t, ann, SendStarted{Attempt: 2, Slot: billing, RetryOf: 1}, NotSent{Attempt: 2, Cause: CauseNoConnection})
	s.assertStates(t, billing, Failed)
}

func TestTwoNeedsAtATime(t *testing.T) {
	three := testFlow
	three.Needs = append(slices.Clone(three.Needs), Need{Name: "selfie", AnyOf: []DocType{Selfie}})
	s := storyOf(t, Opened{}, FlowChosen{Flow: three}, opened()[2], opened()[3],
		DocumentChosen{Need: "selfie", Type: Selfie, Country: "AUS"},
		choose(front, 1), choose(back, 2), choose(billing, 3), choose(Slot{Need: "selfie"}, 4))
	if got := s.j.Work(ann); !slices.Equal(got, []Work{BeginSend{Slot: front}, BeginSend{Slot: billing}}) {
		t.Errorf("got %v", got)
	}
	s.mustPost(t, ann, SendStarted{Attempt: 1, Slot: front}, Released{1}, accepted(1))
	if got := s.j.Work(ann); !slices.Equal(got, []Work{BeginSend{Slot: back}, BeginSend{Slot: billing}}) {
		t.Errorf("got %v", got)
	}
}

func TestAnEditedFlowMovesTheSidesThatFollowedIt(t *testing.T) {
	noBack := Flow{"basic", []Need{identity, bill}}
	noBack.Needs[0].Sides = map[DocType][]Side{IDCard: {Front}}
	s := storyOf(t, joinEvents(opened(), sent(front, 1, 1), eventList(accepted(1), FlowChosen{noBack, "edited"}))...)
	s.assertStates(t, front, Accepted, back, State("no such slot"))
	s.mustPost(t, ann, FlowChosen{testFlow, "edited"})
	s.assertStates(t, front, Accepted, back, Missing)
	s.mustPost(t, ann, DocumentChosen{Need: "identity", Type: IDCard, Country: "AUS", Sides: []Side{Front}}, FlowChosen{testFlow, "again"})
	s.assertStates(t, back, State("no such slot")) // the operator's word outlives the file
	s.mustRefuse(t, ann, FlowChosen{Flow{"x", []Need{bill, bill}}, "twice"}, ErrOutOfTurn)
	s.mustRefuse(t, ann, FlowChosen{Flow{Name: "x"}, "empty"}, ErrOutOfTurn)
}

func TestAClosedDossierOpensAgain(t *testing.T) {
	s := storyOf(t, append(opened(), Closed{"done"})...)
	s.mustRefuse(t, ann, choose(billing, 1), ErrOutOfTurn)
	s.mustPost(t, ann, Opened{}, choose(billing, 1))
}
