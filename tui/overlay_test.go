package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/keys"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// recordingDesk is a desk that only remembers what was posted.
type recordingDesk struct{ events *[]flows.Event }

func (r recordingDesk) Post(events ...flows.Event) { *r.events = append(*r.events, events...) }
func (r recordingDesk) TakeBack()                  {}
func (r recordingDesk) Snapshot() desk.Snapshot    { return desk.Snapshot{} }
func (r recordingDesk) Subscribe() chan struct{}   { return nil }
func (r recordingDesk) Unsubscribe(chan struct{})  {}

// onReview is a wizard on the review of a dossier whose only picture was
// refused, in a window of the given size.
func onReview(t *testing.T, w, h int) (Model, *[]flows.Event) {
	t.Helper()
	at := time.Date(2026, 11, 22, 22, 14, 0, 0, time.UTC)
	flow := flows.Flow{Name: "KYC", Needs: []flows.Need{{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}}}}
	j := flows.NewJourney(flows.Key{Origin: "https://app.personr.co", Applicant: "1711355906000x571112139839808060"})
	for i, e := range []flows.Event{
		flows.Opened{}, flows.FlowChosen{Flow: flow}, flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
		flows.FileChosen{Slot: flows.Slot{Need: "selfie"}, Bytes: 1}, flows.SendStarted{Attempt: 1, Slot: flows.Slot{Need: "selfie"}},
		flows.Released{Attempt: 1}, flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer},
	} {
		next, err := j.Apply(flows.Entry{Seq: uint64(i + 1), At: at, Session: "s1", Operator: "anna", Event: e})
		if err != nil {
			t.Fatal(err)
		}
		j = next
	}
	posted := new([]flows.Event)
	m := New(Config{Wizard: settings.Wizard{Operator: "anna"}, Ctx: t.Context(), Now: func() time.Time { return at }, Clipboard: func(string) {}})
	m.w, m.h, m.dossier.applicant, m.dossier.visit = w, h, j.Key().Applicant, t.Context()
	m.dossier.desk, m.dossier.snap = recordingDesk{posted}, desk.Snapshot{Journey: j, Session: "s1", IsHolder: true}
	m, _ = m.showPlace(steps.Place{Stage: flows.StageReview})
	return m, posted
}

// pressKeys gives keys to the model, one after another, running no command.
func pressKeys(t *testing.T, m Model, names ...string) (Model, tea.Cmd) {
	t.Helper()
	var cmd tea.Cmd
	for _, name := range names {
		extra := map[string]rune{"left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome}
		press, ok := keys.ParsePress(name)
		if code, is := extra[name]; is {
			press, ok = tea.KeyPressMsg{Code: code}, true
		}
		if !ok {
			t.Fatalf("no key %q", name)
		}
		var next tea.Model
		next, cmd = m.Update(press)
		m = next.(Model)
	}
	return m, cmd
}

func typeText(t *testing.T, m Model, text string) Model {
	t.Helper()
	for _, r := range text {
		next, _ := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		m = next.(Model)
	}
	return m
}

// renderScreen is the frame without colours; it fails when the frame is not exactly
// the window's size.
func renderScreen(t *testing.T, m Model) string {
	t.Helper()
	text := m.View().Content
	lines := strings.Split(text, "\n")
	if len(lines) != m.h {
		t.Errorf("%d lines in a window of %d", len(lines), m.h)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > m.w {
			t.Errorf("line %d is %d cells wide, the window %d", i+1, w, m.w)
		}
	}
	return ansi.Strip(text)
}

var windows = [][2]int{{80, 24}, {120, 40}, {80, 12}, {60, 18}}

// renderedBody is what the overlay draws, without colours, its status line below it.
func renderedBody(m Model) string {
	b := m.overlays.top().View(m.overlayFrame())
	return ansi.Strip(b.Text) + "\n\n" + ansi.Strip(b.Status) + "\n"
}
