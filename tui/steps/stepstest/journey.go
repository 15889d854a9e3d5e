package stepstest

import (
	"dossier/flows"
	"testing"
)

// ThreeNeeds is a flow with a document, a proof of address and a selfie.
func ThreeNeeds() flows.Flow {
	return flows.Flow{Name: "Identity and address", Needs: []flows.Need{
		{Name: "identity", Title: "Identity", AnyOf: []flows.DocType{flows.IDCard, flows.Passport, flows.Drivers, flows.ResidencePermit}},
		{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}},
		{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
	}}
}

// JourneyOf folds events of one session into a journey.
func JourneyOf(t testing.TB, events ...flows.Event) flows.Journey {
	t.Helper()
	j := flows.NewJourney(flows.Key{Origin: "https://x.test", Applicant: ApplicantID})
	return Extend(t, j, Session, append([]flows.Event{flows.Opened{}}, events...)...)
}

func Extend(t testing.TB, j flows.Journey, session string, events ...flows.Event) flows.Journey {
	t.Helper()
	for _, e := range events {
		next, err := j.Apply(flows.Entry{Seq: j.Head() + 1, At: Now, Session: session, Event: e})
		if err != nil {
			t.Fatalf("%T: %v", e, err)
		}
		j = next
	}
	return j
}

// DocumentsChosen is a journey in which every document is chosen.
func DocumentsChosen(t testing.TB, more ...flows.Event) flows.Journey {
	return JourneyOf(t, append([]flows.Event{
		flows.FlowChosen{Flow: ThreeNeeds()}, ChooseDocument("identity", flows.IDCard, "AUS"),
		ChooseDocument("address", flows.UtilityBill, "AUS"), ChooseDocument("selfie", flows.Selfie, "AUS"),
	}, more...)...)
}

func ChooseDocument(need string, kind flows.DocType, country flows.Country) flows.Event {
	return flows.DocumentChosen{Need: need, Type: kind, Country: country}
}

func ChooseFile(slot flows.Slot, hash byte) flows.Event {
	return flows.FileChosen{Slot: slot, SHA256: flows.SHA256{hash}, Bytes: 3_300_000, MediaType: "image/jpeg", Pixels: flows.Size{Width: 3024, Height: 4032}}
}

// SendEvents are the events of one picture up to the service's answer.
func SendEvents(slot flows.Slot, n flows.AttemptNumber, kind flows.DocType, errors ...flows.Remark) []flows.Event {
	return []flows.Event{
		flows.SendStarted{Attempt: n, Slot: slot}, flows.Released{Attempt: n},
		flows.Answered{Attempt: n, Kind: flows.AnswerAccepted, Status: 200, Errors: errors},
	}
}

// enough is a remark that makes an answer a refusal.
func ErrorRemark() flows.Remark { return flows.ParseRemark([]byte(`"dataNotReadable"`)) }
