package flows

import "testing"

func TestJudge(t *testing.T) {
	rejected := after(complete(), these(CheckConfirmed{1}, CheckReleased{1}, CheckAnswered{N: 1, Started: true},
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
		{"given up elsewhere", after(opened(), sent(front, 1, 1), these(faulty(1))), billing, 1, "", false},
		{"declined", after(opened(), sent(billing, 1, 1), these(faulty(1))), billing, 1, CodeDeclined, false},
		{"refused unseen", after(opened(), sent(billing, 1, 1), these(answer(1, KindRefused))), billing, 1, "", false},
		{"failed", after(opened(), sent(billing, 1, 1), these(answer(1, KindFailed))), billing, 1, "", false},
		{"arrived perhaps", after(opened(), sent(billing, 1, 1), these(AnswerLost{Attempt: 1}, Decided{1, false, "no"})), billing, 1, CodeSentBefore, false},
		{"set aside", after(bothSent(), these(faulty(2))), front, 1, "", false},
		{"rejected by a check", rejected, billing, 3, CodeRejected, false},
	} {
		got := tell(t, test.events...).j.Judge(test.slot, picture(test.hash))
		switch {
		case test.want == "" && len(got) == 0:
		case len(got) == 1 && got[0].Code == test.want && got[0].Hard == test.hard:
		default:
			t.Errorf("%s: got %v, want %q", test.name, got, test.want)
		}
	}
}

func TestAHardObjectionHasNoOverride(t *testing.T) {
	s := tell(t, append(opened(), choose(front, 1))...)
	s.refused(t, ann, choose(back, 1, Override(CodeSameSides, "really")), ErrOutOfTurn)
}

func TestAnOverrideNeedsAReason(t *testing.T) {
	s := tell(t, after(opened(), sent(billing, 1, 1), these(faulty(1)))...)
	s.refused(t, ann, choose(billing, 1, CodeDeclined), ErrOutOfTurn)
	s.refused(t, ann, choose(billing, 1, Override(CodeDeclined, " ")), ErrOutOfTurn)
	s.refused(t, ann, choose(billing, 1, Override(CodeSentBefore, "wrong code")), ErrOutOfTurn)
	s.must(t, ann, choose(billing, 1, Override(CodeDeclined, "asked to")))
}

// TestALateAnswerSettlesADecision: after it the picture is known to be there,
// and a decision made in ignorance sends nothing more.
func TestALateAnswerSettlesADecision(t *testing.T) {
	a := Sent{Fate: FateLost, Decision: &Decision{Reason: "not in the dashboard"}}
	if !a.ToSendAgain() {
		t.Error("the decision does not count")
	}
	if a.Fate = FateAnswered; a.ToSendAgain() {
		t.Error("the decision outlives the answer")
	}
	if (Sent{Fate: FateLost, Decision: &Decision{Received: true, Reason: "seen"}}).ToSendAgain() {
		t.Error("received is taken for again")
	}
}
