package result

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/rejection"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// sideWidth is the width of the checklist beside a result that needs no
// reading: where there are labels, they get the whole width.
func sideWidth(f steps.Frame) int {
	if s := f.Journey.Check().State; s == flows.CheckRejected || s == flows.CheckFinal {
		return 0
	}
	return f.SideWidth(25)
}

// textWidth is the width of the page's text.
func textWidth(f steps.Frame) int { return f.TextWidth(f.MainWidth(sideWidth(f)) - 2) }

// View draws the state of the check, its labels, and what was sent.
func (s Screen) View(f steps.Frame) steps.Body {
	if s.isChoosing(f) {
		return s.renderChoice(f)
	}
	side := sideWidth(f)
	lines := steps.IndentLines(steps.ScrollLines(f.Theme, s.renderLines(f, textWidth(f)), s.scroll, f.Height))
	var aside []string
	if side > 0 {
		aside = steps.RenderSidebar(f, side)
	}
	return steps.Body{Text: f.RenderColumns(side, lines, aside), Status: s.statusLine(f), Cursor: &tea.Position{X: 1, Y: min(1, f.Height-1)}}
}

// report is the page while it is written.
type report struct{ *steps.Pane }

// renderLines is the whole page; the window scrolls over it.
func (s Screen) renderLines(f steps.Frame, width int) []string {
	p := report{&steps.Pane{Frame: f, Width: width}}
	if !f.IsShort() {
		p.Lines = append(p.Lines, "")
	}
	p.addBanner()
	p.addOutcome()
	p.addEnter()
	p.addDecisions()
	p.AddGap()
	p.addSubject()
	p.addReceipt(s.receipt)
	p.AddGap()
	p.addSentTable()
	return p.Lines
}

// approvalTick is drawn for an approval: the one screen to be read from a distance.
var approvalTick = []string{
	"        ██",
	"       ██ ",
	"██    ██  ",
	" ██  ██   ",
	"  ████    ",
	"   ██     ",
}

// addBanner says in one word where the check stands, which check it is, and
// since when.
func (rep report) addBanner() {
	f, check := rep.Frame, rep.Frame.Journey.Check()
	word, style := checkBadge(f, check)
	head := []string{style.Render(word) + "  " + f.Theme.Faint.Render(checkNumberText(check))}
	if at := checkTimeText(f, check); at != "" {
		head = append(head, f.Theme.Faint.Render(at))
	}
	if !rep.hasLargeTick() {
		rep.Lines = append(rep.Lines, head...)
		return
	}
	head = append([]string{""}, append(head, "", f.Theme.Text.Render(approvedText))...)
	for i, row := range approvalTick {
		rep.Lines = append(rep.Lines, " "+f.Theme.OK.Render(row)+"   "+steps.LineAt(head, i))
	}
}

// hasLargeTick reports whether the large tick is drawn: where there is room, and nobody
// had to decide about a picture. What was decided must be read first.
func (rep report) hasLargeTick() bool {
	j := rep.Frame.Journey
	return j.Check().State == flows.CheckApproved && rep.Frame.Height >= 16 && rep.Width >= 50 && len(steps.DecidedLines(j)) == 0
}

const approvedText = "All done. n takes the next applicant."

// checkBadge is the state as a sign and a word with a colour.
func checkBadge(f steps.Frame, c flows.Check) (string, lipgloss.Style) {
	t := f.Theme
	switch c.State {
	case flows.CheckAsked, flows.CheckReleasing:
		return "● STARTING", t.Accent.Bold(true)
	case flows.CheckUnclear:
		return "! START UNCLEAR", t.BadgeWarn
	case flows.CheckStarted:
		return "● CHECK RUNNING", t.Accent.Bold(true)
	case flows.CheckApproved:
		return "✓ APPROVED", t.BadgeOK
	case flows.CheckRejected:
		return "✗ REJECTED", t.BadgeBad
	case flows.CheckFinal:
		return "✗ STOP", t.BadgeBad
	}
	return "○ NO CHECK RUNS", t.Faint.Bold(true)
}

// checkNumberText is "check 2 of 5". A start that was not sent yet counts already: it
// is the number that was confirmed.
func checkNumberText(c flows.Check) string {
	n := c.Used
	if c.State == flows.CheckAsked {
		n++
	}
	if c.State == flows.CheckNone {
		return fmt.Sprintf("%d of %d checks used", n, flows.MaxChecks)
	}
	return fmt.Sprintf("check %d of %d", max(n, 1), flows.MaxChecks)
}

func checkTimeText(f steps.Frame, c flows.Check) string {
	switch {
	case c.HasResult() && !c.EndedAt.IsZero():
		return f.FormatTimestamp(c.EndedAt)
	case c.State == flows.CheckNone:
		return ""
	case !c.SentAt.IsZero():
		return "started " + f.FormatTimestamp(c.SentAt)
	case c.Elsewhere:
		return "started elsewhere: by a link or another tool"
	case !c.AskedAt.IsZero():
		return "asked for " + f.FormatTimestamp(c.AskedAt)
	}
	return ""
}

// addEnter says what Enter does, if it does anything.
func (rep report) addEnter() {
	if text := (Screen{}).enterAction(rep.Frame).words(rep.Frame).sentence; text != "" {
		rep.AddGap()
		rep.AddLabelled(rep.Frame.Theme.Accent.Render("enter")+"  ", rep.Frame.Theme.Text, text)
	}
}

// addOutcome says what the state means and what to do now.
func (rep report) addOutcome() {
	t, check := rep.Frame.Theme, rep.Frame.Journey.Check()
	rep.AddGap()
	switch check.State {
	case flows.CheckNone:
		rep.addStartRefusal(check)
	case flows.CheckAsked, flows.CheckReleasing:
		rep.AddParagraph(t.Text, assets.StartUnderway.String())
	case flows.CheckUnclear:
		rep.addLostStart(check)
	case flows.CheckStarted:
		rep.AddParagraph(t.Text, "The result usually takes a few minutes. The status is asked again "+steps.StatusIntervalText()+", while this is open or later.")
	case flows.CheckApproved:
		if !rep.hasLargeTick() {
			rep.AddParagraph(t.Text, approvedText)
		}
	case flows.CheckRejected:
		rep.addRejection(check)
	case flows.CheckFinal:
		rep.AddParagraph(t.Bad, "Do not send anything again. Hand this case over to compliance.")
		rep.AddParagraph(t.Text, "Tell the applicant nothing about the reason.")
		if rep.Frame.Journey.Status().Withheld {
			rep.AddParagraph(t.Text, reasonWithheld)
			return
		}
		rep.addLabels()
	}
}

func (rep report) addStartRefusal(c flows.Check) {
	t := rep.Frame.Theme
	rep.AddParagraph(t.Text, assets.StartText(c))
	if c.Status > 0 {
		rep.AddParagraph(t.Faint, fmt.Sprintf("HTTP %d", c.Status))
	}
	rep.AddMessage(c.Refusal)
}

func (rep report) addLostStart(c flows.Check) {
	t := rep.Frame.Theme
	rep.AddParagraph(t.Text, "Start unclear: the status is asked "+steps.StatusIntervalText()+"; there is no second start meanwhile.")
	rep.AddParagraph(t.Text, assets.StartCauseText(c).Meaning)
	if left := flows.LostCheckDelay - rep.Frame.Now.Sub(c.SentAt); left > 0 {
		rep.AddParagraph(t.Faint, "If the status shows no check, you can decide in "+steps.FormatDuration(left)+".")
		return
	}
	rep.AddParagraph(t.Warn, "The status has not shown it for "+rep.Frame.FormatElapsed(c.SentAt)+".")
}

func (rep report) addRejection(c flows.Check) {
	t, status := rep.Frame.Theme, rep.Frame.Journey.Status()
	switch {
	case c.Used >= flows.MaxChecks:
		rep.AddParagraph(t.Bad, fmt.Sprintf("All %d checks are used. Hand the case over, or ask Personr.", flows.MaxChecks))
	case status.Withheld:
		rep.AddParagraph(t.Warn, reasonsWithheld)
	case rejection.FinalityOf(status.RejectType, status.Labels) == rejection.Retry:
		rep.AddParagraph(t.Text, fmt.Sprintf("Another try is possible: check %d of %d.", c.Used+1, flows.MaxChecks))
	default:
		rep.AddParagraph(t.Warn, "The service does not say whether another try is possible: ask first.")
	}
	rep.addLabels()
}

// What an operator sees who must not learn the reasons of a final rejection.
const (
	reasonWithheld  = "The reason is shown to leads only. Ask a lead for it."
	reasonsWithheld = "Not every reason is shown: some are for leads only. Ask a lead which pictures to replace."
)

// addLabels lists every label with what it means, what to do and which pictures
// it is about.
func (rep report) addLabels() {
	t, labels := rep.Frame.Theme, rep.Frame.Journey.Status().Labels
	if len(labels) == 0 && !rep.Frame.Journey.Status().Withheld {
		rep.AddGap()
		rep.AddParagraph(t.Text, "The service gave no label.")
	}
	for _, label := range labels {
		words := assets.ExplainLabel(label)
		rep.AddGap()
		rep.AddLabelled(t.Bad.Render("✗")+" ", t.Strong, steps.CodeText(label))
		rep.AddLabelled("  ", t.Text, words.Meaning)
		if words.Finality == rejection.Final || rep.Frame.Journey.Check().State == flows.CheckFinal {
			continue
		}
		rep.AddLabelled("  ", t.Text, words.Remedy)
		rep.AddLabelled("  ", t.Faint, concernedText(rep.Frame, label))
	}
}

// concernedText names the pictures a label is about.
func concernedText(f steps.Frame, label foreign.Text) string {
	slots, ask := assets.SlotsForLabel(label, slotInfos(f.Journey))
	if ask {
		return "Names no picture: you say which."
	}
	var list []string
	for _, slot := range slots {
		if l, ok := f.Journey.Line(slot); ok {
			list = append(list, steps.SlotTitle(l))
		}
	}
	return "Concerns " + strings.Join(list, ", ") + "."
}

// addSubject names the applicant in full, the flow, and the service's own words.
func (rep report) addSubject() {
	t, j := rep.Frame.Theme, rep.Frame.Journey
	field := func(name, value string) {
		rep.AddLabelled(t.Faint.Render(steps.FitWidth(name, 11)), t.Text, value)
	}
	field("Applicant", j.Key().Applicant)
	if flow, ok := j.Flow(); ok {
		field("Flow", safe.LineOf(flow.Name, 60).String())
	}
	status := j.Status()
	if status.At.IsZero() {
		return
	}
	word, text := status.Status, ""
	if !status.Answer.Empty() {
		word = status.Answer
	}
	for _, w := range []foreign.Text{status.Status, status.Answer, status.RejectType} {
		if !w.Empty() {
			text += safe.Line(w, 40).String() + " · "
		}
	}
	if check := j.Check(); check.IsRunning() && status.At.Before(check.SentAt) {
		field("Status", text+"before the start; asked again since")
		return
	}
	field("Status", text+"seen "+rep.Frame.FormatClock(status.At))
	meaning := assets.ExplainStatus(word).Meaning
	if status.Withheld {
		meaning = assets.CheckWords(j.Check().State).Long // the other one leads to the labels
	}
	rep.AddLabelled(strings.Repeat(" ", 11), t.Faint, meaning)
}

// addReceipt says how the receipt is fetched, where it is.
func (rep report) addReceipt(command safe.Text) {
	text := command.String()
	switch {
	case text == "":
		return
	case rep.Frame.Journey.Status().Withheld:
		text = "for leads only: it holds reasons that are not shown here"
	}
	rep.AddLabelled(rep.Frame.Theme.Faint.Render(steps.FitWidth("Receipt", 11)), rep.Frame.Theme.Text, text)
}

func (s Screen) statusLine(f steps.Frame) string {
	switch check := f.Journey.Check(); {
	case s.notice.Text(f) != "":
		return f.Theme.Warn.Render("! ") + s.notice.Text(f)
	case f.ReadOnly:
		return steps.HolderText(f)
	case check.State == flows.CheckFinal:
		return f.Theme.Bad.Render("✗ ") + "Stop here and hand over to compliance."
	case check.State == flows.CheckApproved:
		return approvedStatus(f)
	case check.IsRunning():
		return "The status is asked again " + steps.StatusIntervalText() + "."
	}
	return ""
}

// areAllAccepted reports whether every picture was accepted here. A check that was started
// by a link or another tool may be approved without them.
func areAllAccepted(lines []flows.SlotLine) bool {
	return len(lines) > 0 && !slices.ContainsFunc(lines, func(l flows.SlotLine) bool { return l.State != flows.Accepted })
}

// approvedStatus says on whose word the pictures count.
func approvedStatus(f steps.Frame) string {
	if !areAllAccepted(f.Journey.Lines()) {
		return f.Theme.OK.Render("✓ ") + "Approved. Not every picture here was accepted. dossier kept no picture."
	}
	if n := len(steps.DecidedLines(f.Journey)); n > 0 {
		return f.Theme.Warn.Render("! ") + "An operator decided about " + assets.CountText(n, "picture", "pictures") + ". dossier kept no picture."
	}
	return f.Theme.OK.Render("✓ ") + "All required pictures were accepted. dossier kept no picture."
}
