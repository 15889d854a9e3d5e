package review

import (
	"fmt"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// showDetails is everything the journal knows of a picture, for reading.
func showDetails(f steps.Frame, l flows.SlotLine) steps.Action {
	var lines []safe.Text
	add := func(name, value string) {
		lines = append(lines, safe.LineOf(fmt.Sprintf("%-12s%s", name, value), safe.DetailMax))
	}
	add("State", steps.MarkOf(f.Theme, l).Word)
	add("Document", fmt.Sprintf("%s · %s · %s", assets.DocumentName(l.Document.Type), l.Document.Type, l.Document.Country))
	if l.HasFile {
		add("Picture", steps.FormatBytes(l.Picture.Bytes)+pixelsText(l.Picture.Pixels)+" · "+l.Picture.MediaType)
		add("SHA-256", l.Picture.SHA256.String())
		add("Chosen", f.FormatTimestamp(l.Picture.ChosenAt))
	}
	for _, o := range l.Picture.Overrides {
		add("Overridden", o)
	}
	for _, a := range f.Journey.Attempts() {
		if a.Slot == l.Slot {
			add(fmt.Sprintf("Request %d", a.Number), attemptText(f, a))
		}
	}
	lines = append(lines, remarkLines(l)...)
	return steps.Show{Title: steps.SlotTitle(l), Lines: lines}
}

func pixelsText(s flows.Size) string {
	if s.Width == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d×%d", s.Width, s.Height)
}

// attemptText is one request in a line.
func attemptText(f steps.Frame, a flows.Attempt) string {
	text := f.FormatClock(a.StartedAt) + " begun"
	if !a.ReleasedAt.IsZero() {
		text += ", " + f.FormatClock(a.ReleasedAt) + " sent"
	}
	if !a.EndedAt.IsZero() {
		text += ", " + f.FormatClock(a.EndedAt) + " " + string(a.State)
	}
	if a.Cause != "" {
		text += ": " + string(a.Cause)
	}
	if d := a.Decision; d != nil {
		text += fmt.Sprintf("; decided by %s: %s", d.Operator, d.Reason)
	}
	return text
}

// remarkLines puts each remark of the present attempt in words.
func remarkLines(l flows.SlotLine) []safe.Text {
	var lines []safe.Text
	add := func(c foreign.Text, isError bool) {
		words := assets.ExplainRemark(c, isError)
		lines = append(lines, safe.Text{}, safe.LineOf(steps.CodeText(c), safe.DetailMax),
			safe.LineOf(words.Meaning, safe.DetailMax), safe.LineOf(words.Remedy, safe.DetailMax))
	}
	for _, r := range l.Attempt.Errors {
		add(r.Code, true)
	}
	for _, r := range l.Attempt.Warnings {
		add(r.Code, false)
	}
	for _, c := range l.Open {
		if c.Is(flows.RemarksUnknown) || c.Is(flows.RemarksSilent) {
			add(c, false)
		}
	}
	return lines
}
