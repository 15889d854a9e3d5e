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
	remover, _ := s.remover(f)
	file, screen := s.selection, s.id
	d := steps.Dialog{Title: "Remove it from the inbox?", Text: []string{file.Name.String(), assets.RemovalText}, Choices: []steps.Choice{
		{Label: "Leave it in the inbox"},
		{Label: "Remove it", Then: func(string) steps.Action {
			screen.removed = file.Ref
			remover.Remove(file.Ref)
			return nil
		}},
	}}
	if look, ok := s.Look(f); ok {
		d.Looks = []steps.Look{look}
	}
	return steps.Ask{Dialog: d}
}
