package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"dossier/flows"
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
	choice      steps.Choice // the chosen row
	reason      string
	highlighted *int    // the highlighted row
	typedText   *string // the text of a typing page
	inputError  string
	offset      int
	form        *huh.Form
	renderers   []*steps.PictureRenderer // for each picture of the dialog
}

// dialogPage is the question that a dialog asks.
type dialogPage int

const (
	pageChoices     dialogPage = iota
	pageReasons                // the presets
	pageTypedReason            // typed
	pageTypedWord
)

// maxReasonLength is the length in runes of a typed reason.
const maxReasonLength = 200

// newDialogForm opens a dialog at its rows; at the word where one must be typed, because
// typing it is the answer.
func newDialogForm(dialog steps.Dialog, f steps.Frame) dialogForm {
	dialog.Looks = slices.DeleteFunc(slices.Clone(dialog.Looks), func(l steps.Look) bool { return l.SHA256 == flows.SHA256{} })
	d := dialogForm{dialog: dialog}
	for range dialog.Looks {
		d.renderers = append(d.renderers, new(steps.PictureRenderer))
	}
	f = d.questionFrame(f)
	for _, c := range dialog.Choices {
		if c.ConfirmWord != "" && !c.NeedReason && len(c.Reasons) == 0 {
			d.choice = c
			return d.openPage(pageTypedWord, f)
		}
	}
	return d.openPage(pageChoices, f)
}

// openPage opens a page of the dialog.
func (d dialogForm) openPage(page dialogPage, f steps.Frame) dialogForm {
	d.page, d.highlighted, d.typedText, d.inputError, d.offset = page, new(int), new(string), "", 0
	return d.buildForm(f)
}

func (d dialogForm) isTyping() bool { return d.page == pageTypedReason || d.page == pageTypedWord }

// submitChoice goes on after the row: to the reasons, to the word, or to the end.
func (d dialogForm) submitChoice(f steps.Frame) (dialogForm, steps.Action) {
	r := d.rows()[*d.highlighted]
	d.choice, d.reason = r.choice, r.reason
	switch {
	case d.choice.Then == nil:
		return d, steps.Close{}
	case r.isTyped:
		return d.openPage(pageTypedReason, f), nil
	case r.reason == "" && len(d.choice.Reasons) > 0:
		return d.openPage(pageReasons, f), nil
	case r.reason == "" && d.choice.NeedReason:
		return d.openPage(pageTypedReason, f), nil
	}
	return d.submitReason(f)
}

// Update answers keys and pastes. The form is built for one size and theme, so a
// change of either builds it again.
func (d dialogForm) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	f = d.questionFrame(f)
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.BackgroundColorMsg:
		return d.buildForm(f), nil, nil
	case tea.KeyPressMsg:
		next, action := d.handleKey(msg, f)
		return next, nil, action
	case tea.PasteMsg:
		if d.isTyping() {
			line := safe.Line(foreign.Untrusted(msg.Content), maxReasonLength)
			return d.updateForm(tea.PasteMsg{Content: line.String()}), nil, nil
		}
	}
	return d, nil, nil
}

func (d dialogForm) handleKey(msg tea.KeyPressMsg, f steps.Frame) (dialogForm, steps.Action) {
	k := f.Keys
	switch {
	case key.Matches(msg, k.Back):
		return d, steps.Close{}
	case key.Matches(msg, k.Enter):
		return d.submitPage(f)
	case key.Matches(msg, k.Help):
		return d, steps.ShowHelp{}
	case key.Matches(msg, k.PageUp, k.PageDown):
		d.offset = scrollOffset(k, msg, d.offset, len(d.textLines(f)), d.textHeight(f))
	case d.isTyping() && !key.Matches(msg, k.NotText), !d.isTyping() && d.movesHighlight(msg, k):
		return d.updateForm(msg), nil
	}
	return d, nil
}

// movesHighlight reports whether a key moves the highlight. It stops at both ends, so
// that no key leads from the safe first row to the last.
func (d dialogForm) movesHighlight(msg tea.KeyPressMsg, k keys.Map) bool {
	switch {
	case key.Matches(msg, k.Up):
		return *d.highlighted > 0
	case key.Matches(msg, k.Down):
		return *d.highlighted < len(d.rows())-1
	}
	return key.Matches(msg, k.Home, k.End)
}

// updateForm gives a message to the form. Its commands are dropped: they only make the
// cursor blink or ask for a size that is known.
func (d dialogForm) updateForm(msg tea.Msg) dialogForm {
	next, _ := d.form.Update(msg)
	d.form = next.(*huh.Form)
	if rows, ok := d.form.GetFocusedField().(*huh.Select[int]); ok {
		*d.highlighted, _ = rows.Hovered() // the bound value does not follow the key End
	}
	d.inputError = ""
	return d
}

// submitPage is Enter on the present page.
func (d dialogForm) submitPage(f steps.Frame) (dialogForm, steps.Action) {
	switch d.page {
	case pageChoices, pageReasons:
		return d.submitChoice(f)
	case pageTypedReason:
		d.reason = strings.TrimSpace(*d.typedText)
		if d.reason == "" {
			d.inputError = "Type a reason first, or esc."
			return d, nil
		}
		return d.submitReason(f)
	}
	if strings.TrimSpace(*d.typedText) != d.choice.ConfirmWord {
		d.inputError = fmt.Sprintf("That is not the word. Type %s, or esc.", d.choice.ConfirmWord)
		return d, nil
	}
	return d, steps.Close{Then: d.choice.Then(d.reason)}
}

// submitReason goes on after the reason: to the word, or to the end.
func (d dialogForm) submitReason(f steps.Frame) (dialogForm, steps.Action) {
	if d.choice.ConfirmWord != "" {
		return d.openPage(pageTypedWord, f), nil
	}
	return d, steps.Close{Then: d.choice.Then(d.reason)}
}

// Keys are take, the rows where there are some, and close.
func (d dialogForm) Keys(f steps.Frame) []key.Binding {
	f = d.questionFrame(f)
	k := f.Keys
	list := []key.Binding{keys.WithHelp(k.Enter, "take")}
	if !d.isTyping() {
		list = append(list, keys.WithHelp(k.Up, "row"))
	}
	if _, ok := d.Look(f); ok && d.isTyping() {
		list = append(list, k.LookWhileTyping)
	} else if ok {
		list = append(list, k.Look)
	}
	list = append(list, keys.WithHelp(k.Back, "close"))
	if len(d.textLines(f)) > d.textHeight(f) {
		list = append(list, keys.WithHelp(k.PageDown, "read on"))
	}
	return append(list, k.Help)
}
