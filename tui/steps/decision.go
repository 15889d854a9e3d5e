package steps

import (
	"cmp"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/tui/safe"
)

// FormatDecision is what an operator decided about a picture, whole: what, about which
// code, who, when and why.
func (f Frame) FormatDecision(d decision.Decision) string {
	text := UpperFirst(assets.DecisionWords(d.Kind).Short)
	if !d.Code.Empty() {
		text += " (" + aboutText(d) + ")"
	}
	text += " by " + operatorText(d) + ", " + f.FormatTimestamp(d.At)
	if d.Reason != "" {
		return text + ": “" + safe.LineOf(d.Reason, safe.DetailMax).String() + "”"
	}
	return text + "; no reason recorded"
}

// DecisionsText is what was decided about a slot's picture, in a clause each, without times
// and reasons.
func DecisionsText(l flows.SlotLine) string {
	return assets.JoinText(decision.About(l), ", ", func(d decision.Decision) string {
		text := assets.DecisionWords(d.Kind).Short
		if !d.Code.Empty() {
			text += " (" + safe.LineOf(aboutText(d), 40).String() + ")"
		}
		return text + " by " + operatorText(d)
	})
}

// aboutText is what a decision was about: our own words for what was found in a file, the
// service's own code for what it said.
func aboutText(d decision.Decision) string {
	code := CodeText(d.Code)
	if d.Kind == decision.SentAnyway {
		return cmp.Or(assets.FileWarningWords(code).Short, code)
	}
	return code
}

// operatorText names who decided; an old record may hold no name.
func operatorText(d decision.Decision) string {
	if d.Operator == "" {
		return "somebody"
	}
	return safe.LineOf(d.Operator, 40).String()
}

// DecidedLines are the slots with a decision that stands, in the flow's order.
func DecidedLines(j flows.Journey) []flows.SlotLine {
	return slices.DeleteFunc(j.Lines(), func(l flows.SlotLine) bool { return len(decision.About(l)) == 0 })
}
