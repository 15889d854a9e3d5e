package files

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/safe"
	"dossier/tui/steps"
)

// inbox is where the files are sent to; false if they are on this computer.
func (s Screen) inbox() (steps.Inbox, bool) {
	inbox, ok := s.deps.FileSource.(steps.Inbox)
	return inbox, ok
}

// placeholders of the field, for files of this computer and for an inbox.
const (
	pathPlaceholder  = "a path, or a part of a name"
	inboxPlaceholder = "drop the file, or paste its path"
)

func placeholderOf(source steps.FileSource) string {
	if _, ok := source.(steps.Inbox); ok {
		return inboxPlaceholder
	}
	return pathPlaceholder
}

// delivery says how a file for this slot gets into the inbox.
func (s Screen) delivery(f steps.Frame, inbox steps.Inbox) steps.Delivery {
	return inbox.Delivery(f.Journey.Lines(), s.place.Slot, s.field.Value())
}

// addDelivery is the command that brings a file, above the field that completes it; nothing
// where no file can be received.
func (s Screen) addDelivery(page *steps.Page, f steps.Frame, inbox steps.Inbox, width int) {
	t, d := f.Theme, s.delivery(f, inbox)
	if d.Command.String() == "" {
		return
	}
	if !f.IsShort() {
		page.AddLines(" Send it from your own computer:")
	}
	for _, line := range wrapCommand(d.Command.String(), width-3) {
		page.AddLines("   " + t.Strong.Render(line))
	}
	if d.Shell != "" {
		page.AddLines("   " + t.Warn.Render("This line is for "+d.Shell+" alone."))
	}
	if f.Height >= 16 {
		page.AddLines(markWorking(t, "   "+t.Faint.Render(f.Keys.Copy.Help().Key+" copies it for another window"), s.terminal.copies, width-1))
	}
}

// wrapCommand breaks a command into lines, at blanks where it can, and at nothing else that
// has room: it is typed or copied whole, so no cell of it may be lost.
func wrapCommand(command string, width int) []string {
	width = max(width, 8)
	var lines []string
	for word := range strings.SplitSeq(command, " ") {
		if last := len(lines) - 1; last >= 0 && ansi.StringWidth(lines[last]+" "+word) <= width {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, strings.Split(ansi.Hardwrap(word, width, true), "\n")...)
	}
	return lines
}

// addInboxName is the line above the list.
func (s Screen) addInboxName(page *steps.Page, f steps.Frame, inbox steps.Inbox, width int) {
	if s.listing.Refusal != "" {
		page.AddWrapped(f, f.Theme.Warn, "   ", s.listing.Refusal, width)
	}
	if f.Height >= 16 {
		page.AddLines("")
	}
	page.AddLines("   " + f.Theme.Faint.Render(steps.FitWidth(s.delivery(f, inbox).Name, width-3)))
}

// copyCommand copies the command.
func (s Screen) copyCommand(f steps.Frame, inbox steps.Inbox) steps.Action {
	d := s.delivery(f, inbox)
	if d.Command.String() == "" {
		return nil
	}
	page := steps.Show{Title: "Command for your own computer", Lines: []safe.Text{d.Command}, Copy: d.Copy}
	if d.Copy == "" {
		return page
	}
	return steps.CopyText{Text: d.Copy, Name: "Command", Page: page}
}

// isForOther reports whether a file was sent to another target than that of this slot.
func (s Screen) isForOther(f steps.Frame, r steps.FileRow) bool {
	inbox, ok := s.inbox()
	return ok && r.For != "" && r.For != s.delivery(f, inbox).Target
}

// otherTarget says which target a file was sent to.
func otherTarget(r steps.FileRow) steps.Finding { return steps.Finding{Word: "for " + r.For} }

// putOwnFirst lists what was sent to this slot before the rest, and what was sent to another
// one last.
func (s Screen) putOwnFirst(f steps.Frame, rows []steps.FileRow) []steps.FileRow {
	inbox, ok := s.inbox()
	if !ok {
		return rows
	}
	own := s.delivery(f, inbox).Target
	rank := func(r steps.FileRow) int {
		switch r.For {
		case own:
			return 0
		case "":
			return 1
		}
		return 2
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b steps.FileRow) int { return rank(a) - rank(b) })
	return rows
}

// noSelectionText says that no file is highlighted, and what to do.
func (s Screen) noSelectionText() string {
	_, isInbox := s.inbox()
	switch {
	case isInbox && s.listing.Fault != "":
		return s.listing.Fault
	case isInbox && s.isPathElsewhere():
		return "What the text names is on your own computer: run the command above there."
	case isInbox && len(s.listing.Rows) == 0 && s.listing.Elsewhere != "":
		return s.listing.Elsewhere + " Send them again with the command above."
	case isInbox && len(s.listing.Rows) == 0:
		return "Nothing has arrived yet: send the file with the command above."
	}
	return "No file is highlighted yet: choose with ↑ ↓, or type a part of its name."
}

// Explanation is every way in which a file gets into the inbox.
func (s Screen) Explanation(f steps.Frame) []steps.HelpPart {
	inbox, ok := s.deps.FileSource.(steps.InboxHelp)
	if !ok {
		return nil
	}
	return inbox.Help(f.Journey.Lines(), s.place.Slot)
}
