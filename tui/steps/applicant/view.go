package applicant

import (
	"fmt"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// View draws the question with its list, and beside it what is ready.
func (sc Screen) View(f steps.Frame) steps.Body {
	side := f.SideWidth(22)
	width := f.MainWidth(side) - 1
	var s steps.Page
	switch q := sc.currentQuestion(f); q {
	case questionApplicant:
		sc.addApplicantQuestion(&s, f, width)
	case questionFlow:
		sc.addFlowQuestion(&s, f, width)
	default:
		sc.addAnswered(&s, f, q, width)
	}
	return steps.Body{Text: f.RenderColumns(side, s.Lines, sc.renderSide(f, side)), Status: sc.statusLine(f), Cursor: s.Cursor}
}

// statusLine is the answer to the latest key. In a low window it also says who holds
// the dossier: the page has no room for that.
func (sc Screen) statusLine(f steps.Frame) string {
	switch {
	case sc.notice.Text(f) != "":
		return sc.notice.Text(f)
	case sc.earlyEnter && f.Opening:
		return "Opening…"
	case f.Open && f.ReadOnly && f.IsShort():
		return f.Theme.Warn.Render(steps.HolderText(f))
	}
	return ""
}

// addReadOnlyNotice says that somebody else holds the dossier.
func addReadOnlyNotice(s *steps.Page, f steps.Frame, enter string, width int) {
	if !f.IsShort() {
		s.AddWrapped(f, f.Theme.Warn, " ", steps.ReadOnlyReason(f, enter), width)
	}
}

func (sc Screen) addApplicantQuestion(s *steps.Page, f steps.Frame, width int) {
	t := f.Theme
	if !f.IsShort() {
		addTitle(s, f)
		addBanner(s, f, width)
		s.AddLines(" " + t.Accent.Render("Applicant ID"))
	}
	if sc.highlighted == "" {
		s.PlaceCursor(1 + sc.idField.Column(width-1))
	}
	s.AddLines(" " + sc.idField.View(t, width-1))
	s.AddLines(sc.faultLines(f, width)...)
	sc.addIDHint(s, f, width)
	sc.addDossierRows(s, f, width)
}

// addTitle adds the question. In a low window the list gets the empty lines around it.
func addTitle(s *steps.Page, f steps.Frame) {
	title := " " + f.Theme.Strong.Render("Who are the pictures for?")
	switch {
	case f.Height >= roomyHeight:
		s.AddLines("", title, "")
	case len(f.Banner) > 0:
		s.AddLines(title)
	default:
		s.AddLines(title, "")
	}
}

// roomyHeight is from how many rows on the list can do without some.
const roomyHeight = 16

// addIDHint adds the lines under the field. They have room for two, so that the list
// below does not jump while somebody types.
func (sc Screen) addIDHint(s *steps.Page, f steps.Frame, width int) {
	if f.JournalFault == "" {
		hint := sc.idHintLines(f, width)
		if len(hint) < 2 && f.Height >= roomyHeight {
			hint = append(hint, "")
		}
		s.AddLines(hint...)
	}
	if !f.IsShort() {
		s.AddLines("")
	}
}

// addBanner adds what the program says on its first screen.
func addBanner(s *steps.Page, f steps.Frame, width int) {
	for _, b := range f.Banner {
		s.AddWrapped(f, f.Theme.Faint, " ", b, width)
	}
	if len(f.Banner) > 0 {
		s.AddLines("")
	}
}

// faultLines is why nothing can be opened, with the way out: all of it, on as many
// lines as that takes.
func (sc Screen) faultLines(f steps.Frame, width int) []string {
	var lines []string
	sign := "✗ "
	for _, l := range f.WrapText(f.JournalFault, width-6) {
		lines, sign = append(lines, "   "+f.Theme.Bad.Render(sign+l)), "  "
	}
	return lines
}

func (sc Screen) addFlowQuestion(s *steps.Page, f steps.Frame, width int) {
	t := f.Theme
	if !f.IsShort() {
		s.AddLines("", " "+t.OK.Render("✓")+" "+steps.FitWidth("Applicant", 12)+t.Strong.Render(flows.ShortApplicant(f.Journey.Key().Applicant)), "")
		s.AddLines(" " + t.Strong.Render("Which flow is it for?"))
		s.AddWrapped(f, t.Faint, " ", sc.flowQuestionReason(f), width)
		addReadOnlyNotice(s, f, steps.EnterAsksTakeOver, width)
		s.AddLines("")
	}
	if sc.flowRow < 0 {
		s.PlaceCursor(1 + sc.flowField.Column(width-1))
	}
	s.AddLines(" " + sc.flowField.View(t, width-1))
	rows := sc.matchingFlows(f)
	room := f.Height - len(s.Lines)
	from, to, left := steps.VisibleRows(len(rows), 0, sc.flowRow, room)
	for i, flow := range rows[from:to] {
		on := from+i == sc.flowRow
		if on {
			s.PlaceCursor(3)
		}
		s.AddLines(steps.RenderRow(t, on, 3, flowName(flow), assets.CountText(len(flow.Needs), "document", "documents"), width))
	}
	s.AddLines(f.RenderRest("     ", left, room)...)
	if len(rows) == 0 {
		s.AddLines("     " + t.Faint.Render("no flow of that name; ctrl+u shows all"))
	}
}

func (sc Screen) flowQuestionReason(f steps.Frame) string {
	if !f.ServiceFlow.Empty() {
		return fmt.Sprintf("The service names the flow %q, which is not set up here.", safe.Line(f.ServiceFlow, 40).String())
	}
	if f.Service.Asked && !f.Service.Reachable {
		return "The service could not be asked. Choose the flow that is set up there."
	}
	return "The service names no flow. Choose the flow that is set up there."
}

func (sc Screen) addAnswered(s *steps.Page, f steps.Frame, q question, width int) {
	t := f.Theme
	if !f.IsShort() {
		s.AddLines("", " "+t.Strong.Render("Who are the pictures for?"), "")
	}
	s.PlaceCursor(1)
	s.AddLines(" " + t.OK.Render("✓") + " " + steps.FitWidth("Applicant", 12) + t.Strong.Render(f.Journey.Key().Applicant))
	if flow, ok := f.Journey.Flow(); ok {
		s.AddLines(" " + t.OK.Render("✓") + " " + steps.FitWidth("Flow", 12) + flowName(flow))
	}
	s.AddLines("")
	say := map[question]string{
		questionLocked:   assets.LockedBySending.String() + " Enter goes on; esc leads to the start list.",
		questionAnswered: "The service names this flow. Enter goes on; esc leads to the start list.",
		questionLoading:  "● Asking the service for the applicant's flow…",
	}[q]
	s.AddWrapped(f, t.Faint, " ", say, width)
	addReadOnlyNotice(s, f, "", width)
}

// renderSide is what stands at the right: what is ready, and what will happen.
func (sc Screen) renderSide(f steps.Frame, width int) []string {
	if width == 0 {
		return nil
	}
	if _, ok := f.Journey.Flow(); f.Open && ok {
		return append([]string{""}, steps.RenderSidebar(f, width)...)
	}
	lines := []string{"", f.Theme.Strong.Render("Ready?"), "", sc.journalLine(f)}
	lines = append(append(lines, sc.serviceLines(f, width)...), "")
	promise := f.WrapText(assets.NothingSentBefore.String(), width)
	again := f.WrapText("A known ID opens its dossier again where you left it.", width)
	return append(lines, steps.StyleLines(f.Theme.Faint, slices.Concat(promise, []string{""}, again))...)
}

func (sc Screen) journalLine(f steps.Frame) string {
	switch {
	case f.JournalFault != "":
		return f.Theme.Bad.Render("✗") + " Journal   " + f.Theme.Bad.Render("closed")
	case f.Opening:
		return f.Theme.Accent.Render("●") + " Journal   " + f.Theme.Faint.Render("opening…")
	}
	return f.Theme.OK.Render("✓") + " Journal   " + f.Theme.Faint.Render("open")
}

func (sc Screen) serviceLines(f steps.Frame, width int) []string {
	r := f.Service
	switch {
	case !r.Asked:
		return []string{f.Theme.Faint.Render("○ Service   not asked")}
	case r.Reachable:
		return []string{f.Theme.OK.Render("✓") + " Service   " + f.Theme.Faint.Render(fmt.Sprintf("%d ms", r.Delay.Milliseconds()))}
	}
	return append([]string{f.Theme.Bad.Render("✗ Service")}, steps.StyleLines(f.Theme.Bad, steps.IndentLines(f.WrapText(assets.CauseFact(r.Cause), width-1)))...)
}
