package wizard

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// panickingModel panics in the given place.
type panickingModel struct{ in string }

func (p panickingModel) Init() tea.Cmd { return nil }

func (p panickingModel) Update(tea.Msg) (tea.Model, tea.Cmd) {
	if p.in == "Update" {
		panic("Anna Muster")
	}
	return p, func() tea.Msg {
		if p.in == "command" {
			panic("Anna Muster")
		}
		return nil
	}
}

func (p panickingModel) View() tea.View {
	if p.in == "View" {
		panic("Anna Muster")
	}
	return tea.NewView("x")
}

// TestAPanicEndsTheProgramQuietly proves that the program ends after a panic
// wherever it was, View included, and goes on without one.
func TestAPanicEndsTheProgramQuietly(t *testing.T) {
	for _, in := range []string{"Update", "command", "View", "nothing"} {
		m := guardPanics(panickingModel{in})
		m.View()
		var msg tea.Msg
		for range 3 { // messages, as ticks bring them
			var cmd tea.Cmd
			if m, cmd = m.Update(msg); cmd != nil {
				msg = cmd()
			}
		}
		_, quits := msg.(tea.QuitMsg)
		if want := in != "nothing"; quits != want || (FaultReference(m) != "") != want {
			t.Errorf("a panic in %s: the program ends: %v, with the reference %q", in, quits, FaultReference(m))
		}
	}
}

// TestAPanicOfAViewNeedsNoOtherMessage proves that the message after which a view panics ends
// the program: no other may come for a long time.
func TestAPanicOfAViewNeedsNoOtherMessage(t *testing.T) {
	m, cmd := guardPanics(panickingModel{"View"}).Update(nil)
	if cmd == nil {
		t.Fatal("the program goes on")
	}
	if _, quits := cmd().(tea.QuitMsg); !quits || FaultReference(m) == "" {
		t.Errorf("the program goes on; reference %q", FaultReference(m))
	}
}
