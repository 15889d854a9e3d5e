package tui

import (
	"cmp"

	"dossier/tui/steps"
)

// dialogRow is a row of a dialog's page: an answer, or an answer with its reason.
type dialogRow struct {
	label   string
	choice  steps.Choice
	reason  string
	isTyped bool // the reason is typed on the next page
}

// The first and last rows of a page of reasons. The first does nothing, so that a
// second Enter records no reason that was never read.
const (
	rowNotNow = "Not now"
	rowType   = "Type a reason"
)

// rows are the rows of the present page.
func (d dialogForm) rows() []dialogRow {
	if d.page == pageReasons {
		return append([]dialogRow{{label: rowNotNow}}, reasonRows(d.choice, "")...)
	}
	var rows []dialogRow
	for _, c := range d.dialog.Choices {
		if d.hasReasonRows() && c.Then != nil && len(c.Reasons) > 0 {
			rows = append(rows, reasonRows(c, cmp.Or(c.Verb, c.Label)+": ")...)
		} else {
			rows = append(rows, dialogRow{label: c.Label, choice: c})
		}
	}
	return rows
}

// hasReasonRows reports whether an answer and its reason are one row. Where two answers
// want a reason, a person first says which.
func (d dialogForm) hasReasonRows() bool {
	n := 0
	for _, c := range d.dialog.Choices {
		if len(c.Reasons) > 0 {
			n++
		}
	}
	return d.page == pageChoices && n == 1
}

// reasonRows are an answer's reasons, and the row to type another.
func reasonRows(c steps.Choice, prefix string) []dialogRow {
	var rows []dialogRow
	for _, reason := range c.Reasons {
		rows = append(rows, dialogRow{label: prefix + reason, choice: c, reason: reason})
	}
	if c.NeedReason && prefix == "" {
		return append(rows, dialogRow{label: rowType, choice: c, isTyped: true})
	}
	if c.NeedReason {
		rows = append(rows, dialogRow{label: prefix + "type a reason", choice: c, isTyped: true})
	}
	return rows
}

// rowLabels are the rows of the present page in words.
func (d dialogForm) rowLabels() []string {
	var labels []string
	for _, r := range d.rows() {
		labels = append(labels, r.label)
	}
	return labels
}
