package audit_test

import (
	"strings"
	"testing"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/foreign"
)

// TestTheReceiptFollowsTheVerdict: what became of a picture or a start is told by what the
// record proves, in the receipt and in the table.
func TestTheReceiptFollowsTheVerdict(t *testing.T) {
	begun := func(end ...flows.Event) *fakeJournal {
		s := newFakeJournal(t)
		complete(s, mine())
		again := picture(selfie, 8, flows.FormatOverride(flows.CodeReplace, "sharper"))
		s.by(mine(), ann, append([]flows.Event{again, flows.SendStarted{Attempt: 2, Slot: selfie}}, end...)...)
		return s
	}
	mismatch := flows.Answered{Attempt: 2, Kind: flows.AnswerMismatch, Cause: flows.CauseUnknown, Status: 200, Echo: flows.Echo{Applicant: foreign.Untrusted("9x9")}}
	for name, c := range map[string]struct {
		end         []flows.Event
		says, hides string
	}{
		"an early gateway error": {[]flows.Event{flows.NotSent{Attempt: 2, Cause: flows.CauseGateway, Transfer: flows.TransferPart}}, assets.StoppedBeforeEnd.String(), "nclear"},
		"a changed file":         {[]flows.Event{flows.NotSent{Attempt: 2, Cause: flows.CauseFileChanged, Transfer: flows.TransferNone}}, "The file changed after it was chosen. Nothing was sent.", "No picture"},
		"a mismatch":             {[]flows.Event{flows.Released{Attempt: 2}, mismatch}, assets.Sentence(assets.Mismatch.Short), "understood"},
	} {
		s := begun(c.end...)
		slot := s.receipt(mine()).Needs[0].Slots[0]
		for _, text := range []string{slot.Ours, slot.Attempts[1].Ours} {
			if !strings.Contains(text, c.says) || strings.Contains(text, c.hides) {
				t.Errorf("%s: %q", name, text)
			}
		}
		if cause := slot.Attempts[1].Cause; strings.Contains(show(cause), c.hides) {
			t.Errorf("%s: the receipt has the cause %q", name, show(cause))
		}
		if text, _ := export(t, s, audit.CSV, audit.Scope{}); strings.Contains(text, c.hides) {
			t.Errorf("%s: the table says %q", name, c.hides)
		}
	}
}

// TestTheReceiptSaysHowMuchOfAStartLeft: a start that the edge did not pass on was sent.
func TestTheReceiptSaysHowMuchOfAStartLeft(t *testing.T) {
	for want, end := range map[string]flows.Event{
		"No connection. The start was not sent.":                                                           flows.CheckNotSent{N: 1, Cause: flows.CauseNoConnection},
		"The connection broke. The start stopped before the end, so no check began.":                       flows.CheckNotSent{N: 1, Cause: flows.CauseInterrupted, Transfer: flows.TransferPart},
		"The service's edge could not reach the service. The start was sent, and probably began no check.": flows.CheckNotSent{N: 1, Cause: flows.CauseEdge, Transfer: flows.TransferWhole},
		"The service failed. The start may have been received.":                                            flows.CheckLost{N: 1, Cause: flows.CauseServerError, Status: 500},
		"": flows.CheckAnswered{N: 1, Status: 400},
	} {
		s := newFakeJournal(t)
		complete(s, mine())
		s.by(mine(), ann, flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1}, end)
		if got := s.receipt(mine()).Checks[0].Ours; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
