package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

var selfieSlot = flows.Slot{Need: "selfie"}

// heldSend is the wizard of onReview with its picture sent again and held back.
func heldSend(t *testing.T, w int) Model {
	t.Helper()
	m, _ := onReview(t, w, 24)
	m.dossier.snap.Journey = applyEvents(t, m.dossier.snap.Journey, flows.Decided{Attempt: 1, Reason: "x"},
		flows.FileChosen{Slot: selfieSlot, Bytes: 1, Overrides: []string{flows.FormatOverride(flows.CodeSentBefore, "x")}},
		flows.SendStarted{Attempt: 2, Slot: selfieSlot})
	m.dossier.snap.Sends = map[flows.AttemptNumber]flows.SendProgress{2: {Sent: 1, Total: 1, TakeBackUntil: m.now.Add(2500 * time.Millisecond)}}
	return m
}

func applyEvents(t *testing.T, j flows.Journey, events ...flows.Event) flows.Journey {
	t.Helper()
	for _, e := range events {
		next, err := j.Apply(flows.Entry{Seq: j.Head() + 1, At: j.Updated().Add(time.Millisecond), Session: "s1", Operator: "anna", Event: e})
		if err != nil {
			t.Fatalf("%T: %v", e, err)
		}
		j = next
	}
	return j
}

// TestTheCountdownIsNeverHidden proves that neither a step's sentence nor news
// nor an overlay hides the take-back while it can be used.
func TestTheCountdownIsNeverHidden(t *testing.T) {
	const want = "selfie: 3 s left to take it back (ctrl+z)"
	for _, w := range []int{60, 80, 120} {
		m := heldSend(t, w)
		for _, said := range []string{"", "No file is highlighted: choose with ↑ ↓, or type a part of its name, please."} {
			if got := m.statusLine(m.stepFrame(), said); !strings.Contains(got, want) {
				t.Errorf("%d: %q", w, got)
			}
		}
		m.news.alert, m.news.alertAt = alert{"Identity card · front: accepted with a warning.", "ctrl+g shows why.", selfieSlot}, m.now
		covered := m.openOverlay(helpView{})
		for _, m := range []Model{m, covered} {
			if screen := renderScreen(t, m); !strings.Contains(screen, want) || !strings.Contains(screen, "ctrl+z take back") {
				t.Errorf("%d:\n%s", w, screen)
			}
		}
	}
}

// TestATakeBackIsConfirmed proves that the key works over an overlay too, and
// leads to a new screen for the picture that was taken back.
func TestATakeBackIsConfirmed(t *testing.T) {
	m := heldSend(t, 80)
	m.cfg.Files = func(Desks, string) steps.FileSource { return nil }
	before := m.dossier.snap
	if m, _ = pressKeys(t, m, "ctrl+z"); !m.news.takeBackRequested {
		t.Fatal("nothing was asked for")
	}
	for left, want := range map[flows.Transfer]string{
		flows.TransferPart:    "before the end: the service did not get a complete picture.",
		flows.TransferUnknown: "before the end: the service did not get a complete picture.",
	} {
		after := before
		after.Journey = applyEvents(t, before.Journey, flows.SendCancelled{Attempt: 2, Slot: selfieSlot, Transfer: left})
		after.Sends, after.TakenBack = nil, desk.TakenBack{ID: 1, Slot: selfieSlot}
		next, _ := m.Update(snapshotMsg{m.dossier.desk, m.dossier.changes, after})
		told := next.(Model)
		if told.nav.place.Stage != flows.StageFiles || told.nav.place.Slot != selfieSlot || !strings.Contains(told.news.confirmation, want) {
			t.Errorf("%q: at %+v: %s", left, told.nav.place, told.news.confirmation)
		}
	}
}

// TestNewsLeadToTheirPicture proves that ctrl+g goes where the news points, and
// that an overlay neither offers the key nor hides the news.
func TestNewsLeadToTheirPicture(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.news.alert, m.news.alertAt = alert{"Selfie: unclear.", "ctrl+g shows why.", selfieSlot}, m.now.Add(-time.Minute)
	covered := m.openOverlay(helpView{})
	covered, _ = pressKeys(t, covered, "down")
	if screen := renderScreen(t, covered); !strings.Contains(screen, "! Selfie: unclear.") || strings.Contains(screen, "ctrl+g shows why") {
		t.Errorf("covered:\n%s", screen)
	}
	if m, _ = pressKeys(t, m, "ctrl+g"); m.nav.place != (steps.Place{Stage: flows.StageReview, Slot: selfieSlot}) || m.news.alert.message != "" {
		t.Errorf("at %+v with %+v", m.nav.place, m.news.alert)
	}
}

// TestNothingIsClaimedOfNobody proves that without a dossier the status line says
// nothing of what was sent.
func TestNothingIsClaimedOfNobody(t *testing.T) {
	m := New(Config{Ctx: t.Context()})
	if got := m.sentSummary(); strings.Contains(got, "been sent") {
		t.Errorf("says %q", got)
	}
}

// TestNewsEndWithTheirCause proves that an alert ends once its picture is in order.
func TestNewsEndWithTheirCause(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.news.alert, m.news.alertAt = alert{"Selfie: unclear.", "ctrl+g shows why.", selfieSlot}, m.now
	for _, step := range []struct {
		events []flows.Event
		stays  bool
	}{{nil, true}, {[]flows.Event{flows.Decided{Attempt: 1, Reason: "x"}}, false}} {
		after := m.dossier.snap
		after.Journey = applyEvents(t, after.Journey, step.events...)
		next, _ := m.Update(snapshotMsg{m.dossier.desk, m.dossier.changes, after})
		if m = next.(Model); (m.news.alert.message != "") != step.stays {
			t.Errorf("after %d events: %+v", len(step.events), m.news.alert)
		}
	}
}

// TestTheApplicantsIDCanBeCopiedAnywhere proves that ctrl+y copies the whole ID
// on a screen with a text field, where letters are text, and shows it when pressed again.
func TestTheApplicantsIDCanBeCopiedAnywhere(t *testing.T) {
	m := heldSend(t, 80)
	m, _ = pressKeys(t, m, "ctrl+y")
	next, _ := m.Update(tea.KeyPressMsg{Code: 'y', Mod: tea.ModCtrl})
	if screen := renderScreen(t, next.(Model)); !strings.Contains(screen, stepstest.StoryApplicant) {
		t.Errorf("the ID is not shown:\n%s", screen)
	}
}

// TestLeavingSaysFirstWhatItStops: in the lowest window too, the first lines of the leave
// dialog are about the picture that is being sent.
func TestLeavingSaysFirstWhatItStops(t *testing.T) {
	m := heldSend(t, 80)
	m.h = 12
	m.dossier.snap.Sends = map[flows.AttemptNumber]flows.SendProgress{2: {Sent: 1, Total: 2, Begun: true}}
	next, _ := m.requestLeave()
	if screen := renderScreen(t, next.(Model)); !strings.Contains(screen, "It stops if you leave") {
		t.Errorf("\n%s", screen)
	}
}

// TestTheLeaveDialogFollowsThePicture proves that what the dialog says of a picture is as it
// is now: the picture can leave, and be answered, while the dialog is open.
func TestTheLeaveDialogFollowsThePicture(t *testing.T) {
	m := heldSend(t, 80)
	next, _ := m.requestLeave()
	m = next.(Model)
	for _, c := range []struct {
		events []flows.Event
		begun  bool
		want   string
	}{
		{nil, false, "nothing was sent yet. It stays so if you leave now."},
		{nil, true, "It stops if you leave"},
		{[]flows.Event{flows.Released{Attempt: 2}}, true, "its answer may be missed"},
	} {
		after := m.dossier.snap
		after.Journey = applyEvents(t, after.Journey, c.events...)
		after.Sends = map[flows.AttemptNumber]flows.SendProgress{2: {Sent: 1, Total: 2, Begun: c.begun}}
		next, _ := m.Update(snapshotMsg{m.dossier.desk, m.dossier.changes, after})
		m = next.(Model)
		if screen := strings.Join(strings.Fields(renderScreen(t, m)), " "); !strings.Contains(screen, "Leave?") || !strings.Contains(screen, c.want) || strings.Count(screen, "if you leave")+strings.Count(screen, "may be missed") != 1 {
			t.Errorf("want %q:\n%s", c.want, screen)
		}
	}
}
