package steps

import (
	"fmt"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// details is everything the journal knows of a picture, for reading.
func details(f Frame, l flows.Line) Action {
	var lines []safe.Text
	add := func(name, value string) {
		lines = append(lines, safe.LineOf(fmt.Sprintf("%-12s%s", name, value), safe.DetailMax))
	}
	add("State", MarkOf(f.Theme, l).Word)
	add("Document", fmt.Sprintf("%s · %s · %s", assets.DocumentName(l.Document.Type), l.Document.Type, l.Document.Country))
	if l.HasFile {
		add("Picture", Bytes(l.Picture.Bytes)+pixels(l.Picture.Pixels)+" · "+l.Picture.MediaType)
		add("SHA-256", l.Picture.SHA256.String())
		add("Chosen", f.moment(l.Picture.ChosenAt))
	}
	for _, o := range l.Picture.Overrides {
		add("Overridden", o)
	}
	for _, a := range f.Journey.Attempts() {
		if a.Slot == l.Slot {
			add(fmt.Sprintf("Request %d", a.N), history(f, a))
		}
	}
	lines = append(lines, remarkDetails(l)...)
	return Show{Title: SlotTitle(l), Lines: lines}
}

func pixels(s flows.Size) string {
	if s.Width == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d×%d", s.Width, s.Height)
}

// history is one request in a line.
func history(f Frame, a flows.Sent) string {
	text := f.clock(a.StartedAt) + " begun"
	if !a.ReleasedAt.IsZero() {
		text += ", " + f.clock(a.ReleasedAt) + " sent"
	}
	if !a.EndedAt.IsZero() {
		text += ", " + f.clock(a.EndedAt) + " " + string(a.Fate)
	}
	if a.Cause != "" {
		text += ": " + string(a.Cause)
	}
	if d := a.Decision; d != nil {
		text += fmt.Sprintf("; decided by %s: %s", d.Operator, d.Reason)
	}
	return text
}

// remarkDetails puts each remark of the present attempt in words.
func remarkDetails(l flows.Line) []safe.Text {
	var lines []safe.Text
	add := func(c flows.Foreign, isError bool) {
		words := assets.Explain(c, isError)
		lines = append(lines, safe.Text{}, safe.LineOf(code(c), safe.DetailMax),
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
