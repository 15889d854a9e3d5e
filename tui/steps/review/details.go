package review

import (
	"cmp"
	"fmt"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// showDetails is everything the journal knows of a picture, for reading. Requests are
// numbered for this side, as an operator counts them.
func showDetails(f steps.Frame, l flows.SlotLine) steps.Action {
	var lines []safe.Text
	add := func(name, value string) {
		lines = append(lines, safe.LineOf(fmt.Sprintf("%-12s%s", name, value), safe.DetailMax))
	}
	add("State", assets.StandingText(l))
	add("Document", fmt.Sprintf("%s · %s · %s", assets.DocumentName(l.Document.Type), l.Document.Type, l.Document.Country))
	if l.HasFile {
		add("Picture", steps.FormatBytes(l.Picture.Bytes)+pixelsText(l.Picture.Pixels)+" · "+l.Picture.MediaType)
		add("SHA-256", l.Picture.SHA256.String())
		add("Chosen", f.FormatTimestamp(l.Picture.ChosenAt))
	}
	for _, d := range decision.About(l) {
		add("Decided", f.FormatDecision(d))
	}
	for i, a := range attemptsOf(f.Journey, l.Slot) {
		add(fmt.Sprintf("Attempt %d", i+1), attemptText(f, a))
	}
	lines = append(lines, remarkLines(l)...)
	return steps.Show{Title: steps.SlotTitle(l), Lines: lines}
}

// attemptsOf are the requests with pictures of one slot, oldest first.
func attemptsOf(j flows.Journey, slot flows.Slot) []flows.Attempt {
	return slices.DeleteFunc(j.Attempts(), func(a flows.Attempt) bool { return a.Slot != slot })
}

func pixelsText(s flows.Size) string {
	if s.Width == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d×%d", s.Width, s.Height)
}

// attemptText is one request in a line, and what was decided about its outcome.
func attemptText(f steps.Frame, a flows.Attempt) string {
	text := f.FormatTimestamp(a.StartedAt) + " begun by " + operatorName(a.Operator)
	if !a.ReleasedAt.IsZero() {
		text += ", " + f.FormatClock(a.ReleasedAt) + " " + assets.SentWord.String()
	}
	if !a.EndedAt.IsZero() {
		text += ", " + f.FormatClock(a.EndedAt) + " " + assets.AttemptOutcome(a) + codesText(a.Errors)
	}
	for _, o := range a.Picture.Overrides {
		text += "; " + assets.DecisionWords(decision.SentAnyway).Short + ": " + o
	}
	if d := a.Decision; d != nil {
		text += "; decided by " + operatorName(d.Operator) + ": " + d.Reason
	}
	return text + "; " + steps.ShortHash(a.Picture.SHA256)
}

func operatorName(name string) string { return cmp.Or(name, "somebody") }

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
