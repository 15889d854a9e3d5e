package board

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// View draws the sections with their rows, the highlighted row always in it.
func (b Board) View(f steps.Frame) steps.Body {
	var p steps.Page
	p.AddLines(b.titleLine(f))
	if !f.IsShort() {
		p.AddLines("")
	}
	columns := newColumns(f.Width)
	if len(b.rows) > 0 {
		p.AddLines(f.Theme.Faint.Render(columns.line("Operator", "Applicant", "Goes on at", "", "since", "last key")))
	}
	b.addRows(&p, f, columns)
	return steps.Body{Text: f.RenderLines(p.Lines), Status: b.statusLine(f), Cursor: p.Cursor}
}

// titleLine says how many dossiers stand where.
func (b Board) titleLine(f steps.Frame) string {
	counts := map[Section]int{}
	for _, r := range b.rows {
		counts[r.Section]++
	}
	var parts []string
	for _, s := range sections {
		if n := counts[s.section]; n > 0 {
			parts = append(parts, countText(n, s.one, s.many))
		}
	}
	return steps.SpreadLine(" "+f.Theme.Strong.Render("Who works on what"), f.Theme.Faint.Render(strings.Join(parts, " · ")), f.Width-1)
}

// sections are the headings, with what the title counts of each.
var sections = []struct {
	section            Section
	heading, one, many string
}{
	{AtWork, "At work", "at work", "at work"}, {NeedsYou, "Needs somebody", "needs somebody", "need somebody"},
	{Waiting, "Waiting for the service", "waiting", "waiting"}, {Unfinished, "Unfinished, and nobody has it open", "unfinished", "unfinished"},
}

// countText is a number with what it counts: "1 needs somebody".
func countText(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// statusLine says what the board cannot show, and how the highlighted dossier opens.
func (b Board) statusLine(f steps.Frame) string {
	switch {
	case b.isFailed && b.isRead:
		return f.Theme.Warn.Render("! ") + "The journal cannot be read just now: this is from " + f.FormatClock(b.readAt) + "."
	case b.isFailed:
		return f.Theme.Warn.Render("! ") + "The journal cannot be read just now."
	case !b.isRead:
		return f.Theme.Faint.Render("Reading the journal…")
	case b.highlightedRow() >= 0:
		return f.Theme.Faint.Render("You look at it. To work on it, take it over with a reason.")
	}
	return f.Theme.Faint.Render("Looked at again every 2 seconds.")
}

// addRows draws what has room.
func (b Board) addRows(p *steps.Page, f steps.Frame, c columns) {
	if len(b.rows) == 0 {
		if b.isRead {
			p.AddLines("   " + f.Theme.Faint.Render("Nobody works on anything now, and nothing waits."))
		}
		return
	}
	lines, at := b.lines(f, c)
	room := f.Height - len(p.Lines)
	from, to := steps.VisibleRange(len(lines), at, room)
	for i, l := range lines[from:to] {
		if from+i == at && b.highlightedRow() >= 0 {
			p.Cursor = &tea.Position{X: 1, Y: len(p.Lines)}
		}
		p.AddLines(l)
	}
}

// lines are all headings and rows, and where the highlighted one is.
func (b Board) lines(f steps.Frame, c columns) (list []string, at int) {
	for i, r := range b.rows {
		if i == 0 || b.rows[i-1].Section != r.Section {
			list = append(list, " "+f.Theme.Faint.Render(headingOf(r.Section)))
		}
		if r.Applicant == b.highlighted {
			at = len(list)
		}
		list = append(list, b.rowLine(f, c, r))
	}
	return list, at
}

func headingOf(s Section) string {
	for _, row := range sections {
		if row.section == s {
			return row.heading
		}
	}
	return ""
}

// maxStanding is how many characters of a standing are drawn: another program may have
// written it.
const maxStanding = 80

func (b Board) rowLine(f steps.Frame, c columns, r Row) string {
	step, long := stepText(r), safe.LineOf(assets.StartListText(r.Standing), maxStanding).String()
	short := safe.LineOf(assets.ShortStartListText(r.Standing), maxStanding).String()
	switch {
	case c.text == 0 && r.Section != AtWork && short != "":
		step = short // what is the matter matters more than where
	case lipgloss.Width(long) >= c.text:
		long = short
	}
	on := r.Applicant == b.highlighted
	now := b.readAt
	line := c.line(r.Operator.String(), flows.ShortApplicant(r.Applicant), step, long, age(now, r.Since), age(now, r.LastKey))
	switch {
	case on:
		return f.Theme.Accent.Render(" ▸" + line[2:])
	case r.Section == NeedsYou:
		return f.Theme.Warn.Render(line)
	}
	return line
}

// stepText is the step at which the dossier goes on, with how many pictures are accepted. Its
// operator may look at another one.
func stepText(r Row) string {
	name := assets.StageName(r.Stage)
	if r.Total == 0 {
		return name
	}
	return fmt.Sprintf("%s %d/%d", name, r.Done, r.Total)
}

// age is how long ago something was; "–" where that is not known.
func age(now, then time.Time) string { return cmp.Or(steps.FormatAge(now, then), "–") }

// columns are the widths of a board. Nothing moves as a row ages.
type columns struct{ operator, applicant, step, text, since, key int }

// The columns that every width has; what is left is the operator's and the text's.
const (
	indent         = 3
	applicantWidth = 11
	stepWidth      = 16
	ageWidth       = 10
)

// narrowWidth is below which the board has no column for what is the matter.
const narrowWidth = 72

func newColumns(width int) columns {
	c := columns{operator: 10, applicant: applicantWidth, step: stepWidth, since: ageWidth, key: ageWidth}
	if width >= 100 {
		c.operator = 16
	}
	if width >= narrowWidth {
		c.text = max(width-indent-c.operator-c.applicant-c.step-c.since-c.key-1, 0)
	}
	return c
}

// line sets the texts into their columns.
func (c columns) line(operator, applicant, step, text, since, key string) string {
	cell := func(text string, width int) string {
		if width == 0 {
			return ""
		}
		return steps.FitWidth(steps.FitWidth(text, width-1), width)
	}
	return strings.Repeat(" ", indent) + cell(operator, c.operator) + cell(applicant, c.applicant) + cell(step, c.step) + cell(text, c.text) + cell(since, c.since) + cell(key, c.key)
}
