package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// explanation is the right column while it is written.
type explanation struct{ *steps.Pane }

// renderExplanation is the right column: what the highlighted row's state means, what can
// be done, and which keys do it.
func (s Screen) renderExplanation(f steps.Frame, width int) []string {
	p := explanation{&steps.Pane{Frame: f, Width: width}}
	l, ok := s.highlightedLine(f)
	switch {
	case ok:
		p.AddParagraph(f.Theme.Strong, steps.SlotTitle(l))
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
		p.AddParagraph(f.Theme.Faint, attemptCountText(l.Examined))
	}
	return p.Lines
}

// addSection adds a heading and its paragraphs; nothing where there are none.
func (e explanation) addSection(heading string, paragraphs ...string) {
	paragraphs = slices.DeleteFunc(paragraphs, func(p string) bool { return p == "" })
	if len(paragraphs) == 0 {
		return
	}
	e.AddGap()
	e.AddParagraph(e.Frame.Theme.Faint, heading)
	for _, p := range paragraphs {
		e.AddParagraph(e.Frame.Theme.Text, p)
	}
}

// The headings of the sections. What is inferred is never called what it means.
const (
	headingProbably = "What it probably means"
	headingMeans    = "What it means"
	headingHappened = "What happened"
	headingDo       = "What to do"
)

// addState says what a slot's state means.
func (e explanation) addState(l flows.SlotLine) {
	if a, ok := e.Frame.Journey.Incident(); ok && a.Slot == l.Slot {
		e.addIncident(a)
		return
	}
	if l.HasFailed() {
		e.addStateBadge(l)
		e.addCause(l)
		return
	}
	switch l.State {
	case flows.Refused:
		e.addRefusal(l)
	case flows.SetAside:
		e.addStateBadge(l)
		e.addSection(headingHappened, setAsideText(l))
		e.addSection(headingDo, resendText(e.Frame, l))
	case flows.Unclear:
		e.addUnclear(l)
	case flows.Accepted:
		e.addAccepted(l)
	default:
		e.addInProgress(l)
	}
}

// addStateBadge is the state in capitals, in the colour of its row.
func (e explanation) addStateBadge(l flows.SlotLine) {
	mark := steps.MarkOf(e.Frame.Theme, l)
	e.AddBadge(mark.Style.Bold(true), mark.Sign+" "+strings.ToUpper(mark.Word), "")
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
	if len(l.Attempt.Errors) == 0 {
		e.AddBadge(e.Frame.Theme.BadgeBad, "REFUSED", httpStatusText(l.Attempt))
		e.addCause(l)
		e.AddMessage(l.Attempt.Message)
		return
	}
	var list []explained
	for _, r := range l.Attempt.Errors {
		list = append(list, explainError(r.Code))
	}
	for _, r := range l.Attempt.Warnings {
		list = append(list, explainWarning(r.Code))
	}
	e.addRemarks(list, resendText(e.Frame, l))
}

// explained is a remark in words.
type explained struct {
	assets.Explanation
	code    foreign.Text
	isError bool
}

func explainError(c foreign.Text) explained { return explained{assets.ExplainRemark(c, true), c, true} }

func explainWarning(c foreign.Text) explained {
	return explained{assets.ExplainRemark(c, false), c, false}
}

// addRemarks shows the codes as they came, what each probably means, and what to do.
func (e explanation) addRemarks(list []explained, also string) {
	var meanings, remedies []string
	for i, r := range list {
		e.addCode(r, i > 0 && list[i-1].isError == r.isError)
		if meaning := r.Meaning; len(list) > 1 {
			meanings = append(meanings, steps.CodeText(r.code)+": "+meaning)
		} else {
			meanings = append(meanings, withoutProbably(meaning))
		}
		if !slices.Contains(remedies, r.Remedy) {
			remedies = append(remedies, r.Remedy)
		}
	}
	heading := headingMeans
	if slices.ContainsFunc(list, func(r explained) bool { return isInferred(r.Meaning) }) {
		heading = headingProbably
	}
	e.addSection(heading, meanings...)
	e.addSection(headingDo, append(remedies[:len(remedies)-1], strings.TrimSpace(remedies[len(remedies)-1]+" "+also))...)
}

// addCode shows a code below its kind; the kind is named once.
func (e explanation) addCode(r explained, isNamed bool) {
	word, badge := "WARNING", e.Frame.Theme.BadgeWarn
	if r.isError {
		word, badge = "REFUSED", e.Frame.Theme.BadgeBad
	}
	if isNamed {
		indent := strings.Repeat(" ", lipgloss.Width(badge.Render(word))+2)
		e.AddLabelled(indent, e.Frame.Theme.Strong, steps.CodeText(r.code))
		return
	}
	e.AddBadge(badge, word, steps.CodeText(r.code))
}

// isInferred reports whether a meaning is this program's inference and not documented.
func isInferred(meaning string) bool { return strings.HasPrefix(meaning, "Probably ") }

// withoutProbably is a meaning below a heading that says "probably" already.
func withoutProbably(meaning string) string {
	return steps.UpperFirst(strings.TrimPrefix(meaning, "Probably "))
}

// resendText says what is sent again automatically with the next picture of this slot, or with
// that of the other side.
func resendText(f steps.Frame, l flows.SlotLine) string {
	if other, follows := refusedOtherSide(f.Journey, l); follows {
		if lineEnterAction(f, l) != enterPickOther {
			return "Choose its file again, and another " + steps.PictureNoun(other) + "."
		}
		return "Choose another " + steps.PictureNoun(other) + ". " + assets.SentAgainSame.With(steps.PictureNoun(l))
	}
	aside := f.Journey.LinesToResend(l.Slot)
	if len(aside) == 0 || l.State == flows.SetAside {
		return ""
	}
	return assets.SentAgainSame.With(steps.PictureNoun(aside[0]))
}

// addCause says why the service does not have the picture. A remedy that names Enter is
// left out when Enter does something else here.
func (e explanation) addCause(l flows.SlotLine) {
	words := findCauseWords(e.Frame, l)
	address := ""
	if l.Cause == flows.CauseRefused && l.Attempt.Status == 404 {
		address = "HTTP 404: check the service's address too (PERSONR_API_URL)."
	}
	e.addSection(headingHappened, words.Meaning, address, certificateText(e.Frame, l))
	if lineEnterAction(e.Frame, l) == enterSendAgain || !strings.Contains(words.Remedy, "Enter") {
		e.addSection(headingDo, words.Remedy)
	}
}

// findCauseWords is LineCauseText as this session sees it: an operator who took the dossier
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
	words := assets.LineCauseText(l)
	e.addSection(headingHappened, words.Meaning)
	remedy := words.Remedy
	if strings.HasPrefix(remedy, "Decide:") {
		remedy = "" // Enter's line says how
	}
	e.addSection(headingDo, remedy, waitAdvice(e.Frame, l.Attempt))
}

func (e explanation) addAccepted(l flows.SlotLine) {
	var open []explained
	for _, c := range l.Open {
		open = append(open, explainWarning(c))
	}
	if len(open) > 0 {
		e.addRemarks(open, "")
		e.addSection("Decided before", decisionsSentence(l))
		return
	}
	e.addAcceptedBadge(l)
	for _, d := range decision.About(l) {
		e.AddGap()
		e.AddParagraph(e.Frame.Theme.Text, e.Frame.FormatDecision(d))
		if d.Kind == decision.WarningKept {
			e.AddParagraph(e.Frame.Theme.Faint, assets.ExplainRemark(d.Code, false).Meaning)
		}
	}
}

// decisionsSentence is what was decided, in a line; "" for nothing.
func decisionsSentence(l flows.SlotLine) string {
	if len(decision.About(l)) == 0 {
		return ""
	}
	return steps.UpperFirst(steps.DecisionsText(l)) + "."
}

// addAcceptedBadge is green only where nobody had to decide.
func (e explanation) addAcceptedBadge(l flows.SlotLine) {
	if _, decided := decision.Main(l); decided {
		e.AddBadge(e.Frame.Theme.BadgeWarn, strings.ToUpper(assets.StandingText(l)), "")
		return
	}
	e.AddBadge(e.Frame.Theme.BadgeOK, "ACCEPTED", "")
}

// addInProgress covers the states in which the operator only waits, or
// chooses a first picture.
func (e explanation) addInProgress(l flows.SlotLine) {
	e.addStateBadge(l)
	e.AddGap()
	switch left, held := e.Frame.Countdown(l); {
	case l.State == flows.Missing:
		e.AddParagraph(e.Frame.Theme.Text, "No picture is chosen yet. A file picked before a restart is picked again; dossier kept no picture.")
	case l.State == flows.Chosen:
		e.AddParagraph(e.Frame.Theme.Text, queuedText(e.Frame, l))
	case held:
		e.AddParagraph(e.Frame.Theme.Text, assets.CanBeTakenBack.With(int(left.Seconds())+1))
	case e.Frame.RetryText(l) != "":
		e.AddParagraph(e.Frame.Theme.Text, assets.Sentence(e.Frame.RetryText(l)))
	case l.State == flows.Sending:
		e.AddParagraph(e.Frame.Theme.Text, assets.SlotWords(l).Long)
	case l.State == flows.Awaiting:
		e.AddParagraph(e.Frame.Theme.Text, assets.SentAgo.With(e.Frame.FormatElapsed(l.Attempt.ReleasedAt)))
	}
}

func queuedText(f steps.Frame, l flows.SlotLine) string {
	if wait := l.NotBefore.Sub(f.Now); wait > 0 && l.Cause != "" {
		return assets.LineCauseText(l).Meaning + " " + assets.SentAgainIn.With(steps.FormatDuration(wait+time.Second)+tryText(l))
	}
	return assets.WaitsForItsTurn.String()
}

// tryText counts the automatic attempts.
func tryText(l flows.SlotLine) string {
	if l.Retry.Number == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d of %d)", l.Retry.Number, l.Retry.Of)
}

// certificateText says what was presented in place of the service's certificate, if that
// is why a picture was not sent.
func certificateText(f steps.Frame, l flows.SlotLine) string {
	paused := l.Cause == flows.CausePaused && l.Attempt.PausedBy.IsCertificateFault()
	text := safe.Certificate(f.Service.Certificate)
	if text == (safe.Text{}) || !paused && !l.Cause.IsCertificateFault() {
		return ""
	}
	return "The certificate: " + text.String() + "."
}

func (e explanation) addNeedState(name string) {
	for _, n := range e.Frame.Journey.Checklist() {
		if n.Need.Name == name {
			e.AddParagraph(e.Frame.Theme.Text, steps.RequirementTitle(n.Need))
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
		e.addReadyState(check)
	default:
		e.AddParagraph(t.Faint, "What comes first")
		for _, b := range blockers {
			mark := blockerMark(e.Frame, b)
			e.AddLabelled(mark.Style.Render(mark.Sign)+" ", t.Text, blockerText(e.Frame.Journey, b))
		}
	}
}

// addReadyState says on whose word the pictures count.
func (e explanation) addReadyState(check flows.Check) {
	t := e.Frame.Theme
	e.AddBadge(t.BadgeOK, "READY", "")
	e.AddGap()
	number := fmt.Sprintf("This will be check %d of %d.", check.Used+1, flows.MaxChecks)
	decided := decidedTexts(e.Frame.Journey)
	if len(decided) == 0 {
		e.AddParagraph(t.Text, "Everything the flow wants is accepted. "+number)
	} else {
		e.AddParagraph(t.Text, "Everything the flow wants is there, by these decisions. "+number)
	}
	for _, text := range decided {
		e.AddParagraph(t.Warn, text)
	}
	e.AddParagraph(t.Text, "Starting early is harmful to the result: start only when nothing is still to come.")
}

// blockerMark is the sign and colour of what is in the way of the start: those of its row.
func blockerMark(f steps.Frame, b flows.Blocker) steps.Mark {
	if l, ok := f.Journey.Line(b.Slot); ok && b.Kind != flows.BlockIncident {
		return steps.MarkOf(f.Theme, l)
	}
	if b.Kind == flows.BlockNeed || b.Kind == flows.BlockBusy {
		return steps.Mark{Sign: "○", Style: f.Theme.Faint}
	}
	return steps.Mark{Sign: "✗", Style: f.Theme.Bad}
}
