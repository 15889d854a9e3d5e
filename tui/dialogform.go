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
// edits, but Enter, esc and every key that closes it are handled here, so that a
// second Enter never counts for the page before.
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
func newDialogForm(d steps.Dialog, f steps.Frame) dialogForm {
	return dialogForm{dialog: d}.openPage(pageChoices, f)
}

// openPage opens a page of the dialog.
func (a dialogForm) openPage(page dialogPage, f steps.Frame) dialogForm {
	a.page, a.highlighted, a.typedText, a.inputError, a.offset = page, new(int), new(string), "", 0
	return a.buildForm(f)
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

// Update answers keys and pastes. The form is built for one size and theme, so a
// change of either builds it again.
func (a dialogForm) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.BackgroundColorMsg:
		return a.buildForm(f), nil, nil
	case tea.KeyPressMsg:
		next, action := a.handleKey(msg, f)
		return next, nil, action
	case tea.PasteMsg:
		if a.isTyping() {
			line := safe.Line(foreign.Untrusted(msg.Content), maxReasonLength)
			return a.updateForm(tea.PasteMsg{Content: line.String()}), nil, nil
		}
	}
	return a, nil, nil
}

func (a dialogForm) handleKey(msg tea.KeyPressMsg, f steps.Frame) (dialogForm, steps.Action) {
	k := f.Keys
	switch {
	case key.Matches(msg, k.Back):
		return a, steps.Close{}
	case key.Matches(msg, k.Enter):
		return a.submitPage(f)
	case key.Matches(msg, k.Help):
		return a, steps.ShowHelp{}
	case key.Matches(msg, k.PageUp, k.PageDown):
		a.offset = scrollOffset(k, msg, a.offset, len(a.textLines(f)), a.textHeight(f))
	case a.isTyping() && !key.Matches(msg, k.NotText), !a.isTyping() && a.movesHighlight(msg, k):
		return a.updateForm(msg), nil
	}
	return a, nil
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
func (a dialogForm) submitPage(f steps.Frame) (dialogForm, steps.Action) {
	switch a.page {
	case pageChoices:
		return a.submitChoice(f)
	case pageReasons:
		return a.submitReasonRow(f)
	case pageTypedReason:
		a.reason = strings.TrimSpace(*a.typedText)
		if a.reason == "" {
			a.inputError = "Type a reason first, or esc."
			return a, nil
		}
		return a.submitReason(f)
	}
	if strings.TrimSpace(*a.typedText) != a.choice.ConfirmWord {
		a.inputError = fmt.Sprintf("That is not the word. Type %s, or esc.", a.choice.ConfirmWord)
		return a, nil
	}
	return a, steps.Close{Then: a.choice.Then(a.reason)}
}

// submitChoice goes on after the row: to the reasons, to the word, or to the end.
func (a dialogForm) submitChoice(f steps.Frame) (dialogForm, steps.Action) {
	a.choice = a.dialog.Choices[*a.highlighted]
	switch {
	case a.choice.Then == nil:
		return a, steps.Close{}
	case len(a.choice.Reasons) > 0:
		return a.openPage(pageReasons, f), nil
	case a.choice.NeedReason:
		return a.openPage(pageTypedReason, f), nil
	}
	return a.submitReason(f)
}

// submitReasonRow takes the highlighted reason, or opens the page to type one.
func (a dialogForm) submitReasonRow(f steps.Frame) (dialogForm, steps.Action) {
	if *a.highlighted == 0 {
		return a, steps.Close{}
	}
	a.reason = a.rowLabels()[*a.highlighted]
	if a.reason == rowType && a.choice.NeedReason {
		a.reason = ""
		return a.openPage(pageTypedReason, f), nil
	}
	return a.submitReason(f)
}

// submitReason goes on after the reason: to the word, or to the end.
func (a dialogForm) submitReason(f steps.Frame) (dialogForm, steps.Action) {
	if a.choice.ConfirmWord != "" {
		return a.openPage(pageTypedWord, f), nil
	}
	return a, steps.Close{Then: a.choice.Then(a.reason)}
}

// Keys are take, the rows where there are some, and close.
func (a dialogForm) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	list := []key.Binding{keys.WithHelp(k.Enter, "take")}
	if !a.isTyping() {
		list = append(list, keys.WithHelp(k.Up, "row"))
	}
	list = append(list, keys.WithHelp(k.Back, "nothing done"))
	if len(a.textLines(f)) > a.textHeight(f) {
		list = append(list, keys.WithHelp(k.PageDown, "read on"))
	}
	return append(list, k.Help)
}
