package steps

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/theme"
)

// story builds a journey out of entries, as the desk would write them.
type story struct {
	t  *testing.T
	j  flows.Journey
	at time.Time
	n  flows.AttemptNumber
}

const (
	storySession   = "s1"
	storyApplicant = "1711355906000x571112139839808060"
)

var (
	storyFront  = flows.Slot{Need: "identity", Side: flows.Front}
	storyBack   = flows.Slot{Need: "identity", Side: flows.Back}
	storySelfie = flows.Slot{Need: "selfie"}
	storyBill   = flows.Slot{Need: "address", Side: flows.Front}
)

// newStory is an opened dossier with an identity card, a selfie and, with
// bill, a proof of address; no picture yet.
func newStory(t *testing.T, bill bool) *story {
	t.Helper()
	s := &story{
		t: t, at: time.Date(2026, 11, 22, 22, 14, 0, 0, time.UTC),
		j: flows.NewJourney(flows.Key{Origin: "https://app.personr.co", Applicant: storyApplicant}),
	}
	flow := flows.Flow{Name: "KYC basic", Needs: []flows.Need{
		{Name: "identity", Title: "Identity document", AnyOf: []flows.DocType{flows.IDCard, flows.Passport}},
		{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
	}}
	if bill {
		flow.Needs = append(flow.Needs, flows.Need{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}})
	}
	s.add(flows.Opened{}, flows.FlowChosen{Flow: flow})
	s.add(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"})
	s.add(flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"})
	if bill {
		s.add(flows.DocumentChosen{Need: "address", Type: flows.UtilityBill, Country: "AUS"})
	}
	return s
}

// add appends events one second apart.
func (s *story) add(events ...flows.Event) *story {
	s.t.Helper()
	for _, e := range events {
		s.at = s.at.Add(time.Second)
		next, err := s.j.Apply(flows.Entry{Seq: s.j.Head() + 1, At: s.at, Session: storySession, Operator: "anna", Event: e})
		if err != nil {
			s.t.Fatalf("%T: %v", e, err)
		}
		s.j = next
	}
	return s
}

func (s *story) later(d time.Duration) *story {
	s.at = s.at.Add(d)
	return s
}

func storyFile(slot flows.Slot, name string) flows.FileChosen {
	return flows.FileChosen{
		Slot: slot, SHA256: sha256.Sum256([]byte(name)), Bytes: 2_900_000, MediaType: "image/jpeg", Pixels: flows.Size{Width: 3024, Height: 4032},
	}
}

// sending chooses a picture and begins to send it.
func (s *story) sending(slot flows.Slot, name string) *story {
	s.n++
	return s.add(storyFile(slot, name), flows.SendStarted{Attempt: s.n, Slot: slot})
}

func (s *story) released(slot flows.Slot, name string) *story {
	return s.sending(slot, name).add(flows.Released{Attempt: s.n})
}

// answered sends a picture to the end: codes with a leading ! are errors, the
// others warnings.
func (s *story) answered(slot flows.Slot, name string, codes ...string) *story {
	s.released(slot, name)
	a := flows.Answered{Attempt: s.n, Kind: flows.AnswerAccepted, Status: 200, Ray: "8f1c2a-SYD"}
	for _, c := range codes {
		r := flows.Remark{Code: foreign.Untrusted(strings.TrimPrefix(c, "!")), Raw: foreign.Untrusted(strings.TrimPrefix(c, "!"))}
		if strings.HasPrefix(c, "!") {
			a.Errors = append(a.Errors, r)
		} else {
			a.Warnings = append(a.Warnings, r)
		}
	}
	return s.add(a)
}

// complete has every picture accepted without remarks.
func (s *story) complete() *story {
	return s.answered(storyFront, "front").answered(storyBack, "back").answered(storySelfie, "selfie")
}

// checked has a check started.
func (s *story) checked() *story {
	n := s.j.Check().Number + 1
	return s.add(flows.CheckConfirmed{N: n}, flows.CheckReleased{N: n}, flows.CheckAnswered{N: n, Started: true, Status: 200})
}

func (s *story) reviewed(answer, kind string, labels ...string) *story {
	seen := flows.StatusSeen{
		Status: foreign.Untrusted("reviewed"), Answer: foreign.Untrusted(answer), RejectType: foreign.Untrusted(kind), Modified: int64(s.j.Head()),
	}
	for _, l := range labels {
		seen.Labels = append(seen.Labels, foreign.Untrusted(l))
	}
	return s.add(flows.StatusSeen{Status: foreign.Untrusted("pending")}, seen)
}

// frame shows the journey in a body of the given size, in a time zone of its
// own so that local times are seen to be local.
func (s *story) frame(width, height int) Frame {
	return Frame{
		Width: width, Height: height, Theme: theme.New(true), Keys: keys.Default(), Open: true, Journey: s.j,
		Session: storySession, Now: s.at.Add(12 * time.Second).In(time.FixedZone("", 11*3600)),
		ApplicantName: safe.LineOf("Anna M.", 40),
	}
}

// press gives one key to a step.
func press(t *testing.T, s Step, f Frame, name string) (Step, Action) {
	t.Helper()
	next, _, action := s.Update(keyPress(name), f)
	return next, action
}

func keyPress(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "space": tea.KeySpace,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// plain is a body without its colours, the status line below it.
func plain(b Body) string {
	return ansi.Strip(b.Text) + "\n\n" + ansi.Strip(b.Status) + "\n"
}

// fits fails when a body does not fill its frame exactly.
func fits(t *testing.T, f Frame, b Body) {
	t.Helper()
	lines := strings.Split(b.Text, "\n")
	if len(lines) != f.Height {
		t.Errorf("%d lines in a body of %d", len(lines), f.Height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != f.Width {
			t.Errorf("line %d is %d cells wide, the body %d: %q", i, w, f.Width, l)
		}
	}
	if c := b.Cursor; c != nil && (c.X < 0 || c.X >= f.Width || c.Y < 0 || c.Y >= f.Height) {
		t.Errorf("cursor at %d,%d outside of %d×%d", c.X, c.Y, f.Width, f.Height)
	}
}
