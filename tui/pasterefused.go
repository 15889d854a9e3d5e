package tui

// PasteRefusedMsg reports that pasted text was dropped before the program got it.
type PasteRefusedMsg struct{ TooLong bool }

// hint says it to the operator. A paste without an end was cut off somewhere: part of it
// could pass for the whole.
func (msg PasteRefusedMsg) hint() string {
	if msg.TooLong {
		return "What you pasted is too long and was not used."
	}
	return "The end of what you pasted did not come, so it was not used. Paste it again."
}
