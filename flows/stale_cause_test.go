package flows

import (
	"testing"

	"dossier/flows/foreign"
)

// TestANewerStateClearsTheCause: a cause that something newer has replaced would be
// told as the reason of the newer state.
func TestANewerStateClearsTheCause(t *testing.T) {
	retried := joinEvents(opened(), eventList(
		choose(front, 1), SendStarted{Attempt: 1, Slot: front}, NotSent{Attempt: 1, Cause: CauseNoConnection, Transfer: TransferNone},
		SendStarted{Attempt: 2, Slot: front, RetryOf: 1}, Released{2}, AnswerLost{Attempt: 2, Cause: CauseGateway, Status: 504}))
	again := storyOf(t, append(retried, Decided{Attempt: 2, Reason: "not in the dashboard"})...)
	if l, _ := again.j.Line(front); l.State != Missing || l.Cause != "" || l.HasFailed() {
		t.Errorf("decided to be sent again: %s, cause %q", l.State, l.Cause)
	}
	mismatch := storyOf(t, joinEvents(opened(), eventList(choose(front, 1), SendStarted{Attempt: 1, Slot: front}, Released{1},
		Answered{Attempt: 1, Kind: AnswerMismatch, Cause: CauseUnknown, Status: 200}))...)
	if a, _ := mismatch.j.Attempt(1); a.Cause != "" {
		t.Errorf("an answer that named something else has the cause %q", a.Cause)
	}
	lost := eventList(CheckConfirmed{1}, CheckReleased{1}, CheckLost{N: 1, Cause: CauseGateway, Status: 504})
	late := storyOf(t, joinEvents(complete(), lost, eventList(CheckAnswered{N: 1, Status: 400, Message: foreign.Untrusted("no")}))...)
	if c := late.j.Check(); c.Cause != "" || c.Status != 400 {
		t.Errorf("a start that was refused after all: %+v", c)
	}
	reopened := storyOf(t, joinEvents(complete(), lost, eventList(review("Rejected", 1, "LOW_QUALITY"), SlotsReopened{Slots: []Slot{billing}}))...)
	if c := reopened.j.Check(); c.State != CheckNone || c.Cause != "" || c.Status != 0 || !c.Refusal.Empty() {
		t.Errorf("reopened after a rejection: %+v", c)
	}
}
