package review

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// explanation is the right column while it is written.
type explanation struct{ *steps.Pane }

// renderExplanation is the right column: what the highlighted row's state means and what
// can be done.
func (s Screen) renderExplanation(f steps.Frame, width int) []string {
	p := explanation{&steps.Pane{Frame: f, Width: width}}
	l, ok := s.highlightedLine(f)
	switch {
	case ok:
		p.AddParagraph(f.Theme.Text, steps.SlotTitle(l))
		p.AddGap()
		p.addState(l)
	case s.highlighted.need != "":
		p.addNeedState(s.highlighted.need)
	default:
		p.addStartState()
	}
	p.AddGap()
	p.addKeys(s)
	if ok {
		p.AddGap()
		p.addFacts(l)
	}
	return p.Lines
}

// addState says what a slot's state means.
func (p explanation) addState(l flows.SlotLine) {
	t := p.Frame.Theme
	if a, ok := p.Frame.Journey.Incident(); ok && a.Slot == l.Slot {
		p.addIncident(a)
		return
	}
	p.Tight = len(l.Attempt.Errors)+len(l.Attempt.Warnings) > 1
	switch l.State {
	case flows.Refused:
		p.addRefusal(l)
	case flows.SetAside:
		p.AddBadge(t.BadgeBad, "SET ASIDE", "")
		p.AddGap()
		p.AddParagraph(t.Text, setAsideText(l))
		p.addWarnings(l.Attempt.Warnings)
	case flows.Failed:
		p.AddBadge(t.BadgeBad, "NOT SENT", "")
		p.AddGap()
		p.addCause(l)
	case flows.Unclear:
		p.addUnclear(l)
	case flows.Accepted:
		p.addAccepted(l)
	default:
		p.addInProgress(l)
	}
}

func (p explanation) addIncident(a flows.Attempt) {
	p.AddBadge(p.Frame.Theme.BadgeBad, "STOPPED", "")
	p.AddGap()
	p.AddParagraph(p.Frame.Theme.Text, assets.Sentence(assets.Mismatch.Short)+" "+assets.Mismatch.Long)
	for _, d := range echoDifferences(p.Frame.Journey.Key().Applicant, a) {
		p.AddParagraph(p.Frame.Theme.Text, d)
	}
}

func (p explanation) addRefusal(l flows.SlotLine) {
	t := p.Frame.Theme
	if len(l.Attempt.Errors) == 0 {
		p.AddBadge(t.BadgeBad, "REFUSED", httpStatusText(l.Attempt))
		p.AddGap()
		p.addCause(l)
		p.AddMessage(l.Attempt.Message)
	}
	for i, r := range l.Attempt.Errors {
		also := ""
		if aside := p.Frame.Journey.LinesToResend(l.Slot); i == 0 && len(aside) > 0 {
			also = " The " + steps.PictureNoun(aside[0]) + " was set aside with it."
		}
		p.addRemark(r.Code, t.BadgeBad, "REFUSED", true, also)
	}
	p.addWarnings(l.Attempt.Warnings)
}

func (p explanation) addWarnings(list []flows.Remark) {
	for _, r := range list {
		p.addRemark(r.Code, p.Frame.Theme.BadgeWarn, "WARNING", false, "")
	}
}

// addRemark shows one remark with its raw code, its probable meaning with what
// else it did, and the remedy.
func (p explanation) addRemark(c foreign.Text, badge lipgloss.Style, word string, isError bool, also string) {
	words := assets.ExplainRemark(c, isError)
	p.AddGap()
	p.AddBadge(badge, word, steps.CodeText(c))
	if !p.Tight {
		p.AddGap()
	}
	p.AddParagraph(p.Frame.Theme.Text, words.Meaning+also)
	p.AddParagraph(p.Frame.Theme.Text, words.Remedy)
}

// addCause says why nothing was kept. A remedy that names Enter is
// left out when Enter does something else here.
func (p explanation) addCause(l flows.SlotLine) {
	words := findCauseWords(p.Frame, l)
	p.AddParagraph(p.Frame.Theme.Text, words.Meaning)
	if l.Cause == flows.CauseRefused && l.Attempt.Status == 404 {
		p.AddParagraph(p.Frame.Theme.Text, "HTTP 404: check the service's address too (PERSONR_API_URL).")
	}
	if lineEnterAction(p.Frame, l) == enterSendAgain || !strings.Contains(words.Remedy, "Enter") {
		p.AddParagraph(p.Frame.Theme.Text, words.Remedy)
	}
}

// findCauseWords is CauseText as this session sees it: an operator who took the dossier
// over is not told to ask who did.
func findCauseWords(f steps.Frame, l flows.SlotLine) assets.CauseWords {
	holder := f.Journey.Holder()
	switch {
	case l.Cause != flows.CauseTakenOver || l.State != flows.Failed || f.ReadOnly || holder.Session != f.Session:
		return assets.CauseText(l.Cause)
	case l.Attempt.EndedAt.Equal(holder.Since):
		return assets.CauseWords{Meaning: "You took this dossier over before it was sent there.", Remedy: "Pick the file."}
	}
	return assets.CauseWords{Meaning: "The dossier was taken over before it was sent.", Remedy: "The same picture can be sent."}
}

func setAsideText(l flows.SlotLine) string {
	if l.Reason == flows.ByChange {
		return "The document was changed afterwards. The service has this picture under the former choice; the flow needs it under the new one."
	}
	return "It was accepted, and set aside when the other side was refused: the service uses both sides or none."
}

func (p explanation) addUnclear(l flows.SlotLine) {
	p.AddBadge(p.Frame.Theme.BadgeWarn, "UNCLEAR", httpStatusText(l.Attempt))
	p.AddGap()
	words := assets.ReleasedCauseText(l.Attempt.Cause)
	p.AddParagraph(p.Frame.Theme.Text, words.Meaning)
	if !strings.HasPrefix(words.Remedy, "Decide:") { // Enter's line says how
		p.AddParagraph(p.Frame.Theme.Text, words.Remedy)
	}
	if wait := waitAdvice(p.Frame, l.Attempt); wait != "" {
		p.AddGap()
		p.AddParagraph(p.Frame.Theme.Warn, wait)
	}
}

func (p explanation) addAccepted(l flows.SlotLine) {
	t := p.Frame.Theme
	for _, c := range l.Open {
		p.addRemark(c, t.BadgeWarn, "WARNING", false, "")
	}
	if len(l.Open) == 0 {
		p.AddBadge(t.BadgeOK, "ACCEPTED", "")
	}
	p.AddGap()
	if d := l.Attempt.Decision; l.Assumed && d != nil {
		p.AddParagraph(t.Text, "Treated as received by "+safe.LineOf(d.Operator, 40).String()+": "+safe.LineOf(d.Reason, safe.ListMax).String())
	}
	for _, c := range steps.KeptWarningCodes(l) {
		p.AddParagraph(t.Text, "Kept with "+steps.CodeText(c)+". "+assets.ExplainRemark(c, false).Meaning)
	}
}

// addInProgress covers the states in which the operator only waits, or
// chooses a first picture.
func (p explanation) addInProgress(l flows.SlotLine) {
	mark := steps.MarkOf(p.Frame.Theme, l)
	p.AddBadge(mark.Style.Bold(true), mark.Sign+" "+strings.ToUpper(mark.Word), "")
	p.AddGap()
	switch left, held := p.Frame.Countdown(l); {
	case l.State == flows.Missing && l.Cause != "":
		p.AddParagraph(p.Frame.Theme.Text, assets.CauseText(l.Cause).Meaning)
	case l.State == flows.Missing:
		p.AddParagraph(p.Frame.Theme.Text, "No picture is chosen yet. A file picked before a restart is picked again; dossier kept no picture.")
	case l.State == flows.Chosen:
		p.AddParagraph(p.Frame.Theme.Text, queuedText(p.Frame, l))
	case held:
		p.AddParagraph(p.Frame.Theme.Text, fmt.Sprintf("It can be taken back for %d s more: ctrl+z.", int(left.Seconds())+1))
	case l.State == flows.Awaiting:
		p.AddParagraph(p.Frame.Theme.Text, "It was sent "+steps.FormatDuration(p.Frame.Now.Sub(l.Attempt.ReleasedAt))+" ago and can no longer be taken back.")
	}
}

func queuedText(f steps.Frame, l flows.SlotLine) string {
	if wait := l.NotBefore.Sub(f.Now); wait > 0 && l.Cause != "" {
		return assets.CauseText(l.Cause).Meaning + " It is sent again by itself in " + steps.FormatDuration(wait+time.Second) + "."
	}
	return "It is sent when its turn comes, the front before the back."
}

func (p explanation) addNeedState(name string) {
	for _, n := range p.Frame.Journey.Checklist() {
		if n.Need.Name == name {
			p.AddParagraph(p.Frame.Theme.Text, safe.LineOf(n.Need.Title, 80).String())
		}
	}
	p.AddGap()
	p.AddBadge(p.Frame.Theme.Faint.Bold(true), "○ MISSING", "")
	p.AddGap()
	p.AddParagraph(p.Frame.Theme.Text, "Which document is there, and from which country?")
}

// addStartState is the explanation of the last row.
func (p explanation) addStartState() {
	t, check := p.Frame.Theme, p.Frame.Journey.Check()
	p.AddParagraph(t.Text, "Start the check")
	p.AddGap()
	blockers := p.Frame.Journey.StartBlockers()
	switch {
	case check.State != flows.CheckNone:
		p.AddParagraph(t.Text, fmt.Sprintf("Check %d of %d: %s. This list can only be read now.", max(check.Used, 1), flows.MaxChecks, assets.CheckWords(check.State).Short))
	case len(blockers) == 0:
		p.AddBadge(t.BadgeOK, "READY", "")
		p.AddGap()
		p.AddParagraph(t.Text, fmt.Sprintf("Everything the flow wants is accepted. This will be check %d of %d.", check.Used+1, flows.MaxChecks))
		p.AddParagraph(t.Text, "Starting early is harmful to the result: start only when nothing is still to come.")
	default:
		for _, b := range blockers {
			p.AddLabelled(t.Bad.Render("✗")+" ", t.Text, blockerText(p.Frame.Journey, b))
		}
	}
}
