package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"dossier/tui/steps"
)

// footerLine shows the keys that work now. Help and commands always have their
// place: they lead to the keys that found none.
func (m Model) footerLine(f steps.Frame) string {
	bindings := m.nav.step().Keys(f)
	tail := []key.Binding{m.keys.Help, m.keys.Palette}
	if over := m.overlays.top(); over != nil {
		bindings, tail = over.Keys(f), nil
	}
	if m.dossier.canTakeBack(m.now) {
		bindings = m.prependTakeBack(bindings)
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

// prependTakeBack puts the take-back in front of all keys, where no width cuts it,
// whatever screen or overlay has the other keys.
func (m Model) prependTakeBack(bindings []key.Binding) []key.Binding {
	name := m.keys.TakeBack.Help().Key
	bindings = slices.DeleteFunc(slices.Clone(bindings), func(b key.Binding) bool { return b.Help().Key == name })
	return slices.Insert(bindings, 0, m.keys.TakeBack)
}

const keyHintGap = 3

func (m Model) keyHint(b key.Binding) string {
	return m.theme.Accent.Render(keyName(b.Help().Key)) + " " + b.Help().Desc
}

// keyName is how a key is written for people.
func keyName(k string) string {
	switch k {
	case "up":
		return "↑↓"
	case "f1":
		return "F1"
	}
	return k
}
