package tui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/safe"
	"dossier/tui/steps"
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
}

// openingDesks open a desk with the journey of an applicant, and note which were left.
type openingDesks struct {
	noDesks
	left *[]string
}

func (d openingDesks) Open(applicant, _ string) (Desk, error) {
	j := flows.NewJourney(flows.Key{Origin: "https://app.personr.co", Applicant: applicant})
	return withSnapshot{snap: desk.Snapshot{Journey: j, Session: "s1"}}, nil
}

func (d openingDesks) Leave(applicant string) { *d.left = append(*d.left, applicant) }

// TestTheBoardOpensAboveADossier proves that a lead reaches it from an open dossier, that it is
// in the list of commands and in the help there, that esc returns to the same place, that the
// dossier on the screen is not opened again, and that another one leaves it to the background.
func TestTheBoardOpensAboveADossier(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.journal.desks, m.cfg.Files = openingDesks{left: new([]string)}, func(Desks, string) steps.FileSource { return nil }
	if m, _ = pressKeys(t, m, "ctrl+b"); m.overlays.top() != nil {
		t.Fatal("it opens for somebody who is no lead")
	}
	own := m.dossier.applicant
	m.cfg.Board = func(context.Context, Desks) ([]board.Row, error) {
		return []board.Row{{Applicant: own}, {Applicant: othersApplicant}}, nil
	}
	help, _ := pressKeys(t, m, "f1", "pgdown")
	palette, _ := pressKeys(t, m, "ctrl+p")
	if palette = typeText(t, palette, "who works"); !strings.Contains(renderScreen(t, palette), "▸ Show who works on what") {
		t.Errorf("not in the list of commands:\n%s", renderScreen(t, palette))
	}
	if !strings.Contains(renderScreen(t, help), "show who works on what") {
		t.Errorf("not in the help:\n%s", renderScreen(t, help))
	}
	onBoard, cmd := pressKeys(t, m, "ctrl+b")
	onBoard = opened(t, onBoard, cmd)
	closed, _ := pressKeys(t, onBoard, "down", "esc")
	if closed.nav.place != m.nav.place || closed.dossier.applicant != own || closed.overlays.top() != nil {
		t.Errorf("esc leads to %v", closed.nav.place)
	}
	if same, _ := pressKeys(t, onBoard, "down", "enter"); same.nav.place != m.nav.place || same.journal.opening {
		t.Error("the dossier on the screen is opened again")
	}
	other, cmd := pressKeys(t, onBoard, "down", "down", "enter")
	other = opened(t, other, cmd)
	if other.dossier.applicant != othersApplicant || len(other.background) != 1 || other.background[0].applicant != own {
		t.Errorf("shows %s, behind it %v", other.dossier.applicant, other.background)
	}
}

// TestADossierThatIsOnlyLookedAtIsLeft proves that somebody who watched a dossier, or chose
// nothing in it, is not at it any more on the start list; who works on it is.
func TestADossierThatIsOnlyLookedAtIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *Model)
		leaves bool
	}{
		"held":    {func(*Model) {}, false},
		"watched": {func(m *Model) { m.dossier.snap.IsHolder = false }, true},
		"watched, and an answer is missing": {func(m *Model) {
			m.dossier.snap.IsHolder = false
			m.dossier.desk = withSnapshot{snap: desk.Snapshot{Pending: 1}}
		}, false},
		"nothing chosen": {func(m *Model) { m.dossier.snap.Journey = flows.NewJourney(flows.Key{}) }, true},
		"nothing recorded yet": {func(m *Model) {
			m.dossier.snap.Journey = flows.NewJourney(flows.Key{})
			m.dossier.impliedAt = 1
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := onReview(t, 80, 24)
			var left []string
			m.journal.desks, m.dossier.desk, m.cfg.Files = openingDesks{left: &left}, withSnapshot{}, func(Desks, string) steps.FileSource { return nil }
			c.change(&m)
			own := m.dossier.applicant
			m, cmd := m.showStartList()
			runAll(cmd)
			if got := len(left) == 1 && left[0] == own; got != c.leaves || (len(m.background) == 0) != c.leaves {
				t.Errorf("left %v, behind the start list %v", left, m.background)
			}
		})
	}
}

// runAll runs a command and those of its batch.
func runAll(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		for _, c := range batch {
			runAll(c)
		}
	}
}
