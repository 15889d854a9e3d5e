package tui

import (
	"context"
	"strings"
	"testing"

	"dossier/tui/safe"
	"dossier/tui/steps/board"
)

// TestTheBoardIsReachedByALeadAlone proves that ctrl+b opens it from a lead's start list, that
// the key is shown there, and that for everybody else there is neither key nor board.
func TestTheBoardIsReachedByALeadAlone(t *testing.T) {
	load := func(context.Context, Desks) ([]board.Row, error) {
		return []board.Row{{Applicant: othersApplicant, Operator: safe.LineOf("lars", 40)}}, nil
	}
	for _, isLead := range []bool{true, false} {
		m := atStartWith(t, noDesks{})
		if isLead {
			m.cfg.Board = load
		}
		if shown := strings.Contains(renderScreen(t, m), "ctrl+b board"); shown != isLead {
			t.Errorf("lead %t: the key is shown: %t", isLead, shown)
		}
		m, cmd := pressKeys(t, m, "ctrl+b")
		if opens := m.overlays.top() != nil; opens != isLead {
			t.Fatalf("lead %t: the board opens: %t", isLead, opens)
		}
		if !isLead {
			continue
		}
		m = opened(t, m, cmd)
		if screen := renderScreen(t, m); !strings.Contains(screen, "lars") || !strings.Contains(screen, "…11000815") {
			t.Errorf("\n%s", screen)
		}
		m, cmd = pressKeys(t, m, "down", "enter")
		if m.overlays.top() != nil || cmd == nil || !m.journal.opening {
			t.Error("enter opens nothing")
		}
	}
	m, _ := onReview(t, 80, 24)
	m.cfg.Board = load
	if m, _ = pressKeys(t, m, "ctrl+b"); m.overlays.top() != nil {
		t.Error("it opens above a dossier")
	}
}
