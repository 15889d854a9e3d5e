package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// overlays are the dialog, text, help or palette above the screen, the topmost last.
// An overlay is a step of its own: it fills the body, has its own keys and closes
// by an action. Value semantics: no method changes what another copy holds.
type overlays []steps.Step

// top is the overlay that has the keys, nil when there is none.
func (o overlays) top() steps.Step {
	if len(o) == 0 {
		return nil
	}
	return o[len(o)-1]
}

func (o overlays) push(s steps.Step) overlays { return append(slices.Clip(o), s) }

func (o overlays) pop() overlays { return o[:max(len(o)-1, 0)] }

// openOverlay opens an overlay on the screen, in place of any other.
func (m Model) openOverlay(s steps.Step) Model {
	m.overlays = overlays{s}
	return m
}

// closeOverlay leads back to what the topmost overlay covers.
func (m Model) closeOverlay() Model {
	m.overlays = m.overlays.pop()
	m.leaving = m.leaving && m.overlays.top() != nil
	return m
}

// updateOverlay gives a message to the overlay that has the keys.
func (m Model) updateOverlay(msg tea.Msg) (tea.Model, tea.Cmd) {
	over, cmd, action := m.overlays.top().Update(msg, m.overlayFrame())
	m.overlays = m.overlays.pop().push(over)
	next, more := m.applyAction(action)
	return next, tea.Batch(cmd, more)
}

// resizeOverlays gives a new size or theme to every overlay, covered ones too.
func (m Model) resizeOverlays(msg tea.Msg) Model {
	var resized overlays
	for _, o := range m.overlays {
		next, _, _ := o.Update(msg, m.overlayFrame())
		resized = append(resized, next)
	}
	m.overlays = resized
	return m
}

// overlayFrame is the frame of the topmost overlay: what lies below it is in it.
func (m Model) overlayFrame() steps.Frame {
	f := m.stepFrame()
	covered := steps.Covered{Purpose: screenPurpose(m.place.Stage), LetterKeys: m.hasLetterKeys(), Commands: m.availableCommands(f)}
	if n := len(m.overlays); n > 1 {
		covered.LetterKeys = false
		covered.Keys = []steps.KeyGroup{{Title: "In this window", Bindings: m.overlays[n-2].Keys(f)}}
	}
	covered.Keys = append(covered.Keys,
		steps.KeyGroup{Title: "On this screen", Bindings: m.screens[m.place].Keys(f)},
		steps.KeyGroup{Title: "Everywhere", Bindings: globalKeyBindings(m.keys)})
	f.Covered = covered
	return f
}

// requestLeave asks once, and leaves at the second ctrl+c. Nothing is lost either way:
// every fact is in the journal.
func (m Model) requestLeave() (tea.Model, tea.Cmd) {
	if m.leaving || !m.open && m.overlays.top() == nil {
		return m, tea.Quit
	}
	m.leaving = true
	return m.openOverlay(newDialogForm(m.leaveDialog(), m.stepFrame())), nil
}

func (m Model) leaveDialog() steps.Dialog {
	stay := steps.Choice{Label: "Stay"}
	leave := steps.Choice{Label: "Leave dossier", Then: func(string) steps.Action { return steps.Quit{} }}
	text := []string{"Everything so far is recorded. Start dossier again to go on at this place; pictures are picked again."}
	if m.snap.Removed {
		text = []string{"This dossier was removed from the journal. Start dossier again to begin it anew; pictures are picked again."}
	}
	j := m.snap.Journey
	for _, l := range j.Lines() {
		switch l.State {
		case flows.Sending, flows.Chosen:
			text = append(text, fmt.Sprintf("%s has not left yet and will not be sent.", steps.SlotTitle(l)))
		case flows.Awaiting:
			text = append(text, fmt.Sprintf("%s was sent; %s.", steps.SlotTitle(l), m.unansweredText()))
		}
	}
	if m.snap.Pending > 0 {
		text = append(text, "What became of a request is not recorded yet; stay until it is.")
	}
	return steps.Dialog{Title: "Leave?", Text: text, Choices: []steps.Choice{stay, leave}}
}

// unansweredText is what leaving means for a picture without an answer.
func (m Model) unansweredText() string {
	if m.snap.Removed {
		return "what became of it is not recorded"
	}
	return "its answer may be missed and then needs a decision"
}

// showApplicantID is the viewer of the whole ID, which the title shows the end of.
func (m Model) showApplicantID() steps.Action {
	return steps.Show{Title: "Applicant ID", Lines: []safe.Text{safe.LineOf(m.applicant, safe.ListMax)}, Copy: m.applicant}
}

func cellWidth(s string) int { return ansi.StringWidth(s) }
