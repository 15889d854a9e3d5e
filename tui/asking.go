package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// asking runs a dialog: its rows, then a reason where one is wanted, then a
// word where it must be typed. One small form is alive at a time; it draws and
// edits, but Enter, esc and everything that leaves it are taken here, so that a
// second Enter can never count for the page before.
type asking struct {
	dialog steps.Dialog
	page   askPage
	choice steps.Choice // the row that was taken
	reason string
	at     *int    // the highlighted row
	typed  *string // the text of a typing page
	note   string
	scroll int
	form   *huh.Form
}

// askPage is the question a dialog is at.
type askPage int

const (
	askRows    askPage = iota
	askReasons         // the presets
	askReason          // typed
	askWord
)

// reasonMax is the length in runes of a typed reason.
const reasonMax = 200

// newAsking opens a dialog at its rows.
func newAsking(m Model, d steps.Dialog) (overlay, tea.Cmd) {
	return asking{dialog: d}.turn(m, askRows), nil
}

// turn opens a page of the dialog.
func (a asking) turn(m Model, page askPage) asking {
	a.page, a.at, a.typed, a.note, a.scroll = page, new(int), new(string), "", 0
	return a.built(m)
}

func (a asking) typing() bool { return a.page == askReason || a.page == askWord }

// The first and last rows of the page of reasons. The first does nothing, so
// that a second Enter records no reason nobody has read.
const (
	rowNotNow = "Not now"
	rowType   = "Type a reason"
)

// options are the rows of the present page.
func (a asking) options() []string {
	if a.page == askRows {
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

func (a asking) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.pressed(m, msg)
	case tea.PasteMsg:
		if a.typing() {
			line := safe.Line(flows.Untrusted(msg.Content), reasonMax)
			return a.edited(tea.PasteMsg{Content: line.String()}), nil, nil
		}
	}
	return a, nil, nil
}

func (a asking) pressed(m Model, msg tea.KeyPressMsg) (overlay, tea.Cmd, steps.Action) {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		return nil, nil, nil
	case key.Matches(msg, k.Enter):
		return a.take(m)
	case key.Matches(msg, k.Help):
		over, cmd := newHelp(m)
		return over, cmd, nil
	case key.Matches(msg, k.PageUp, k.PageDown):
		f := m.frame()
		a.scroll = scrolledBy(m, msg, a.scroll, len(a.text(f)), a.room(f))
	case a.typing() && a.edits(msg), !a.typing() && a.moves(msg, k):
		return a.edited(msg), nil, nil
	}
	return a, nil, nil
}

// moves reports whether a key moves the highlight. It stops at both ends: from
// the safe first row one key must not lead to the last.
func (a asking) moves(msg tea.KeyPressMsg, k keys.Map) bool {
	switch {
	case key.Matches(msg, k.Up):
		return *a.at > 0
	case key.Matches(msg, k.Down):
		return *a.at < len(a.options())-1
	}
	return key.Matches(msg, k.Home, k.End)
}

// edits reports whether a key changes the text of a typing page. The field's
// own paste is not let through: it reads the clipboard of the computer the
// program runs on.
func (a asking) edits(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "ctrl+v", "tab", "shift+tab", "up", "down":
		return false
	}
	return true
}

// edited gives a message to the form. Its commands are dropped: they only
// blink the cursor or ask for a size that is known.
func (a asking) edited(msg tea.Msg) asking {
	next, _ := a.form.Update(msg)
	a.form = next.(*huh.Form)
	if rows, ok := a.form.GetFocusedField().(*huh.Select[int]); ok {
		*a.at, _ = rows.Hovered() // the bound value does not follow the key End
	}
	a.note = ""
	return a
}

// take is Enter on the present page.
func (a asking) take(m Model) (overlay, tea.Cmd, steps.Action) {
	switch a.page {
	case askRows:
		a.choice = a.dialog.Choices[*a.at]
		if a.choice.Then == nil {
			return nil, nil, nil
		}
		if len(a.choice.Reasons) > 0 {
			return a.turn(m, askReasons), nil, nil
		}
		if a.choice.NeedReason {
			return a.turn(m, askReason), nil, nil
		}
	case askReasons:
		switch option := a.options()[*a.at]; {
		case *a.at == 0:
			return nil, nil, nil
		case option == rowType && a.choice.NeedReason:
			return a.turn(m, askReason), nil, nil
		default:
			a.reason = option
		}
	case askReason:
		a.reason = strings.TrimSpace(*a.typed)
		if a.reason == "" {
			a.note = "Type a reason first, or esc."
			return a, nil, nil
		}
	case askWord:
		if strings.TrimSpace(*a.typed) != a.choice.Word {
			a.note = fmt.Sprintf("That is not the word. Type %s, or esc.", a.choice.Word)
			return a, nil, nil
		}
		return nil, nil, a.choice.Then(a.reason)
	}
	return a.reasoned(m)
}

// reasoned goes on after the reason: to the word, or to the end.
func (a asking) reasoned(m Model) (overlay, tea.Cmd, steps.Action) {
	if a.choice.Word != "" {
		return a.turn(m, askWord), nil, nil
	}
	return nil, nil, a.choice.Then(a.reason)
}

func (a asking) resize(m Model) (overlay, tea.Cmd) { return a.built(m), nil }

func (a asking) keys(m Model) []key.Binding {
	list := []key.Binding{keys.As(m.keys.Enter, "take")}
	if !a.typing() {
		list = append(list, keys.As(m.keys.Up, "row"))
	}
	list = append(list, keys.As(m.keys.Back, "nothing done"))
	if f := m.frame(); len(a.text(f)) > a.room(f) {
		list = append(list, keys.As(m.keys.PageDown, "read on"))
	}
	return append(list, m.keys.Help)
}
