package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/scope"
	"dossier/tui/steps"
)

// refusingDesks open nothing without a reason, and note what they were asked for.
type refusingDesks struct {
	noDesks
	refusal *scope.Refusal
	asked   *[]string
}

func (d refusingDesks) Open(applicant, reason string) (Desk, error) {
	*d.asked = append(*d.asked, applicant+" "+reason)
	return nil, d.refusal
}

const othersApplicant = "4711471147114x471147114711000815"

// atStartWith is a wizard at its start list.
func atStartWith(t *testing.T, desks Desks) Model {
	t.Helper()
	m, _ := onReview(t, 80, 24)
	m.journal.desks = desks
	m.cfg.Files = func(Desks, string) steps.FileSource { return nil }
	m, _ = m.showStartList()
	return m
}

// opened is the wizard after it tried to open a dossier.
func opened(t *testing.T, m Model, cmd tea.Cmd) Model {
	t.Helper()
	next, _ := m.Update(cmd())
	return next.(Model)
}

// TestAColleaguesDossierIsAskedForWithAReason proves what is said of it, that the safe answer
// comes first, that a reason goes with the second try, and that the start list works on.
func TestAColleaguesDossierIsAskedForWithAReason(t *testing.T) {
	var asked []string
	since := time.Date(2026, 11, 28, 14, 2, 0, 0, time.UTC)
	desks := refusingDesks{refusal: &scope.Refusal{Access: scope.NeedsReason, Holder: "lars\x1b[2J", Since: since}, asked: &asked}
	m, cmd := atStartWith(t, desks).applyAction(steps.OpenDossier{Applicant: othersApplicant})
	m = opened(t, m, cmd)
	screen := renderScreen(t, m)
	for _, want := range []string{"…11000815", `lars\u{1B}[2J worked on`, "You see it once you have given a reason", "▸ Leave it", "Take over: "} {
		if !strings.Contains(screen, want) {
			t.Errorf("no %q:\n%s", want, screen)
		}
	}
	m, cmd = pressKeys(t, m, "down", "enter")
	if cmd == nil {
		t.Fatalf("nothing is opened:\n%s", renderScreen(t, m))
	}
	m = opened(t, m, cmd)
	if len(asked) != 2 || asked[0] != othersApplicant+" " || len(asked[1]) <= len(asked[0]) {
		t.Errorf("asked %q", asked)
	}
	m, _ = pressKeys(t, m, "esc")
	if m.journal.fault != "" || m.dossier.isOpen() || m.overlays.top() != nil {
		t.Errorf("the start list does not work on:\n%s", renderScreen(t, m))
	}
}

// TestAnotherGroupsDossierSaysOnlyThat proves that the refusal offers nothing.
func TestAnotherGroupsDossierSaysOnlyThat(t *testing.T) {
	var asked []string
	m, cmd := atStartWith(t, refusingDesks{refusal: &scope.Refusal{}, asked: &asked}).applyAction(steps.OpenDossier{Applicant: othersApplicant})
	screen := renderScreen(t, opened(t, m, cmd))
	if !strings.Contains(screen, "Another group works on …11000815. Ask your administrator.") || strings.Contains(screen, "Take over") {
		t.Errorf("\n%s", screen)
	}
}

// TestADossierThatIsWithheldLeavesTheScreen proves that nothing of it stays on the screen or
// in a dialog above it, and that the start list says why.
func TestADossierThatIsWithheldLeavesTheScreen(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.journal.desks, m.cfg.Ctx = noDesks{}, context.Background()
	m.cfg.Files = func(Desks, string) steps.FileSource { return nil }
	m = m.openOverlay(newDialogForm(startDialog, m.stepFrame()))
	withheld := desk.Snapshot{Journey: flows.NewJourney(m.dossier.snap.Journey.Key()), Withheld: true}
	next, _ := m.Update(snapshotMsg{desk: m.dossier.desk, changes: m.dossier.changes, snap: withheld})
	m = next.(Model)
	screen := renderScreen(t, m)
	if m.dossier.isOpen() || m.overlays.top() != nil || strings.Contains(screen, "39808060") || !strings.Contains(screen, "has left the dossier that you watched") {
		t.Errorf("\n%s", screen)
	}
}
