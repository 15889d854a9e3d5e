// Package stepstest has what the tests of the screens share: a person who presses
// keys, a folder with files, journeys, and checks of what is drawn. It knows no
// screen.
package stepstest

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// Story builds a journey out of entries, as the desk would write them.
type Story struct {
	t        *testing.T
	Journey  flows.Journey
	At       time.Time
	Attempts flows.AttemptNumber
}

// NewStory is an opened dossier with an identity card, a selfie and, with
// bill, a proof of address; no picture yet.
func NewStory(t *testing.T, bill bool) *Story {
	t.Helper()
	s := &Story{
		t: t, At: time.Date(2026, 11, 22, 22, 14, 0, 0, time.UTC),
		Journey: flows.NewJourney(flows.Key{Origin: "https://app.personr.co", Applicant: StoryApplicant}),
	}
	flow := flows.Flow{Name: "KYC basic", Needs: []flows.Need{
		{Name: "identity", Title: "Identity document", AnyOf: []flows.DocType{flows.IDCard, flows.Passport}},
		{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
	}}
	if bill {
		flow.Needs = append(flow.Needs, flows.Need{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}})
	}
	s.Add(flows.Opened{}, flows.FlowChosen{Flow: flow})
	s.Add(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"})
	s.Add(flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"})
	if bill {
		s.Add(flows.DocumentChosen{Need: "address", Type: flows.UtilityBill, Country: "AUS"})
	}
	return s
}

// Add appends events one second apart.
func (s *Story) Add(events ...flows.Event) *Story {
	s.t.Helper()
	for _, e := range events {
		s.Later(time.Second).apply(Session, "anna", e)
	}
	return s
}

func (s *Story) apply(session, operator string, e flows.Event) {
	s.t.Helper()
	next, err := s.Journey.Apply(flows.Entry{Seq: s.Journey.Head() + 1, At: s.At, Session: session, Operator: operator, Event: e})
	if err != nil {
		s.t.Fatalf("%T: %v", e, err)
	}
	s.Journey = next
}

func (s *Story) Later(d time.Duration) *Story {
	s.At = s.At.Add(d)
	return s
}

func StoryFile(slot flows.Slot, name string) flows.FileChosen {
	return flows.FileChosen{
		Slot: slot, SHA256: sha256.Sum256([]byte(name)), Bytes: 2_900_000, MediaType: "image/jpeg", Pixels: flows.Size{Width: 3024, Height: 4032},
	}
}

// Sending chooses a picture and begins to send it.
func (s *Story) Sending(slot flows.Slot, name string) *Story {
	s.Attempts++
	return s.Add(StoryFile(slot, name), flows.SendStarted{Attempt: s.Attempts, Slot: slot})
}

func (s *Story) Released(slot flows.Slot, name string) *Story {
	return s.Sending(slot, name).Add(flows.Released{Attempt: s.Attempts})
}

// Answered sends a picture to the end: codes with a leading ! are errors, the
// others warnings.
func (s *Story) Answered(slot flows.Slot, name string, codes ...string) *Story {
	s.Released(slot, name)
	a := flows.Answered{Attempt: s.Attempts, Kind: flows.AnswerAccepted, Status: 200, Ray: "8f1c2a-SYD"}
	for _, c := range codes {
		r := flows.Remark{Code: foreign.Untrusted(strings.TrimPrefix(c, "!")), Raw: foreign.Untrusted(strings.TrimPrefix(c, "!"))}
		if strings.HasPrefix(c, "!") {
			a.Errors = append(a.Errors, r)
		} else {
			a.Warnings = append(a.Warnings, r)
		}
	}
	return s.Add(a)
}

// Complete has every picture accepted without remarks.
func (s *Story) Complete() *Story {
	return s.Answered(FrontSlot, "front").Answered(BackSlot, "back").Answered(SelfieSlot, "selfie")
}

// Checked has a check started.
func (s *Story) Checked() *Story {
	n := s.Journey.Check().Number + 1
	return s.Add(flows.CheckConfirmed{N: n}, flows.CheckReleased{N: n}, flows.CheckAnswered{N: n, Started: true, Status: 200})
}

func (s *Story) Reviewed(answer, kind string, labels ...string) *Story {
	seen := flows.StatusSeen{
		Status: foreign.Untrusted("reviewed"), Answer: foreign.Untrusted(answer), RejectType: foreign.Untrusted(kind), Modified: int64(s.Journey.Head()),
	}
	for _, l := range labels {
		seen.Labels = append(seen.Labels, foreign.Untrusted(l))
	}
	return s.Add(flows.StatusSeen{Status: foreign.Untrusted("pending")}, seen)
}

// Frame shows the journey in a body of the given size, in a time zone of its
// own so that local times are seen to be local.
func (s *Story) Frame(width, height int) steps.Frame {
	return steps.Frame{
		Width: width, Height: height, Theme: theme.New(true), Keys: keys.Default(), Open: true, Journey: s.Journey,
		Session: Session, Now: s.At.Add(12 * time.Second).In(time.FixedZone("", 11*3600)),
		ApplicantName: safe.LineOf("Anna M.", 40),
	}
}

// AddAs appends as another session does.
func (s *Story) AddAs(session string, events ...flows.Event) *Story {
	s.t.Helper()
	for _, e := range events {
		s.apply(session, "maya", e)
	}
	return s
}

func RefusedPair(t *testing.T) *Story {
	s := NewStory(t, false)
	s.Answered(FrontSlot, "front0").Answered(BackSlot, "back0", "!dataNotReadable")
	s.Answered(FrontSlot, "front").Answered(BackSlot, "back", "!dataNotReadable")
	return s.Answered(SelfieSlot, "selfie", "badSelfie")
}

// HeldStory is a dossier that maya has taken over and sends for.
func HeldStory(t *testing.T) *Story {
	s := RefusedPair(t).AddAs("s2", flows.Opened{Reason: "urgent"})
	return s.AddAs("s2", StoryFile(FrontSlot, "hers"), flows.SendStarted{Attempt: s.Attempts + 1, Slot: FrontSlot})
}

// HeldFrame is HeldStory as the one sees it who lost it. Somebody else only
// looks on, and comes first.
func HeldFrame(s *Story, w, h int) steps.Frame {
	f := s.Frame(w, h)
	f.ReadOnly = true
	f.Others = []steps.Presence{
		{Session: "s3", Operator: safe.LineOf("bob", 40), Host: safe.LineOf("host-3", 40)},
		{Session: "s2", Operator: safe.LineOf("maya", 40), Host: safe.LineOf("host-2", 40), LastKey: f.Now.Add(-20 * time.Second), Activity: "about to send identity.front"},
	}
	return f
}
