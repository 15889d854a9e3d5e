package files

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/safe"
	"dossier/tui/steps"
)

// readPaste reads a drop or a paste; finding out whether it names files takes a
// look at the disk.
func (s Screen) readPaste(text string) (Screen, tea.Cmd) {
	s.pending, s.notice = true, steps.Notice{}
	s.pasteNumber++
	files, msg := s.deps.FileSource, pastedMsg{answerHeader: s.newAnswerHeader(), number: s.pasteNumber, text: text}
	return s, func() tea.Msg {
		msg.paths = files.Paste(text)
		return msg
	}
}

// dropPendingPaste gives up a paste or a completion that is still being read: what is typed
// or highlighted after it says what is wanted. A drive that is gone may never answer.
func (s Screen) dropPendingPaste() Screen {
	if s.pending {
		s.pending = false
		s.pasteNumber++
	}
	return s
}

func (m pastedMsg) applyTo(s Screen, f steps.Frame) (Screen, tea.Cmd) {
	isText := m.paths.IsText()
	if m.number != s.pasteNumber && !isText {
		return s, nil // a later paste says what is wanted
	}
	s.pending = s.pending && m.number != s.pasteNumber
	switch {
	case m.paths.Fault != "":
		s.notice = m.paths.Notice()
		return s, nil
	case isText && s.batch != nil:
		s.notice = steps.FixedNotice("That names no file. Drop the files, or go on with these.")
		return s, nil
	case isText:
		return s.editText(tea.PasteMsg{Content: cmp.Or(m.paths.Line, m.text)})
	case len(m.paths.Files) > 1:
		return s.proposeBatch(m.paths.Files, f)
	case m.paths.Folder != steps.Ref{}:
		return s.endBatch().enterFolder(m.paths.Folder)
	}
	return s.endBatch().bringFile(m.paths.Files[0], f)
}

// bringFile highlights a file that need not be in the list.
func (s Screen) bringFile(ref steps.Ref, f steps.Frame) (Screen, tea.Cmd) {
	s = s.withoutSelection()
	s.selection, s.selectionBrought = steps.FileRow{Ref: ref, Name: safe.LineOf("the file you brought", safe.ListMax)}, true
	if at := s.selectionIndex(s.listing.Rows); at >= 0 {
		s.selection, s.selectionBrought = s.listing.Rows[at], false
	}
	return s.examineSelection(f)
}

// completePath is the Tab key: the longest common part, then one candidate after
// the other.
func (s Screen) completePath() (Screen, tea.Cmd) {
	if len(s.completions) > 0 && s.field.Value() == s.completions[s.completionIndex] {
		s.completionIndex = (s.completionIndex + 1) % len(s.completions)
		return s.setText(s.completions[s.completionIndex])
	}
	s.pending = true
	files, at, typed := s.deps.FileSource, s.folder, s.field.Value()
	msg := completedMsg{answerHeader: s.newAnswerHeader(), typed: typed}
	return s, func() tea.Msg {
		msg.text, msg.candidates = files.Complete(at, typed)
		return msg
	}
}

func (m completedMsg) applyTo(s Screen, _ steps.Frame) (Screen, tea.Cmd) {
	s.pending = false
	if s.field.Value() != m.typed {
		return s, nil
	}
	s.completions, s.completionIndex = nil, 0
	switch {
	case m.text != m.typed:
		s, cmd := s.setText(m.text)
		s.completions = nil
		return s, cmd
	case len(m.candidates) == 0:
		s.notice = steps.FixedNotice("Nothing to complete here. Type on, or choose with ↑ ↓.")
		return s, nil
	}
	s.completions = m.candidates
	return s.setText(m.candidates[0])
}
