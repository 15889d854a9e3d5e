package files

import (
	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// enterState is what became of an Enter that did nothing at once. The next key forgets it;
// the status line derives its words from it and from what is known by then.
type enterState int

const (
	noEnter     enterState = iota
	enterEarly             // it came before the look that it needs had ended
	enterLooked            // that look has ended
	enterDenied            // something is against it
)

// handleEnter opens the highlighted folder, or sends the highlighted file once every
// reason against it is settled.
func (s Screen) handleEnter(f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	s.enter = enterDenied
	folder, hasFolder := s.folderToOpen()
	switch {
	case f.ReadOnly:
		s.enter = noEnter
		return s, nil, steps.AskTakeOver(f)
	case steps.BlockedReason(f) != "" || s.lastSubmit.IsPending(f):
	case s.isLooking():
		s.enter = enterEarly
		return stay(s.examineSelection(f))
	case hasFolder:
		return stay(s.enterFolder(folder))
	case !s.hasSelection():
	case s.report.Temporary:
		s.enter = enterEarly
		return stay(s.examineAgain(f))
	case s.report.Fault == "" && s.isTooEarly():
		s.enter = enterLooked
	case s.report.Fault == "":
		s.enter = noEnter
		return s.sendSelection(f)
	}
	return s, nil, nil
}

// isLooking reports whether it is not known yet what Enter would do: a paste or a folder is
// being read, or the highlighted file was not looked at.
func (s Screen) isLooking() bool {
	if s.hasSelection() {
		return s.pending || !s.selection.Folder && !s.hasReport
	}
	return s.pending || !s.listed
}

// folderToOpen is the folder that Enter opens.
func (s Screen) folderToOpen() (steps.Ref, bool) {
	switch {
	case s.hasSelection():
		return s.selection.Ref, s.selection.Folder
	case s.listFaultText() != "" || !s.isFolderTyped():
		return steps.Ref{}, false
	}
	return s.listing.Folder, true
}

// settleEarlyEnter carries out an Enter that came before the look had ended, if it opens a
// folder. A picture is not sent by it: what was found was not on the screen.
func (s Screen) settleEarlyEnter(f steps.Frame) (Screen, tea.Cmd) {
	if s.enter != enterEarly || s.batch != nil || s.isLooking() {
		return s, nil
	}
	s.enter = enterLooked
	if folder, ok := s.folderToOpen(); ok && steps.BlockedReason(f) == "" {
		return s.enterFolder(folder)
	}
	return s, nil
}

// enterText says why Enter does nothing now, or what it will do; "" when there is nothing to
// say.
func (s Screen) enterText(f steps.Frame) string {
	if s.enter == noEnter || s.lastSubmit.IsPending(f) {
		return ""
	}
	if stop := steps.BlockedReason(f); stop != "" {
		return stop
	}
	_, hasFolder := s.folderToOpen()
	switch {
	case s.isLooking() && s.hasSelection():
		return "Still looking at it…"
	case s.isLooking():
		return "Looking…"
	case hasFolder:
		return "Enter opens this folder."
	case !s.hasSelection() && s.listFaultText() != "":
		return s.listFaultText()
	case !s.hasSelection():
		return s.noSelectionText()
	case s.report.Fault != "":
		return s.report.Fault
	}
	if why := s.sendObstacle(f); why != "" || s.enter != enterLooked {
		return why
	}
	return lookedAtText
}

// lookedAtText answers an Enter that came before the look had ended.
const lookedAtText = "Looked at now. Press Enter again to send."
