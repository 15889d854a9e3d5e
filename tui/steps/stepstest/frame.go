package stepstest

import (
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
	"time"
)

// Now is the time at which a Person looks at a screen.
var Now = time.Date(2026, 11, 23, 9, 14, 0, 0, time.UTC)

// Whose dossiers they are: the one that a Person works on, and that of a Story.
const (
	ApplicantID    = "4242424242424x424242424239808060"
	StoryApplicant = "1711355906000x571112139839808060"
	Session        = "s1"
)

// The pictures that are wanted.
var (
	FrontSlot  = flows.Slot{Need: "identity", Side: flows.Front}
	BackSlot   = flows.Slot{Need: "identity", Side: flows.Back}
	SelfieSlot = flows.Slot{Need: "selfie"}
	BillSlot   = flows.Slot{Need: "address", Side: flows.Front}
)

// NewFrame is a body in which the service answers and a dossier is open.
func NewFrame(width, height int, j flows.Journey) steps.Frame {
	return steps.Frame{
		Width: width, Height: height, Theme: theme.New(true), Keys: keys.Default(), Now: Now,
		HoldDuration: 3 * time.Second, Session: Session, Open: true, Journey: j, ApplicantFetched: true,
		Pictures: steps.NewPictureMemory(),
		Service:  flows.Reachability{Asked: true, Reachable: true, Delay: 84 * time.Millisecond},
		Flows:    []flows.Flow{ThreeNeeds(), {Name: "Identity only", Needs: ThreeNeeds().Needs[:1]}},
	}
}

// CloseDossier makes it the first frame of the program, with a start list.
func CloseDossier(f *steps.Frame) {
	f.Open, f.Journey, f.Dossiers, f.ApplicantFetched = false, flows.Journey{}, StartList(), false
	f.DossiersState = steps.DossiersRead
}

// StartList has dossiers of every group.
func StartList() []flows.Summary {
	row := func(id, group string, done, total int, text string, age time.Duration) flows.Summary {
		return flows.Summary{Key: flows.Key{Applicant: id}, Group: group, Done: done, Total: total, Text: text, Updated: Now.Add(-age)}
	}
	return []flows.Summary{
		row("4711471147114x471147114711000815", "needs you", 3, 4, "identity.back refused, ID_CARD back", 2*time.Minute),
		row("9001900190019x900190019001777700", "unfinished", 1, 3, "", 26*time.Hour),
		row("5005500550055x500550055005123456", "waiting", 4, 4, "check running", 12*time.Minute),
		row("4242424242424x424242424242424242", "done", 3, 3, "approved", 50*time.Hour),
		row("8118811881188x811881188118654321", "needs you", 2, 3, "selfie accepted with a warning, SELFIE", 3*time.Hour),
	}
}
