package flows

import "testing"

// TestTransferIsDerivedFromWhatIsRecorded: what was recorded counts, then what the
// cause proves, and what nobody knows counts as a part that may have left.
func TestTransferIsDerivedFromWhatIsRecorded(t *testing.T) {
	sending := situations()[2].events
	taken := SendCancelled{Attempt: 1, Slot: billing}
	for _, row := range []struct {
		name string
		by   string
		end  Event
		want Transfer
	}{
		{"taken back while held", ann, SendCancelled{Attempt: 1, Slot: billing, Transfer: TransferNone}, TransferNone},
		{"taken back on the way", ann, SendCancelled{Attempt: 1, Slot: billing, Transfer: TransferPart}, TransferPart},
		{"taken back, older journal", ann, taken, TransferPart},
		{"no connection", ann, NotSent{Attempt: 1, Cause: CauseNoConnection}, TransferNone},
		{"certificate", ann, NotSent{Attempt: 1, Cause: CauseUntrusted}, TransferNone},
		{"proxy", ann, NotSent{Attempt: 1, Cause: CauseProxy}, TransferNone},
		{"paused before", ann, NotSent{Attempt: 1, Cause: CausePaused}, TransferNone},
		{"paused at the last byte", ann, NotSent{Attempt: 1, Cause: CausePaused, Transfer: TransferPart}, TransferPart},
		{"broke", ann, NotSent{Attempt: 1, Cause: CauseInterrupted}, TransferPart},
		{"journal", ann, NotSent{Attempt: 1, Cause: CauseJournal}, TransferPart},
		{"edge", ann, NotSent{Attempt: 1, Cause: CauseEdge}, TransferWhole},
		{"killed and opened again", bob, Opened{}, TransferPart},
		{"taken over", bob, Opened{Reason: "urgent"}, TransferPart},
		{"released", ann, Released{1}, TransferWhole},
		{"answered early", ann, Answered{Attempt: 1, Kind: AnswerFailed, Cause: CauseSignIn, Status: 401}, TransferPart},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := storyOf(t, sending...)
			s.mustPost(t, row.by, row.end)
			a, _ := s.j.Attempt(1)
			l, _ := s.j.Line(billing)
			if a.Transfer != row.want || s.j.Transfer() != row.want || l.Transfer != row.want {
				t.Errorf("attempt %q, slot %q, dossier %q; want %q", a.Transfer, l.Transfer, s.j.Transfer(), row.want)
			}
		})
	}
}

// TestARetryThatNeverBeganDoesNotUndoTheFirstTry: a first try broke after bytes had
// left; taking the picture back before the second must not say that nothing was sent.
func TestARetryThatNeverBeganDoesNotUndoTheFirstTry(t *testing.T) {
	broke := NotSent{Attempt: 1, Cause: CauseInterrupted, Transfer: TransferPart}
	for name, more := range map[string][]Event{
		"waiting for its retry": {SendCancelled{Slot: billing}},
		"held again":            {SendStarted{2, billing, 1}, SendCancelled{Attempt: 2, Slot: billing, Transfer: TransferNone}},
		"second without a line": {SendStarted{2, billing, 1}, NotSent{Attempt: 2, Cause: CauseNoConnection}, SendCancelled{Slot: billing}},
	} {
		s := storyOf(t, joinEvents(situations()[2].events, []Event{broke}, more)...)
		if l, _ := s.j.Line(billing); !l.IsTakenBack() || l.Transfer != TransferPart {
			t.Errorf("%s: %s, %q", name, l.State, l.Transfer)
		}
	}
	s := storyOf(t, joinEvents(situations()[2].events, []Event{broke, SendCancelled{Slot: billing}, choose(billing, 2)})...)
	if l, _ := s.j.Line(billing); l.Transfer != TransferNone {
		t.Errorf("another picture: %q", l.Transfer)
	}
}

// TestWhoTookBackIsKept with the slot until another picture is chosen.
func TestWhoTookBackIsKept(t *testing.T) {
	s := storyOf(t, joinEvents(situations()[1].events, []Event{SendCancelled{Slot: billing}})...)
	l, _ := s.j.Line(billing)
	if l.TakenBack.Session != ann || l.TakenBack.At.IsZero() || l.Transfer != TransferNone {
		t.Errorf("%+v, %q", l.TakenBack, l.Transfer)
	}
	s.mustPost(t, ann, choose(billing, 2))
	if l, _ = s.j.Line(billing); l.TakenBack != (TakeBack{}) {
		t.Errorf("still %+v", l.TakenBack)
	}
}
