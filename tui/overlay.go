package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// overlay is what lies over the step for a while: a dialog, a text, the help,
// the palette. It fills the body and has its own keys.
type overlay interface {
	// update returns the overlay after msg, nil when it closes, and what the
	// person asked for.
	update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action)
	renderBody(m Model, f steps.Frame) steps.Body
	keyBindings(m Model) []key.Binding
	// resize is told of a new size or theme.
	resize(m Model) (overlay, tea.Cmd)
}

func (m Model) openOverlay(o overlay, cmd tea.Cmd) (Model, tea.Cmd) {
	m.overlay = o
	return m, cmd
}

// updateOverlay gives a message to the overlay. Messages that are not keys go to the
// step below as well: a file may finish being examined while a dialog is open.
func (m Model) updateOverlay(msg tea.Msg) (tea.Model, tea.Cmd) {
	over, cmd, action := m.overlay.update(m, msg)
	m.overlay = over
	m.leaving = m.leaving && over != nil
	if _, quits := action.(steps.Quit); quits {
		return m, tea.Quit
	}
	next, more := m.applyAction(action)
	return next, tea.Batch(cmd, more)
}

// requestLeave asks once, and leaves at the second ctrl+c. Nothing is lost either way:
// every fact is in the journal.
func (m Model) requestLeave() (tea.Model, tea.Cmd) {
	if m.leaving || !m.open && m.overlay == nil {
		return m, tea.Quit
	}
	m.leaving = true
	return m.openOverlay(newDialogForm(m, m.leaveDialog()))
}

func (m Model) leaveDialog() steps.Dialog {
	stay := steps.Choice{Label: "Stay"}
	leave := steps.Choice{Label: "Leave dossier", Then: func(string) steps.Action { return steps.Quit{} }}
	text := []string{"Everything so far is recorded. Start dossier again to go on at this place; pictures are picked again."}
	if m.snap.Removed {
		text = []string{"This dossier was removed from the journal. Start dossier again to begin it anew; pictures are picked again."}
	}
	j := m.snap.Journey
	for _, l := range j.Lines() {
		switch l.State {
		case flows.Sending, flows.Chosen:
			text = append(text, fmt.Sprintf("%s has not left yet and will not be sent.", steps.SlotTitle(l)))
		case flows.Awaiting:
			text = append(text, fmt.Sprintf("%s was sent; %s.", steps.SlotTitle(l), m.unansweredText()))
		}
	}
	if m.snap.Pending > 0 {
		text = append(text, "What became of a request is not recorded yet; stay until it is.")
	}
	return steps.Dialog{Title: "Leave?", Text: text, Choices: []steps.Choice{stay, leave}}
}

// unansweredText is what leaving means for a picture without an answer.
func (m Model) unansweredText() string {
	if m.snap.Removed {
		return "what became of it is not recorded"
	}
	return "its answer may be missed and then needs a decision"
}

// showApplicantID is the viewer of the whole ID, which the title shows the end of.
func (m Model) showApplicantID() steps.Action {
	return steps.Show{Title: "Applicant ID", Lines: []safe.Text{safe.LineOf(m.applicant, safe.ListMax)}, Copy: m.applicant}
}

// startListRows turns the journal's summaries into the start list's rows.
func startListRows(rows []desk.Dossier) []steps.Dossier {
	list := make([]steps.Dossier, 0, len(rows))
	for _, r := range rows {
		list = append(list, steps.Dossier{
			Applicant: r.Key.Applicant, Group: r.Group, Done: r.Done, Total: r.Total, Text: r.Text, Updated: r.Updated,
		})
	}
	return list
}

func cellWidth(s string) int { return ansi.StringWidth(s) }
