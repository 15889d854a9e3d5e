package tui

import "dossier/tui/steps"

// PasteDroppedMsg reports that pasted text was dropped before the program got it.
type PasteDroppedMsg struct{ TooLong bool }

// hint is what the operator reads about it. A paste without an end may lack a part, and
// what is left could look like a whole path.
func (msg PasteDroppedMsg) hint() steps.Notice {
	if msg.TooLong {
		return steps.FixedNotice("Not used: the paste is too long. Paste less at once.")
	}
	return steps.FixedNotice("Not used: the paste has no end. Paste it again.")
}
