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
func (e explanation) addState(l flows.SlotLine) {
	t := e.Frame.Theme
	if a, ok := e.Frame.Journey.Incident(); ok && a.Slot == l.Slot {
		e.addIncident(a)
		return
	}
	e.Tight = len(l.Attempt.Errors)+len(l.Attempt.Warnings) > 1
	switch l.State {
	case flows.Refused:
		e.addRefusal(l)
	case flows.SetAside:
		e.AddBadge(t.BadgeBad, "SET ASIDE", "")
		e.AddGap()
		e.AddParagraph(t.Text, setAsideText(l))
		e.addWarnings(l.Attempt.Warnings)
	case flows.Failed:
		e.addFailed(l)
	case flows.Unclear:
		e.addUnclear(l)
	case flows.Accepted:
		e.addAccepted(l)
	default:
		e.addInProgress(l)
	}
}

// addFailed tells what was taken back, by choice, in another colour than what failed.
func (e explanation) addFailed(l flows.SlotLine) {
	badge := e.Frame.Theme.BadgeBad
	if l.IsTakenBack() {
		badge = steps.MarkOf(e.Frame.Theme, l).Style.Bold(true)
	}
	e.AddBadge(badge, strings.ToUpper(assets.SlotWords(l).Short), "")
	e.AddGap()
	e.addCause(l)
}

func (e explanation) addIncident(a flows.Attempt) {
	e.AddBadge(e.Frame.Theme.BadgeBad, "STOPPED", "")
	e.AddGap()
	e.AddParagraph(e.Frame.Theme.Text, assets.Sentence(assets.Mismatch.Short)+" "+assets.Mismatch.Long)
	for _, d := range echoDifferences(e.Frame.Journey.Key().Applicant, a) {
		e.AddParagraph(e.Frame.Theme.Text, d)
	}
}

func (e explanation) addRefusal(l flows.SlotLine) {
	t := e.Frame.Theme
	if len(l.Attempt.Errors) == 0 {
		e.AddBadge(t.BadgeBad, "REFUSED", httpStatusText(l.Attempt))
		e.AddGap()
		e.addCause(l)
		e.AddMessage(l.Attempt.Message)
	}
	for i, r := range l.Attempt.Errors {
		also := ""
		if aside := e.Frame.Journey.LinesToResend(l.Slot); i == 0 && len(aside) > 0 {
			also = " The " + steps.PictureNoun(aside[0]) + " was set aside with it."
		}
		e.addRemark(r.Code, t.BadgeBad, "REFUSED", true, also)
	}
	e.addWarnings(l.Attempt.Warnings)
}

func (e explanation) addWarnings(list []flows.Remark) {
	for _, r := range list {
		e.addRemark(r.Code, e.Frame.Theme.BadgeWarn, "WARNING", false, "")
	}
}

// addRemark shows one remark with its raw code, its probable meaning with what
// else it did, and the remedy.
func (e explanation) addRemark(c foreign.Text, badge lipgloss.Style, word string, isError bool, also string) {
	words := assets.ExplainRemark(c, isError)
	e.AddGap()
	e.AddBadge(badge, word, steps.CodeText(c))
	if !e.Tight {
		e.AddGap()
	}
	e.AddParagraph(e.Frame.Theme.Text, words.Meaning+also)
	e.AddParagraph(e.Frame.Theme.Text, words.Remedy)
}

// addCause says why nothing was kept. A remedy that names Enter is
// left out when Enter does something else here.
func (e explanation) addCause(l flows.SlotLine) {
	words := findCauseWords(e.Frame, l)
	e.AddParagraph(e.Frame.Theme.Text, words.Meaning)
	if l.Cause == flows.CauseRefused && l.Attempt.Status == 404 {
		e.AddParagraph(e.Frame.Theme.Text, "HTTP 404: check the service's address too (PERSONR_API_URL).")
	}
	if lineEnterAction(e.Frame, l) == enterSendAgain || !strings.Contains(words.Remedy, "Enter") {
		e.AddParagraph(e.Frame.Theme.Text, words.Remedy)
	}
}

// findCauseWords is CauseText as this session sees it: an operator who took the dossier
// over is not told to ask who did.
func findCauseWords(f steps.Frame, l flows.SlotLine) assets.CauseWords {
	holder := f.Journey.Holder()
	switch {
	case l.IsTakenBack():
		words := assets.LineCauseText(l)
		words.Meaning = steps.TakenBackText(f, l)
		return words
	case l.Cause != flows.CauseTakenOver || l.State != flows.Failed || f.ReadOnly || holder.Session != f.Session:
		return assets.LineCauseText(l)
	case l.Attempt.EndedAt.Equal(holder.Since):
		return assets.CauseWords{Meaning: assets.TookOverMidway.String(), Remedy: "Pick the file."}
	}
	return assets.CauseWords{Meaning: assets.TakenOverMidway.String(), Remedy: assets.SamePictureAgain.String()}
}

func setAsideText(l flows.SlotLine) string {
	if l.Reason == flows.ByChange {
		return "The document was changed afterwards. The service has this picture under the former choice; the flow needs it under the new one."
	}
	return "It was accepted, and set aside when the other side was refused: the service uses both sides or none."
}

func (e explanation) addUnclear(l flows.SlotLine) {
	e.AddBadge(e.Frame.Theme.BadgeWarn, "UNCLEAR", httpStatusText(l.Attempt))
	e.AddGap()
	words := assets.ReleasedCauseText(l.Attempt.Cause)
	e.AddParagraph(e.Frame.Theme.Text, words.Meaning)
	if !strings.HasPrefix(words.Remedy, "Decide:") { // Enter's line says how
		e.AddParagraph(e.Frame.Theme.Text, words.Remedy)
	}
	if wait := waitAdvice(e.Frame, l.Attempt); wait != "" {
		e.AddGap()
		e.AddParagraph(e.Frame.Theme.Warn, wait)
	}
}

func (e explanation) addAccepted(l flows.SlotLine) {
	t := e.Frame.Theme
	for _, c := range l.Open {
		e.addRemark(c, t.BadgeWarn, "WARNING", false, "")
	}
	if len(l.Open) == 0 {
		e.addAcceptedBadge(l)
	}
	for _, d := range l.Decisions() {
		e.AddGap()
		e.AddParagraph(t.Text, e.Frame.FormatDecision(d))
		if d.Kind == flows.WarningKept {
			e.AddParagraph(t.Faint, assets.ExplainRemark(d.Code, false).Meaning)
		}
	}
}

// addAcceptedBadge is green only where nobody had to decide.
func (e explanation) addAcceptedBadge(l flows.SlotLine) {
	if _, decided := l.MainDecision(); decided {
		e.AddBadge(e.Frame.Theme.BadgeWarn, strings.ToUpper(assets.StandingText(l)), "")
		return
	}
	e.AddBadge(e.Frame.Theme.BadgeOK, "ACCEPTED", "")
}

// addInProgress covers the states in which the operator only waits, or
// chooses a first picture.
func (e explanation) addInProgress(l flows.SlotLine) {
	mark := steps.MarkOf(e.Frame.Theme, l)
	e.AddBadge(mark.Style.Bold(true), mark.Sign+" "+strings.ToUpper(mark.Word), "")
	e.AddGap()
	switch left, held := e.Frame.Countdown(l); {
	case l.State == flows.Missing && l.Cause != "":
		e.AddParagraph(e.Frame.Theme.Text, assets.LineCauseText(l).Meaning)
	case l.State == flows.Missing:
		e.AddParagraph(e.Frame.Theme.Text, "No picture is chosen yet. A file picked before a restart is picked again; dossier kept no picture.")
	case l.State == flows.Chosen:
		e.AddParagraph(e.Frame.Theme.Text, queuedText(e.Frame, l))
	case held:
		e.AddParagraph(e.Frame.Theme.Text, fmt.Sprintf("It can be taken back for %d s more: ctrl+z.", int(left.Seconds())+1))
	case l.State == flows.Awaiting:
		e.AddParagraph(e.Frame.Theme.Text, "It was sent "+steps.FormatDuration(e.Frame.Now.Sub(l.Attempt.ReleasedAt))+" ago and can no longer be taken back.")
	}
}

func queuedText(f steps.Frame, l flows.SlotLine) string {
	if wait := l.NotBefore.Sub(f.Now); wait > 0 && l.Cause != "" {
		return assets.LineCauseText(l).Meaning + " It is sent again by itself in " + steps.FormatDuration(wait+time.Second) + "."
	}
	return "It is sent when its turn comes, the front before the back."
}

func (e explanation) addNeedState(name string) {
	for _, n := range e.Frame.Journey.Checklist() {
		if n.Need.Name == name {
			e.AddParagraph(e.Frame.Theme.Text, safe.LineOf(n.Need.Title, 80).String())
		}
	}
	e.AddGap()
	e.AddBadge(e.Frame.Theme.Faint.Bold(true), "○ MISSING", "")
	e.AddGap()
	e.AddParagraph(e.Frame.Theme.Text, "Which document is there, and from which country?")
}

// addStartState is the explanation of the last row.
func (e explanation) addStartState() {
	t, check := e.Frame.Theme, e.Frame.Journey.Check()
	e.AddParagraph(t.Text, "Start the check")
	e.AddGap()
	blockers := e.Frame.Journey.StartBlockers()
	switch {
	case check.State != flows.CheckNone:
		e.AddParagraph(t.Text, fmt.Sprintf("Check %d of %d: %s. This list can only be read now.", max(check.Used, 1), flows.MaxChecks, assets.CheckWords(check.State).Short))
	case len(blockers) == 0:
		e.AddBadge(t.BadgeOK, "READY", "")
		e.AddGap()
		e.AddParagraph(t.Text, fmt.Sprintf("Everything the flow wants is accepted. This will be check %d of %d.", check.Used+1, flows.MaxChecks))
		e.AddParagraph(t.Text, "Starting early is harmful to the result: start only when nothing is still to come.")
	default:
		for _, b := range blockers {
			e.AddLabelled(t.Bad.Render("✗")+" ", t.Text, blockerText(e.Frame.Journey, b))
		}
	}
}
