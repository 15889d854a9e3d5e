package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// overlays are the dialog, text, help or palette above the screen, the topmost last. An
// overlay is a steps.Step: it fills the body, has its own keys and closes by an
// action. No method changes what a copy of the Model holds.
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

// closeOverlay closes the topmost overlay and shows what it covered.
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
