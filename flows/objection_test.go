package flows

import "testing"

func TestJudge(t *testing.T) {
	rejected := joinEvents(complete(), eventList(CheckConfirmed{1}, CheckReleased{1}, CheckAnswered{N: 1, Started: true},
		review("Rejected", 1), SlotsReopened{Slots: []Slot{billing}}))
	for _, test := range []struct {
		name   string
		events []Event
		slot   Slot
		hash   byte
		want   string
		hard   bool
	}{
		{"new", opened(), billing, 1, "", false},
		{"other side", append(opened(), choose(front, 1)), back, 1, CodeSameSides, true},
		{"other need", append(opened(), choose(front, 1)), billing, 1, CodeSameSides, true},
		{"given up elsewhere", joinEvents(opened(), sent(front, 1, 1), eventList(faulty(1))), billing, 1, "", false},
		{"declined", joinEvents(opened(), sent(billing, 1, 1), eventList(faulty(1))), billing, 1, CodeDeclined, false},
		{"refused unseen", joinEvents(opened(), sent(billing, 1, 1), eventList(answer(1, AnswerRefused))), billing, 1, "", false},
		{"failed", joinEvents(opened(), sent(billing, 1, 1), eventList(answer(1, AnswerFailed))), billing, 1, "", false},
		{"arrived perhaps", joinEvents(opened(), sent(billing, 1, 1), eventList(AnswerLost{Attempt: 1}, Decided{1, false, "no"})), billing, 1, CodeSentBefore, false},
		{"set aside", joinEvents(bothSent(), eventList(faulty(2))), front, 1, "", false},
		{"rejected by a check", rejected, billing, 3, CodeRejected, false},
	} {
		got := storyOf(t, test.events...).j.Objections(test.slot, picture(test.hash))
		switch {
		case test.want == "" && len(got) == 0:
		case len(got) == 1 && got[0].Code == test.want && got[0].Hard == test.hard:
		default:
			t.Errorf("%s: got %v, want %q", test.name, got, test.want)
		}
	}
}

func TestAHardObjectionHasNoOverride(t *testing.T) {
	s := storyOf(t, append(opened(), choose(front, 1))...)
	s.mustRefuse(t, ann, choose(back, 1, FormatOverride(CodeSameSides, "really")), ErrOutOfTurn)
}

func TestAnOverrideNeedsAReason(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), sent(billing, 1, 1), eventList(faulty(1)))...)
	s.mustRefuse(t, ann, choose(billing, 1, CodeDeclined), ErrOutOfTurn)
	s.mustRefuse(t, ann, choose(billing, 1, FormatOverride(CodeDeclined, " ")), ErrOutOfTurn)
	s.mustRefuse(t, ann, choose(billing, 1, FormatOverride(CodeSentBefore, "wrong code")), ErrOutOfTurn)
	s.mustPost(t, ann, choose(billing, 1, FormatOverride(CodeDeclined, "asked to")))
}

// TestALateAnswerSettlesADecision: after it the picture is known to be there,
// and a decision made in ignorance sends nothing more.
func TestALateAnswerSettlesADecision(t *testing.T) {
	a := Attempt{State: AttemptUnclear, Decision: &Decision{Reason: "not in the dashboard"}}
	if !a.NeedsResend() {
		t.Error("the decision does not count")
	}
	if a.State = AttemptAnswered; a.NeedsResend() {
		t.Error("the decision outlives the answer")
	}
	if (Attempt{State: AttemptUnclear, Decision: &Decision{Received: true, Reason: "seen"}}).NeedsResend() {
		t.Error("received is taken for again")
	}
}
