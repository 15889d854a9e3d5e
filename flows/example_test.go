package flows_test

import (
	"fmt"
	"time"

	"dossier/flows"
)

// A dossier is the fold of its entries. Here an identity card is chosen, its front
// was accepted, and the back and a selfie are still wanted.
func ExampleFold() {
	flow := flows.Flow{Name: "Standard", Needs: []flows.Need{
		{Name: "identity", Title: "Identity document", AnyOf: []flows.DocType{flows.IDCard, flows.Passport}},
		{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
	}}
	front := flows.Slot{Need: "identity", Side: flows.Front}
	var entries []flows.Entry
	for i, event := range []flows.Event{
		flows.Opened{},
		flows.FlowChosen{Flow: flow},
		flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"},
		flows.FileChosen{Slot: front, SHA256: flows.SHA256{1}, Bytes: 90_000, MediaType: "image/jpeg"},
		flows.SendStarted{Attempt: 1, Slot: front},
		flows.Released{Attempt: 1},
		flows.Answered{Attempt: 1, Kind: flows.AnswerAccepted, Status: 200},
	} {
		entries = append(entries, flows.Entry{
			Seq: uint64(i + 1), ID: fmt.Sprint("e", i+1), At: time.Date(2026, 1, 5, 9, i, 0, 0, time.UTC),
			Session: "s1", Operator: "ann", Event: event,
		})
	}

	dossier, err := flows.Fold(flows.Key{Origin: "https://service.example", Applicant: "1001x2002"}, entries)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range dossier.Lines() {
		fmt.Println(l.Slot, l.State)
	}
	for _, b := range dossier.StartBlockers() {
		fmt.Println("blocks the check:", b.Kind, b.Need)
	}
	fmt.Println("next:", dossier.NextPrompt().Stage, dossier.NextPrompt().Need)
	// Output:
	// identity.front accepted
	// identity.back missing
	// blocks the check: missing identity
	// blocks the check: need selfie
	// next: documents selfie
}
