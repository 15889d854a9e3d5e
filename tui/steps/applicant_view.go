package steps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/flows"
	"dossier/tui/safe"
)

// View draws the question with its list, and beside it what is ready.
func (a Applicant) View(f Frame) Body {
	side := f.Side(22)
	width := f.Main(side) - 1
	var s sheet
	switch q := a.question(f); q {
	case askWho:
		a.viewWho(&s, f, width)
	case askFlow:
		a.viewFlow(&s, f, width)
	default:
		a.viewKnown(&s, f, q, width)
	}
	return Body{Text: f.Columns(side, s.lines, a.aside(f, side)), Status: a.status(f), Cursor: s.cursor}
}

// status is the answer to the latest key. In a low window it also says who holds
// the dossier: the page has no room for that.
func (a Applicant) status(f Frame) string {
	if a.note == "" && f.Open && f.ReadOnly && f.Short() {
		return f.Theme.Warn.Render(heldBy(f))
	}
	return a.note
}

// held says that somebody else holds the dossier.
func held(s *sheet, f Frame, enter string, width int) {
	if f.Short() {
		return
	}
	for _, l := range Wrap(onlyLooking(f, enter), width-1) {
		s.add(" " + f.Theme.Warn.Render(l))
	}
}

func (a Applicant) viewWho(s *sheet, f Frame, width int) {
	t := f.Theme
	if !f.Short() {
		s.add("", " "+t.Strong.Render("Who are the pictures for?"), "")
		s.add(a.banner(f, width)...)
		s.add(" " + t.Accent.Render("Applicant ID"))
	}
	if a.at == "" {
		s.point(1 + a.id.Column(width-1))
	}
	s.add(" " + a.id.View(t, width-1))
	s.add(a.fault(f, width)...)
	if f.Fault == "" {
		s.add(a.word(f))
	}
	if !f.Short() {
		s.add("")
	}
	a.viewRows(s, f, width)
}

// banner is what the program has to say on its first screen.
func (a Applicant) banner(f Frame, width int) []string {
	var lines []string
	for _, b := range f.Banner {
		for _, l := range Wrap(b, width-1) {
			lines = append(lines, " "+f.Theme.Faint.Render(l))
		}
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	return lines
}

// fault is why nothing can be opened, with the way out: all of it, on as many
// lines as that takes.
func (a Applicant) fault(f Frame, width int) []string {
	var lines []string
	sign := "✗ "
	for _, l := range Wrap(f.Fault, width-6) {
		lines, sign = append(lines, "   "+f.Theme.Bad.Render(sign+l)), "  "
	}
	return lines
}

// word is the line under the field.
func (a Applicant) word(f Frame) string {
	t := f.Theme
	word, ok := applicantWord(a.id.Value())
	hits := len(a.rows(f))
	switch {
	case strings.TrimSpace(a.id.Value()) == "":
		return ""
	case ok:
		return "   " + t.OK.Render("✓") + " " + word
	case hits > 0:
		return "   " + t.Faint.Render("○ "+count(hits, "dossier")+" with these characters")
	}
	return "   " + t.Warn.Render("!") + " " + word
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// viewRows draws the part of the start list that has room, the highlighted row
// always in it.
func (a Applicant) viewRows(s *sheet, f Frame, width int) {
	rows := a.rows(f)
	if len(rows) == 0 {
		if !f.Short() && len(f.Dossiers) == 0 && f.Fault == "" {
			s.add(Styled(f.Theme.Faint, []string{" No work lies open here yet."})...)
		}
		return
	}
	if !f.Short() {
		s.add(" " + f.Theme.Strong.Render("Continue where you left off"))
	}
	type entry struct{ group, row int }
	var list []entry
	at := 0
	for i, d := range rows {
		if i == 0 || rows[i-1].Group != d.Group {
			list = append(list, entry{group: i, row: noRow})
		}
		if d.Applicant == a.at {
			at = len(list)
		}
		list = append(list, entry{row: i})
	}
	from, to := Window(len(list), at, f.Height-len(s.lines))
	for _, e := range list[from:to] {
		if e.row == noRow {
			s.add("   " + f.Theme.Faint.Render(groupTitle(rows[e.group].Group)))
			continue
		}
		if rows[e.row].Applicant == a.at {
			s.point(5)
		}
		s.add(a.dossier(f, rows[e.row], width))
	}
}

func groupTitle(group string) string { return strings.ToUpper(group[:1]) + group[1:] }

// dossier is one row of the start list: the end of the ID, as its beginning
// repeats, how far it is, what is the matter, and when.
func (a Applicant) dossier(f Frame, d Dossier, width int) string {
	on := d.Applicant == a.at
	done := ""
	if d.Total > 0 {
		done = fmt.Sprintf("%d of %d", d.Done, d.Total)
	}
	age := since(f.Now, d.Updated)
	done = Cell(done, 9)
	room := max(width-5-2-11-lipgloss.Width(age)-2, 4)
	if 9+lipgloss.Width(d.Text) > room {
		done = "" // what is the matter matters more than how far it is
	}
	text := Cell(d.Text, room-lipgloss.Width(done))
	if !on && d.Group == "needs you" {
		text = f.Theme.Warn.Render(text)
	}
	id := Cell(flows.ShortApplicant(d.Applicant), 11)
	return row(f.Theme, on, 5, id+done+text, age, width)
}

// since is the age of a dossier in the words of a day at work.
func since(now, then time.Time) string {
	if now.Sub(then) < 24*time.Hour {
		return Age(now, then)
	}
	if now.Sub(then) < 48*time.Hour {
		return "yesterday"
	}
	return Age(now, then)
}

func (a Applicant) viewFlow(s *sheet, f Frame, width int) {
	t := f.Theme
	if !f.Short() {
		s.add("", " "+t.OK.Render("✓")+" "+Cell("Applicant", 12)+t.Strong.Render(flows.ShortApplicant(f.Journey.Key().Applicant)), "")
		s.add(" " + t.Strong.Render("Which flow is it for?"))
		for _, l := range Wrap(a.whyAsked(f), width-1) {
			s.add(" " + t.Faint.Render(l))
		}
		held(s, f, asksForIt, width)
		s.add("")
	}
	if a.row < 0 {
		s.point(1 + a.flow.Column(width-1))
	}
	s.add(" " + a.flow.View(t, width-1))
	rows := a.flows(f)
	from, to := Window(len(rows), a.row, f.Height-len(s.lines))
	for i, flow := range rows[from:to] {
		on := from+i == a.row
		if on {
			s.point(3)
		}
		s.add(row(t, on, 3, flowName(flow), count(len(flow.Needs), "document"), width))
	}
	if len(rows) == 0 {
		s.add("     " + t.Faint.Render("no flow of that name; ctrl+u shows all"))
	}
}

func (a Applicant) whyAsked(f Frame) string {
	if !f.ServiceFlow.Empty() {
		return fmt.Sprintf("The service names the flow %q, which is not set up here.", safe.Line(f.ServiceFlow, 40).String())
	}
	if f.Reachable.Asked && !f.Reachable.OK {
		return "The service could not be asked. Take the name that the flow has there."
	}
	return "The service does not tell. Take the name that the flow has there."
}

func (a Applicant) viewKnown(s *sheet, f Frame, q question, width int) {
	t := f.Theme
	if !f.Short() {
		s.add("", " "+t.Strong.Render("Who are the pictures for?"), "")
	}
	s.point(1)
	s.add(" " + t.OK.Render("✓") + " " + Cell("Applicant", 12) + t.Strong.Render(f.Journey.Key().Applicant))
	if flow, ok := f.Journey.Flow(); ok {
		s.add(" " + t.OK.Render("✓") + " " + Cell("Flow", 12) + flowName(flow))
	}
	s.add("")
	say := map[question]string{
		whoLocked:   "Locked: a picture was sent for this applicant. Enter goes on.",
		askedBefore: "The service names this flow. Enter goes on; esc asks for another applicant.",
		listening:   "● Asking the service for the applicant's flow…",
	}[q]
	for _, l := range Wrap(say, width-1) {
		s.add(" " + t.Faint.Render(l))
	}
	held(s, f, "", width)
}

// aside is what stands at the right: what is ready, and what will happen.
func (a Applicant) aside(f Frame, width int) []string {
	if width == 0 {
		return nil
	}
	if _, ok := f.Journey.Flow(); f.Open && ok {
		return append([]string{""}, Sidebar(f, width)...)
	}
	lines := []string{"", f.Theme.Strong.Render("Ready?"), "", a.journal(f)}
	lines = append(append(lines, a.service(f, width)...), "")
	told := []string{
		"No picture leaves this computer before you press Enter on it.",
		"",
		"A known ID opens its dossier again where you left it.",
	}
	for _, p := range told {
		lines = append(lines, slices.Concat(Styled(f.Theme.Faint, Wrap(p, width)), blank(p))...)
	}
	return lines
}

func blank(p string) []string {
	if p == "" {
		return []string{""}
	}
	return nil
}

func (a Applicant) journal(f Frame) string {
	switch {
	case f.Fault != "":
		return f.Theme.Bad.Render("✗") + " Journal   " + f.Theme.Bad.Render("closed")
	case f.Opening:
		return f.Theme.Accent.Render("●") + " Journal   " + f.Theme.Faint.Render("opening…")
	}
	return f.Theme.OK.Render("✓") + " Journal   " + f.Theme.Faint.Render("open")
}

func (a Applicant) service(f Frame, width int) []string {
	r := f.Reachable
	switch {
	case !r.Asked:
		return []string{f.Theme.Faint.Render("○ Service   not asked")}
	case r.OK:
		return []string{f.Theme.OK.Render("✓") + " Service   " + f.Theme.Faint.Render(fmt.Sprintf("%d ms", r.Delay.Milliseconds()))}
	}
	return append([]string{f.Theme.Bad.Render("✗ Service")}, Styled(f.Theme.Bad, Indented(Wrap(r.Text, width-1)))...)
}
