package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"dossier/tui/keys"
	"dossier/tui/steps"
)

// footerLine shows the keys that work now. Help and commands always have room: they
// lead to the keys that found none.
func (m Model) footerLine(f steps.Frame) string {
	bindings := m.presentKeys(f)
	tail := []key.Binding{m.keys.Help, m.keys.Palette}
	if over := m.overlays.top(); over != nil {
		bindings, tail = over.Keys(f), nil
	}
	if m.dossier.canTakeBack(m.now) {
		bindings = slices.Insert(bindings, 0, m.keys.TakeBack) // where no width cuts it
	}
	room := m.w - 1
	for _, b := range tail {
		room -= cellWidth(m.keyHint(b)) + keyHintGap
	}
	out := " "
	for _, b := range bindings {
		if hint := m.keyHint(b); cellWidth(hint)+keyHintGap <= room {
			out += hint + strings.Repeat(" ", keyHintGap)
			room -= cellWidth(hint) + keyHintGap
		}
	}
	for _, b := range tail {
		out += m.keyHint(b) + strings.Repeat(" ", keyHintGap)
	}
	return steps.FitWidth(strings.TrimRight(out, " "), m.w)
}

// keyHintGap is how many cells stand between two keys.
const keyHintGap = 3

func (m Model) keyHint(b key.Binding) string {
	return m.theme.Accent.Render(keys.Label(b)) + " " + b.Help().Desc
}
