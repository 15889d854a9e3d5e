package files

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/tui/steps"
)

// remover takes the highlighted file out of the inbox; false if there is none to take out, or
// while it is being sent.
func (s Screen) remover(f steps.Frame) (steps.Remover, bool) {
	remover, ok := s.deps.FileSource.(steps.Remover)
	return remover, ok && s.batch == nil && s.hasSelection() && !s.selection.Folder && !s.lastSubmit.IsPending(f)
}

// removesFile reports whether a key means the highlighted file, and no text after the cursor.
func (s Screen) removesFile(msg tea.KeyPressMsg, f steps.Frame) bool {
	_, ok := s.remover(f)
	return ok && key.Matches(msg, f.Keys.RemoveFile) && s.field.IsAtEnd()
}

// askRemoval asks once before the highlighted file is removed.
func (s Screen) askRemoval(f steps.Frame) steps.Action {
	file, msg := s.selection, removalMsg{s.newAnswerHeader(), s.selection.Ref}
	d := steps.Dialog{Title: "Remove it from the inbox?", Text: []string{file.Name.String(), assets.RemovalText}, Choices: []steps.Choice{
		{Label: "Leave it in the inbox"},
		{Label: "Remove it", Then: func(string) steps.Action { return steps.Tell{Msg: msg} }},
	}}
	if look, ok := s.Look(f); ok {
		d.Looks = []steps.Look{look}
	}
	return steps.Ask{Dialog: d}
}

// removalMsg says that the operator has agreed to remove a file.
type removalMsg struct {
	answerHeader
	ref steps.Ref
}

func (m removalMsg) applyTo(s Screen, _ steps.Frame) (Screen, tea.Cmd) {
	remover, ok := s.deps.FileSource.(steps.Remover)
	if !ok {
		return s, nil
	}
	s.removed = m.ref
	return s, func() tea.Msg {
		remover.Remove(m.ref)
		return nil
	}
}
