package tui

import (
	"testing"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
)

// TestTheSummarySaysHowMuchWasSent proves that the status line speaks of the service's
// answer where the whole picture left, and of what was received where it did not.
func TestTheSummarySaysHowMuchWasSent(t *testing.T) {
	for name, c := range map[string]struct {
		events []flows.Event
		want   assets.SendingText
	}{
		"not begun": {nil, assets.NothingSentYet},
		"turned away": {[]flows.Event{flows.SendStarted{Attempt: 1, Slot: flows.Slot{Need: "selfie"}}, flows.Released{Attempt: 1},
			flows.Answered{Attempt: 1, Kind: flows.AnswerRefused, Status: 400}}, assets.NoneAccepted},
		"stopped midway": {[]flows.Event{flows.SendStarted{Attempt: 1, Slot: flows.Slot{Need: "selfie"}},
			flows.NotSent{Attempt: 1, Cause: flows.CauseInterrupted, Transfer: flows.TransferPart}}, assets.NoneReceived},
	} {
		m, _ := onReview(t, 80, 24)
		flow := flows.Flow{Name: "KYC", Needs: []flows.Need{{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}}}}
		j := flows.NewJourney(m.dossier.snap.Journey.Key())
		for i, e := range append([]flows.Event{
			flows.Opened{}, flows.FlowChosen{Flow: flow}, flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
			flows.FileChosen{Slot: flows.Slot{Need: "selfie"}, Bytes: 1},
		}, c.events...) {
			next, err := j.Apply(flows.Entry{Seq: uint64(i + 1), At: m.now, Session: "s1", Operator: "anna", Event: e})
			if err != nil {
				t.Fatal(name, err)
			}
			j = next
		}
		m.dossier.snap = desk.Snapshot{Journey: j, Session: "s1", IsHolder: true}
		if got := m.sentSummary(); got != c.want.String() {
			t.Errorf("%s: says %q, want %q", name, got, c.want)
		}
	}
}
