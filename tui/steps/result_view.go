package steps

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// resultSide is the width of the checklist beside a result that needs no
// reading: where there are labels, they get the whole width.
func resultSide(f Frame) int {
	if s := f.Journey.Check().State; s == flows.CheckRejected || s == flows.CheckFinal {
		return 0
	}
	return f.Side(25)
}

// View draws the state of the check, its labels, and what was sent.
func (s Result) View(f Frame) Body {
	if s.choosing(f) {
		return s.viewChoice(f)
	}
	side := resultSide(f)
	lines := Indented(Scrolled(f.Theme, s.lines(f, f.Main(side)-2), s.scroll, f.Height))
	var aside []string
	if side > 0 {
		aside = Sidebar(f, side)
	}
	return Body{Text: f.Columns(side, lines, aside), Status: s.status(f), Cursor: &tea.Position{X: 1, Y: min(1, f.Height-1)}}
}

// lines is the whole page; the window scrolls over it.
func (s Result) lines(f Frame, width int) []string {
	p := &pane{f: f, width: width}
	if !f.Short() {
		p.lines = append(p.lines, "")
	}
	p.banner()
	p.outcome()
	p.gap()
	p.subject()
	p.gap()
	p.sentTable()
	return p.lines
}

// tick is drawn for an approval: the one screen that may be seen from afar.
var tick = []string{
	"        ██",
	"       ██ ",
	"██    ██  ",
	" ██  ██   ",
	"  ████    ",
	"   ██     ",
}

// banner says in one word where the check stands, which check it is, and
// since when.
func (p *pane) banner() {
	f, check := p.f, p.f.Journey.Check()
	word, style := checkBadge(f, check)
	head := []string{style.Render(word) + "  " + f.Theme.Faint.Render(checkNumber(check))}
	if at := checkTime(f, check); at != "" {
		head = append(head, f.Theme.Faint.Render(at))
	}
	if !p.large() {
		p.lines = append(p.lines, head...)
		return
	}
	head = append([]string{""}, append(head, "", f.Theme.Text.Render(approvedText))...)
	for i, row := range tick {
		p.lines = append(p.lines, " "+f.Theme.OK.Render(row)+"   "+line(head, i))
	}
}

// large reports whether there is room for the large tick.
func (p *pane) large() bool {
	return p.f.Journey.Check().State == flows.CheckApproved && p.f.Height >= 16 && p.width >= 50
}

const approvedText = "All done. n takes the next applicant."

// checkBadge is the state as a sign and a word with a colour.
func checkBadge(f Frame, c flows.Check) (string, lipgloss.Style) {
	t := f.Theme
	switch c.State {
	case flows.CheckAsked, flows.CheckReleasedState:
		return "● STARTING", t.Accent.Bold(true)
	case flows.CheckLostState:
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

// checkWord is the state inside a sentence or a row.
func checkWord(c flows.Check) string {
	switch c.State {
	case flows.CheckAsked, flows.CheckReleasedState:
		return "starting"
	case flows.CheckLostState:
		return "start unclear"
	case flows.CheckStarted:
		return "running"
	case flows.CheckApproved:
		return "approved"
	case flows.CheckRejected, flows.CheckFinal:
		return "rejected"
	}
	return "none"
}

// checkNumber is "check 2 of 5". A start that has not left counts already: it
// is the number that was confirmed.
func checkNumber(c flows.Check) string {
	n := c.Used
	if c.State == flows.CheckAsked {
		n++
	}
	if c.State == flows.CheckNone {
		return fmt.Sprintf("%d of %d checks used", n, flows.MaxChecks)
	}
	return fmt.Sprintf("check %d of %d", max(n, 1), flows.MaxChecks)
}

func checkTime(f Frame, c flows.Check) string {
	switch {
	case c.Over() && !c.EndedAt.IsZero():
		return f.moment(c.EndedAt)
	case c.State == flows.CheckNone:
		return ""
	case !c.SentAt.IsZero():
		return "started " + f.moment(c.SentAt)
	case c.Elsewhere:
		return "started elsewhere: by a link or another tool"
	case !c.AskedAt.IsZero():
		return "asked for " + f.moment(c.AskedAt)
	}
	return ""
}

// outcome says what the state means and what to do now.
func (p *pane) outcome() {
	t, check := p.f.Theme, p.f.Journey.Check()
	p.gap()
	switch check.State {
	case flows.CheckNone:
		p.refusal(check)
	case flows.CheckAsked, flows.CheckReleasedState:
		p.say(t.Text, "The start is on its way to the service.")
	case flows.CheckLostState:
		p.lost(check)
	case flows.CheckStarted:
		p.say(t.Text, "The result usually takes a few minutes. The status is asked again every 10–15 s, while this is open or later.")
	case flows.CheckApproved:
		if !p.large() {
			p.say(t.Text, approvedText)
		}
	case flows.CheckRejected:
		p.rejected(check)
	case flows.CheckFinal:
		p.say(t.Bad, "Do not send anything again. Hand this case over to compliance.")
		p.say(t.Text, "Tell the applicant nothing about the reason.")
		p.labels()
	}
}

func (p *pane) refusal(c flows.Check) {
	t := p.f.Theme
	if c.Cause == "" && c.Refusal.Empty() && c.Status == 0 {
		p.say(t.Text, "No check was started yet. Enter goes on with what comes next.")
		return
	}
	p.say(t.Text, "The check was not started.")
	if c.Cause != "" {
		p.say(t.Text, assets.CauseText(c.Cause).What)
	}
	if c.Status > 0 {
		p.say(t.Faint, fmt.Sprintf("HTTP %d", c.Status))
	}
	p.message(c.Refusal)
	p.say(t.Text, "Enter leads back to the checklist.")
}

func (p *pane) lost(c flows.Check) {
	t := p.f.Theme
	p.say(t.Text, "Start unclear: the status is asked every 10–15 s; there is no second start meanwhile.")
	p.say(t.Text, assets.LostText(c.Cause).What)
	if left := flows.LostCheckPatience - p.f.Now.Sub(c.SentAt); left > 0 {
		p.say(t.Faint, "If the status shows no check, you can decide in "+span(left)+".")
		return
	}
	p.say(t.Warn, "The status has not shown it for "+span(p.f.Now.Sub(c.SentAt))+". Enter: decide.")
}

func (p *pane) rejected(c flows.Check) {
	t, status := p.f.Theme, p.f.Journey.Status()
	switch {
	case c.Used >= flows.MaxChecks:
		p.say(t.Bad, fmt.Sprintf("All %d checks are used. Hand the case over, or ask Personr.", flows.MaxChecks))
	case flows.Verdict(status.RejectType, status.Labels) == flows.Retry:
		p.say(t.Text, fmt.Sprintf("Another try is possible: check %d of %d. Enter: choose which pictures to replace.", c.Used+1, flows.MaxChecks))
	default:
		p.say(t.Warn, "The service does not say whether another try is possible: ask first. Enter: choose which pictures to replace.")
	}
	p.labels()
}

// labels lists every label with what it means, what to do and which pictures
// it is about.
func (p *pane) labels() {
	t, labels := p.f.Theme, p.f.Journey.Status().Labels
	if len(labels) == 0 {
		p.gap()
		p.say(t.Text, "The service gave no label.")
	}
	for _, label := range labels {
		words := assets.LabelOf(label)
		p.gap()
		p.hang(t.Bad.Render("✗")+" ", t.Strong, code(label))
		p.hang("  ", t.Text, words.Meaning)
		if words.Finality == flows.Final || p.f.Journey.Check().State == flows.CheckFinal {
			continue
		}
		p.hang("  ", t.Text, words.Remedy)
		p.hang("  ", t.Faint, concernedText(p.f, label))
	}
}

// concernedText names the pictures a label is about.
func concernedText(f Frame, label flows.Foreign) string {
	slots, ask := assets.LabelSlots(label, slotInfos(f.Journey))
	if ask {
		return "Names no picture: you say which."
	}
	var list []string
	for _, slot := range slots {
		if l, ok := f.Journey.Line(slot); ok {
			list = append(list, SlotTitle(l))
		}
	}
	return "Concerns " + strings.Join(list, ", ") + "."
}

// subject names the applicant in full, the flow, and the service's own words.
func (p *pane) subject() {
	t, j := p.f.Theme, p.f.Journey
	field := func(name, value string) {
		p.hang(t.Faint.Render(Cell(name, 11)), t.Text, value)
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
	for _, w := range []flows.Foreign{status.Status, status.Answer, status.RejectType} {
		if !w.Empty() {
			text += safe.Line(w, 40).String() + " · "
		}
	}
	if !status.Answer.Empty() {
		word = status.Answer
	}
	if check := j.Check(); check.Running() && status.At.Before(check.SentAt) {
		field("Status", text+"before the start; asked again since")
		return
	}
	field("Status", text+"since "+p.f.clock(status.At))
	p.hang(strings.Repeat(" ", 11), t.Faint, assets.StatusOf(word).Meaning)
}

func (s Result) status(f Frame) string {
	switch check := f.Journey.Check(); {
	case s.said != "":
		return f.Theme.Warn.Render("! ") + s.said
	case f.ReadOnly:
		return heldBy(f)
	case check.State == flows.CheckFinal:
		return f.Theme.Bad.Render("✗ ") + "Stop here and hand over to compliance."
	case check.State == flows.CheckApproved:
		return f.Theme.OK.Render("✓ ") + "All required pictures were accepted. dossier kept no picture."
	case check.Running():
		return "The status is asked again every 10–15 s."
	}
	return ""
}
