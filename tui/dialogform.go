package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"dossier/flows/foreign"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// dialogForm runs a dialog: its rows, then a reason where one is wanted, then a
// word where it must be typed. One small form is alive at a time; it draws and
// edits, but Enter, esc and everything that leaves it are taken here, so that a
// second Enter can never count for the page before.
type dialogForm struct {
	dialog      steps.Dialog
	page        dialogPage
	choice      steps.Choice // the row that was taken
	reason      string
	highlighted *int    // the highlighted row
	typedText   *string // the text of a typing page
	inputError  string
	offset      int
	form        *huh.Form
}

// dialogPage is the question a dialog is at.
type dialogPage int

const (
	pageChoices     dialogPage = iota
	pageReasons                // the presets
	pageTypedReason            // typed
	pageTypedWord
)

// maxReasonLength is the length in runes of a typed reason.
const maxReasonLength = 200

// newDialogForm opens a dialog at its rows.
func newDialogForm(m Model, d steps.Dialog) (overlay, tea.Cmd) {
	return dialogForm{dialog: d}.openPage(m, pageChoices), nil
}

// openPage opens a page of the dialog.
func (a dialogForm) openPage(m Model, page dialogPage) dialogForm {
	a.page, a.highlighted, a.typedText, a.inputError, a.offset = page, new(int), new(string), "", 0
	return a.buildForm(m)
}

func (a dialogForm) isTyping() bool { return a.page == pageTypedReason || a.page == pageTypedWord }

// The first and last rows of the page of reasons. The first does nothing, so
// that a second Enter records no reason nobody has read.
const (
	rowNotNow = "Not now"
	rowType   = "Type a reason"
)

// rowLabels are the rows of the present page.
func (a dialogForm) rowLabels() []string {
	if a.page == pageChoices {
		var labels []string
		for _, c := range a.dialog.Choices {
			labels = append(labels, c.Label)
		}
		return labels
	}
	labels := append([]string{rowNotNow}, a.choice.Reasons...)
	if a.choice.NeedReason {
		labels = append(labels, rowType)
	}
	return labels
}

func (a dialogForm) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.handleKey(m, msg)
	case tea.PasteMsg:
		if a.isTyping() {
			line := safe.Line(foreign.Untrusted(msg.Content), maxReasonLength)
			return a.updateForm(tea.PasteMsg{Content: line.String()}), nil, nil
		}
	}
	return a, nil, nil
}

func (a dialogForm) handleKey(m Model, msg tea.KeyPressMsg) (overlay, tea.Cmd, steps.Action) {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		return nil, nil, nil
	case key.Matches(msg, k.Enter):
		return a.submitPage(m)
	case key.Matches(msg, k.Help):
		over, cmd := newHelpView(m)
		return over, cmd, nil
	case key.Matches(msg, k.PageUp, k.PageDown):
		f := m.stepFrame()
		a.offset = scrollOffset(m, msg, a.offset, len(a.textLines(f)), a.textHeight(f))
	case a.isTyping() && a.editsText(msg), !a.isTyping() && a.movesHighlight(msg, k):
		return a.updateForm(msg), nil, nil
	}
	return a, nil, nil
}

// movesHighlight reports whether a key moves the highlight. It stops at both ends: from
// the safe first row one key must not lead to the last.
func (a dialogForm) movesHighlight(msg tea.KeyPressMsg, k keys.Map) bool {
	switch {
	case key.Matches(msg, k.Up):
		return *a.highlighted > 0
	case key.Matches(msg, k.Down):
		return *a.highlighted < len(a.rowLabels())-1
	}
	return key.Matches(msg, k.Home, k.End)
}

// editsText reports whether a key changes the text of a typing page. The field's
// own paste is not let through: it reads the clipboard of the computer the
// program runs on.
func (a dialogForm) editsText(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "ctrl+v", "tab", "shift+tab", "up", "down":
		return false
	}
	return true
}

// updateForm gives a message to the form. Its commands are dropped: they only
// blink the cursor or ask for a size that is known.
func (a dialogForm) updateForm(msg tea.Msg) dialogForm {
	next, _ := a.form.Update(msg)
	a.form = next.(*huh.Form)
	if rows, ok := a.form.GetFocusedField().(*huh.Select[int]); ok {
		*a.highlighted, _ = rows.Hovered() // the bound value does not follow the key End
	}
	a.inputError = ""
	return a
}

// submitPage is Enter on the present page.
func (a dialogForm) submitPage(m Model) (overlay, tea.Cmd, steps.Action) {
	switch a.page {
	case pageChoices:
		a.choice = a.dialog.Choices[*a.highlighted]
		if a.choice.Then == nil {
			return nil, nil, nil
		}
		if len(a.choice.Reasons) > 0 {
			return a.openPage(m, pageReasons), nil, nil
		}
		if a.choice.NeedReason {
			return a.openPage(m, pageTypedReason), nil, nil
		}
	case pageReasons:
		switch option := a.rowLabels()[*a.highlighted]; {
		case *a.highlighted == 0:
			return nil, nil, nil
		case option == rowType && a.choice.NeedReason:
			return a.openPage(m, pageTypedReason), nil, nil
		default:
			a.reason = option
		}
	case pageTypedReason:
		a.reason = strings.TrimSpace(*a.typedText)
		if a.reason == "" {
			a.inputError = "Type a reason first, or esc."
			return a, nil, nil
		}
	case pageTypedWord:
		if strings.TrimSpace(*a.typedText) != a.choice.ConfirmWord {
			a.inputError = fmt.Sprintf("That is not the word. Type %s, or esc.", a.choice.ConfirmWord)
			return a, nil, nil
		}
		return nil, nil, a.choice.Then(a.reason)
	}
	return a.submitReason(m)
}

// submitReason goes on after the reason: to the word, or to the end.
func (a dialogForm) submitReason(m Model) (overlay, tea.Cmd, steps.Action) {
	if a.choice.ConfirmWord != "" {
		return a.openPage(m, pageTypedWord), nil, nil
	}
	return nil, nil, a.choice.Then(a.reason)
}

func (a dialogForm) resize(m Model) (overlay, tea.Cmd) { return a.buildForm(m), nil }

func (a dialogForm) keyBindings(m Model) []key.Binding {
	list := []key.Binding{keys.WithHelp(m.keys.Enter, "take")}
	if !a.isTyping() {
		list = append(list, keys.WithHelp(m.keys.Up, "row"))
	}
	list = append(list, keys.WithHelp(m.keys.Back, "nothing done"))
	if f := m.stepFrame(); len(a.textLines(f)) > a.textHeight(f) {
		list = append(list, keys.WithHelp(m.keys.PageDown, "read on"))
	}
	return append(list, m.keys.Help)
}
