package steps

import (
	"context"

	"dossier/flows"
	"dossier/tui/safe"
)

// Inbox is a FileSource whose files the operator sends to it, from a computer that this
// program cannot look into.
type Inbox interface {
	FileSource
	// Delivery says how a file for a slot of a checklist gets here. The path is what was
	// typed of the file's path on that computer, "" for nothing. It is called to draw, so it
	// only makes words.
	Delivery(lines []flows.SlotLine, slot flows.Slot, path string) Delivery
	// WaitForChange returns when the listing of a version is not the newest any more, or when
	// ctx ends.
	WaitForChange(ctx context.Context, version uint64)
}

// Delivery is how a file gets into an inbox. Its texts are our own words.
type Delivery struct {
	Command safe.Text // the whole line, for the operator's own computer; empty if no file can be received
	Copy    string    // the same as it goes to the clipboard; "" if it may not
	Shell   string    // the only shell that the line is for; "": any of that computer's
	Target  string    // what FileRow.For is for this slot
	Name    string    // of the inbox: "Inbox · code K7F2"
	Promise string    // what becomes of the files
}

// InboxHelp is an Inbox with more ways into it than Delivery names.
type InboxHelp interface {
	Inbox
	// Help says how a file for a slot of a checklist gets here.
	Help(lines []flows.SlotLine, slot flows.Slot) []HelpPart
}

// HelpPart is a part of the help of a screen: what to do, and the lines for it, which can be
// long.
type HelpPart struct {
	Text  string
	Lines []safe.Text
}

// NewHelpPart makes a part of a text and of lines that are our own words.
func NewHelpPart(text string, lines ...string) HelpPart {
	part := HelpPart{Text: text}
	for _, line := range lines {
		part.Lines = append(part.Lines, safe.LineOf(line, safe.DetailMax))
	}
	return part
}

// Explained is a screen with more to say in the help than what its keys do.
type Explained interface {
	Explanation(f Frame) []HelpPart
}

// ReceiptSource is a FileSource that says how the receipt of its dossier is fetched.
type ReceiptSource interface {
	// ReceiptCommand is the line for the operator's own computer.
	ReceiptCommand() safe.Text
}

// Remover is an Inbox from which files can be taken out unused.
type Remover interface {
	Inbox
	// Remove removes a file from the inbox and gives up its bytes. It may wait for a disk; it
	// runs in a command.
	Remove(ref Ref)
}

// Assigner is an Inbox that takes files under any name: which side one of those is has to be
// asked.
type Assigner interface {
	Inbox
	// Assign says which target a file is for; false when it is not there any more. It only
	// notes it.
	Assign(ref Ref, target string) bool
}
