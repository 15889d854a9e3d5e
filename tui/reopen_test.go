package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/scope"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// reopening is a wizard that opens by itself, and whose dossiers were shown.
func reopening(t *testing.T, desks Desks, i settings.Interruption) (m Model, shown *[]string) {
	t.Helper()
	m, _ = onReview(t, 80, 24)
	shown = new([]string)
	m.cfg.Connect = func(context.Context) (Desks, error) { return desks, nil }
	m.cfg.Reopen = func(context.Context) settings.Interruption { return i }
	m.cfg.Shown = func(applicant string) { *shown = append(*shown, applicant) }
	m.cfg.Files, m.cfg.Remote.SSH = func(Desks, string) steps.FileSource { return nil }, true
	m, _ = m.showDossier(openedDossier{})
	next, _ := m.Update(m.connectDesks()())
	m = next.(Model)
	if !m.journal.opening {
		return m, shown
	}
	_, open := m.openDossier(i.Applicant, "")
	return opened(t, m, open), shown
}

// TestALoginOpensTheDossierThatWasInterrupted proves that it says why, that esc is said to lead
// to the start list and does, that any other key ends that, and that the service is told what
// is on the screen.
func TestALoginOpensTheDossierThatWasInterrupted(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 3, 0, 0, time.UTC)
	for cause, want := range map[settings.InterruptionCause]string{
		settings.LineLost:      "Back at …11000815: the line was lost at 14:03 UTC.",
		settings.WasLocked:     "Back at …11000815: your locked session has ended.",
		settings.LastedTooLong: "Back at …11000815: the connection had lasted too long.",
	} {
		desks := openingDesks{left: new([]string)}
		m, shown := reopening(t, desks, settings.Interruption{Applicant: othersApplicant, Cause: cause, At: at})
		screen := renderScreen(t, m)
		if !strings.Contains(screen, want) || !strings.Contains(screen, "esc start list") || m.dossier.applicant != othersApplicant {
			t.Errorf("no %q:\n%s", want, screen)
		}
		m.nav.place = steps.Place{Stage: flows.StageReview}
		m.prepareScreen(m.nav.place)
		if screen := renderScreen(t, m); !strings.Contains(screen, "esc start list") || strings.Contains(screen, "esc back") {
			t.Errorf("on Review:\n%s", screen)
		}
		if left, _ := pressKeys(t, m, "esc"); left.dossier.isOpen() {
			t.Error("esc does not lead to the start list")
		}
		if stays, _ := pressKeys(t, m, "down", "esc"); !stays.dossier.isOpen() {
			t.Error("esc leads to the start list after another key")
		}
		if got := strings.Join(*shown, ","); got != ","+othersApplicant+"," {
			t.Errorf("was told of %q", got)
		}
	}
}

// TestAnInterruptedDossierPassesTheGate proves that one that may not be opened any more is not,
// and that the start list says why.
func TestAnInterruptedDossierPassesTheGate(t *testing.T) {
	var asked []string
	refusal := &scope.Refusal{Access: scope.NeedsReason, Holder: "lars"}
	m, _ := reopening(t, refusingDesks{refusal: refusal, asked: &asked}, settings.Interruption{Applicant: othersApplicant, Cause: settings.LineLost})
	screen := renderScreen(t, m)
	if m.dossier.isOpen() || !strings.Contains(screen, "lars worked on") || len(asked) != 1 {
		t.Errorf("asked %q:\n%s", asked, screen)
	}
	if m, _ = pressKeys(t, m, "esc"); m.nav.place.Stage != flows.StageApplicant || m.overlays.top() != nil {
		t.Error("the start list is not shown")
	}
	if m, _ := reopening(t, refusingDesks{}, settings.Interruption{}); m.journal.opening || m.dossier.isOpen() {
		t.Error("something is opened where nothing was interrupted")
	}
}

// TestTheOwnOtherWindowIsCalledThat proves what the start list says of a dossier that the
// operator, a colleague or nobody known has open.
func TestTheOwnOtherWindowIsCalledThat(t *testing.T) {
	service := settings.Process{Host: "vm", PID: 7}
	for want, other := range map[string]desk.Elsewhere{
		"your other window": {Operator: "anna", Host: "vm", PID: 7},
		"lars":              {Operator: "lars", Host: "vm", PID: 7},
		"anna":              {Operator: "anna", Host: "vm", PID: 8},
		"another session":   {Host: "vm", PID: 7},
	} {
		m, _ := onReview(t, 80, 24)
		m.cfg.Remote.Service = service
		list := m.readStartList(t.Context(), elsewhereDesks{open: map[string]desk.Elsewhere{othersApplicant: other}})
		if got := list.openedBy[othersApplicant].String(); got != want {
			t.Errorf("%+v: %q", other, got)
		}
	}
}

type elsewhereDesks struct {
	noDesks
	open map[string]desk.Elsewhere
}

func (d elsewhereDesks) OpenElsewhere(context.Context) (map[string]desk.Elsewhere, error) {
	return d.open, nil
}
