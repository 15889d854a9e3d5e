package tui

// PasteRefusedMsg reports that pasted text was dropped before the program got it.
type PasteRefusedMsg struct{ TooLong bool }

// hint says it to the operator. A paste without an end was cut off somewhere: part of it
// could pass for the whole.
func (msg PasteRefusedMsg) hint() string {
	if msg.TooLong {
		return "Not used: the paste is too long. Paste less at once."
	}
	return "Not used: the paste has no end. Paste it again."
}
