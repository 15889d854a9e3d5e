package files

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"dossier/tui/steps"
	"dossier/tui/theme"
)

// terminalAnswers are what this very terminal said that it can do. What it did not say is
// not claimed: many terminals can do it and answer nothing.
type terminalAnswers struct {
	pastes bool // it marks a paste, so that a dropped path comes whole (mode 2004)
	copies bool // it takes a text for the clipboard (OSC 52)
}

// clipboardAttribute is the device attribute of terminals that take OSC 52 (DA1).
const clipboardAttribute = 52

// clipboardCapability is the name of OSC 52 in terminfo (user_caps(5), Ms).
const clipboardCapability = "Ms"

// askTerminal asks for the terminal's version. One that says it is asked the rest: some that
// do not know these questions print them.
func (s Screen) askTerminal() tea.Cmd {
	if _, ok := s.inbox(); !ok {
		return nil
	}
	return tea.Raw(ansi.RequestNameVersion)
}

// askAbilities asks a terminal that has said which it is.
func (s Screen) askAbilities() tea.Cmd {
	if _, ok := s.inbox(); !ok {
		return nil
	}
	return tea.Batch(tea.Raw(ansi.RequestModeBracketedPaste+ansi.RequestPrimaryDeviceAttributes), tea.Raw(ansi.RequestTermcap(clipboardCapability)))
}

// note keeps an answer.
func (a terminalAnswers) note(msg tea.Msg) terminalAnswers {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		a.pastes = true
	case tea.ModeReportMsg:
		a.pastes = a.pastes || msg.Mode == ansi.ModeBracketedPaste && !msg.Value.IsNotRecognized()
	case uv.PrimaryDeviceAttributesEvent:
		a.copies = a.copies || slices.Contains(msg, clipboardAttribute)
	case tea.CapabilityMsg:
		name, _, _ := strings.Cut(msg.Content, "=")
		a.copies = a.copies || name == clipboardCapability
	}
	return a
}

// workingMark is said at the end of a line whose way this terminal has.
func workingMark(width int) string {
	if width < 49 { // the pane of a window of 100 columns is narrower than that of 80
		return "works"
	}
	return "works here"
}

// markWorking says at the end of a line that this terminal can do what is in it.
func markWorking(t theme.Theme, line string, works bool, width int) string {
	if !works {
		return line
	}
	return steps.SpreadLine(line, t.OK.Render(workingMark(width)), width)
}

// fieldMargin is what the field draws around its text, in cells.
const fieldMargin = 4

// renderField draws the field, and, while it is empty, that a path can be dropped into it.
func (s Screen) renderField(t theme.Theme, width int) string {
	room := width - len(workingMark(width)) - 1
	if _, ok := s.inbox(); !ok || s.field.Value() != "" || !s.terminal.pastes || len(inboxPlaceholder) > room-fieldMargin {
		return s.field.View(t, width)
	}
	return markWorking(t, s.field.View(t, room), true, width)
}
