package tui

import (
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// An answer of the service may be recorded between a key and the choice it
// made; the screen waits for the choice.
func TestWhatWasAskedForIsNotTakenForWhatCameBetween(t *testing.T) {
	flow := flows.Flow{Name: "KYC", Needs: []flows.Need{{Name: "identity", Title: "Identity", AnyOf: []flows.DocType{flows.Passport, flows.IDCard}}}}
	slot := flows.Slot{Need: "identity", Side: flows.Front}
	between := flows.StatusSeen{Status: foreign.Untrusted("Created")}
	j := flows.NewJourney(flows.Key{Origin: "https://app.personr.co", Applicant: "1711355906000x571112139839808060"})
	at := time.Date(2026, 11, 22, 22, 14, 0, 0, time.UTC)
	apply := func(e flows.Event) {
		t.Helper()
		next, err := j.Apply(flows.Entry{Seq: j.Head() + 1, At: at, Session: "s1", Operator: "anna", Event: e})
		if err != nil {
			t.Fatal(err)
		}
		j = next
	}
	apply(flows.Opened{})
	for _, e := range []flows.Event{
		flows.FlowChosen{Flow: flow}, flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "AUS"},
		flows.FileChosen{Slot: slot, Bytes: 1, MediaType: "image/jpeg"},
	} {
		asked := newPendingPost(j, []flows.Event{e})
		if asked.isRecorded(j) {
			t.Fatalf("%T is said to be here before anything was recorded", e)
		}
		apply(between)
		if asked.isRecorded(j) {
			t.Errorf("%T is said to be here when a status was recorded", e)
		}
		apply(e)
		if !asked.isRecorded(j) {
			t.Errorf("%T is recorded and not seen", e)
		}
		between.Modified++
	}
}
