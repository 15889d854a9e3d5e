package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// chrome is how many lines the frame takes: title, steps, rule; rule, status,
// keys.
const chrome = 6

// The smallest window in which the wizard can be used.
const (
	minWidth  = 60
	minHeight = 12
)

func (m Model) tooSmall() bool { return m.w < minWidth || m.h < minHeight }

// View draws the frame and, in it, the overlay or the step.
func (m Model) View() tea.View {
	if m.tooSmall() {
		return m.screen(m.sorry(), nil)
	}
	f := m.frame()
	body := m.body(f)
	rule := m.theme.Rule.Render(strings.Repeat("─", m.w))
	lines := []string{m.title(f), m.breadcrumb(), rule, f.Fill(strings.Split(body.Text, "\n")), rule, m.status(f, body.Status), m.footer(f)}
	return m.screen(strings.Join(lines, "\n"), body.Cursor)
}

// sorry says what a window is too small for, wrapped to what there is of it.
func (m Model) sorry() string {
	text := fmt.Sprintf("dossier needs a window of at least %d×%d; this one is %d×%d.\nNothing is lost: make it larger and go on, or press ctrl+c.",
		minWidth, minHeight, m.w, m.h)
	lines := steps.Broken(text, m.w)
	return strings.Join(lines[:min(len(lines), m.h)], "\n")
}

func (m Model) screen(text string, at *tea.Position) tea.View {
	v := tea.NewView(text)
	v.AltScreen = true
	v.WindowTitle = "dossier"
	if at != nil {
		v.Cursor = tea.NewCursor(at.X, at.Y+3)
		v.Cursor.Blink = false
	}
	v.ProgressBar = m.progressBar()
	return v
}

// progressBar shows the sends in the terminal's tab or task bar.
func (m Model) progressBar() *tea.ProgressBar {
	var sent, total int64
	for _, s := range m.snap.Sends {
		sent, total = sent+s.Sent, total+s.Total
	}
	if total == 0 {
		return nil
	}
	return tea.NewProgressBar(tea.ProgressBarDefault, int(sent*100/total))
}

func (m Model) body(f steps.Frame) steps.Body {
	if m.overlay != nil {
		return m.overlay.body(m, f)
	}
	return m.screens[m.place].View(f)
}

// title is line 1 of every screen: who, where, and how dangerous.
func (m Model) title(f steps.Frame) string {
	left := m.theme.Accent.Render("dossier")
	if m.open {
		left += m.theme.Faint.Render(" · ")
		if name := f.Person.String(); name != "" {
			left += m.theme.Strong.Render(name) + " "
		} else if f.Greeted {
			left += m.theme.Faint.Render("name unknown") + " "
		}
		left += m.theme.Strong.Render(flows.ShortApplicant(m.applicant))
	}
	badge := m.theme.BadgeLive.Render("LIVE")
	if m.cfg.Demo {
		badge = m.theme.BadgeDemo.Render("DEMO")
	}
	where := " · local"
	if m.cfg.Insecure && !m.cfg.Demo {
		where = " · plain http, this machine"
	}
	right := badge + m.theme.Faint.Render(where+" · "+safe.LineOf(m.cfg.Operator, 24).String())
	return " " + steps.Spread(left, right, m.w-2) + " "
}

var stages = []struct {
	stage flows.Stage
	name  string
}{
	{flows.StageApplicant, "Applicant"}, {flows.StageDocuments, "Documents"}, {flows.StageFiles, "Files"},
	{flows.StageReview, "Review"}, {flows.StageResult, "Result"},
}

// breadcrumb is line 2: ● here, ✓ complete now, ○ not.
// While the journal is away it says so at its end, for as long as that lasts.
func (m Model) breadcrumb() string {
	right := m.theme.Faint.Render(fmt.Sprintf("step %d of %d", m.stage(), len(stages)))
	if m.snap.Away {
		right = m.theme.BadgeWarn.Render("journal away")
	}
	left := m.crumbs(m.w < 76)
	if m.snap.Away && width(left)+1+width(right) > m.w-2 {
		left = m.crumbs(true)
	}
	return " " + steps.Spread(left, right, m.w-2) + " "
}

// stage is the number of the present step.
func (m Model) stage() int {
	for i, s := range stages {
		if s.stage == m.place.Stage {
			return i + 1
		}
	}
	return 0
}

// crumbs are the steps; a narrow line names only the present one.
func (m Model) crumbs(narrow bool) string {
	join := m.theme.Rule.Render(" ── ")
	if narrow {
		join = "  "
	}
	var parts []string
	for i, s := range stages {
		name, style, sign := s.name, m.theme.Faint, "○"
		if m.complete(s.stage) {
			sign, style = "✓", m.theme.OK
		}
		if s.stage == m.place.Stage {
			sign, style = "●", m.theme.Accent
			name += m.counter(s.stage)
		} else if narrow {
			name = fmt.Sprint(i + 1)
		}
		parts = append(parts, style.Render(sign+" "+name))
	}
	return strings.Join(parts, join)
}

// complete reports whether nothing lacks in a stage now.
func (m Model) complete(stage flows.Stage) bool {
	if !m.open {
		return false
	}
	j := m.snap.Journey
	_, hasFlow := j.Flow()
	next := j.Next().Stage
	switch stage {
	case flows.StageApplicant:
		return hasFlow
	case flows.StageDocuments:
		return hasFlow && next != flows.StageDocuments
	case flows.StageFiles:
		return hasFlow && next != flows.StageDocuments && filesComplete(j)
	case flows.StageReview:
		return hasFlow && (j.Check().State != flows.CheckNone || len(j.CanStart()) == 0)
	}
	return j.Check().Over()
}

func filesComplete(j flows.Journey) bool {
	for _, l := range j.Lines() {
		if l.State != flows.Accepted {
			return false
		}
	}
	return true
}

// counter is " 2/3" behind the present step.
func (m Model) counter(stage flows.Stage) string {
	j := m.snap.Journey
	done, total := 0, 0
	switch stage {
	case flows.StageDocuments:
		for _, n := range j.Checklist() {
			total++
			if n.Chosen {
				done++
			}
		}
	case flows.StageFiles:
		for _, l := range j.Lines() {
			total++
			if l.Satisfied() { // what the sidebar counts
				done++
			}
		}
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf(" %d/%d", done, total)
}

// status is the line under the second rule: at its left the latest bad news
// until a key is pressed, else what the step says, else the plain truth about
// what was sent; at its right what is on its way. A take-back that is running
// out keeps its room: the rest is cut.
func (m Model) status(f steps.Frame, step string) string {
	left, moving, countdown := m.saying(step), m.moving(f), m.countdown(f)
	switch {
	case countdown != "" && left == "":
		left = countdown
	case countdown != "":
		left = steps.Cell(left, m.w-4-width(countdown)) + "  " + m.theme.Accent.Render(countdown)
	case moving != "" && left == "":
		left = moving
	case moving != "":
		left = steps.Spread(left, m.theme.Faint.Render(moving), m.w-2)
	case left == "":
		left = m.theme.Faint.Render(m.sentSoFar())
	}
	return steps.Cell(" "+left, m.w)
}

// saying is the sentence of the status line. A notice that has just come goes
// before news, which stay until they have been seen.
func (m Model) saying(step string) string {
	switch {
	case m.notice.ID > m.hidden && m.notice.Bad:
		return m.theme.Warn.Render("! " + m.noticeText())
	case m.fresh():
		return m.theme.Text.Render(m.noticeText())
	case m.news.what != "":
		return m.theme.Bad.Render("! " + m.news.text(m.overlay != nil))
	case m.said != "":
		return m.theme.OK.Render("✓ ") + m.said
	case m.notice.ID > m.hidden:
		return m.theme.Text.Render(m.noticeText())
	}
	return step
}

// countdown says how long a send can be taken back; "" when none can.
func (m Model) countdown(f steps.Frame) string {
	for _, l := range m.snap.Journey.Lines() {
		if left, ok := f.Countdown(l); ok {
			return fmt.Sprintf("%s: %d s left to take it back (ctrl+z)", steps.ShortTitle(m.snap.Journey, l), int(left.Seconds())+1)
		}
	}
	return ""
}

// moving says what is on its way.
func (m Model) moving(f steps.Frame) string {
	for _, l := range m.snap.Journey.Lines() {
		name := steps.ShortTitle(m.snap.Journey, l)
		if p, ok := f.Percent(l); ok {
			return fmt.Sprintf("%s: sending %d%%", name, p)
		}
		if l.State == flows.Awaiting {
			return name + ": sent, waiting for the answer"
		}
	}
	return ""
}

func (m Model) sentSoFar() string {
	sent, unclear := 0, 0
	for _, a := range m.snap.Journey.Attempts() {
		if a.Fate == flows.FateAnswered && a.MayHaveArrived() {
			sent++
		} else if a.MayHaveArrived() {
			unclear++
		}
	}
	switch {
	case !m.open:
		return "Nothing is sent before you press Enter on a picture."
	case unclear > 0:
		return fmt.Sprintf("%d sent, %d may have been received.", sent, unclear)
	case sent == 1:
		return "1 picture sent."
	case sent > 1:
		return fmt.Sprintf("%d pictures sent.", sent)
	}
	return "Nothing has been sent yet."
}

// footer shows the keys that work now. Help and commands always have their
// place: they lead to the keys that found none.
func (m Model) footer(f steps.Frame) string {
	bindings := m.screens[m.place].Keys(f)
	tail := []key.Binding{m.keys.Help, m.keys.Palette}
	if m.overlay != nil {
		bindings, tail = m.overlay.keys(m), nil
	}
	if held(m) {
		bindings = m.withTakeBack(bindings)
	}
	room := m.w - 1
	for _, b := range tail {
		room -= width(m.keyHint(b)) + gapOfKeys
	}
	out := " "
	for _, b := range bindings {
		if hint := m.keyHint(b); width(hint)+gapOfKeys <= room {
			out += hint + strings.Repeat(" ", gapOfKeys)
			room -= width(hint) + gapOfKeys
		}
	}
	for _, b := range tail {
		out += m.keyHint(b) + strings.Repeat(" ", gapOfKeys)
	}
	return steps.Cell(strings.TrimRight(out, " "), m.w)
}

// withTakeBack puts the take-back in front of all keys, where no width cuts it,
// whatever screen or overlay has the other keys.
func (m Model) withTakeBack(bindings []key.Binding) []key.Binding {
	name := m.keys.TakeBack.Help().Key
	bindings = slices.DeleteFunc(slices.Clone(bindings), func(b key.Binding) bool { return b.Help().Key == name })
	return slices.Insert(bindings, 0, m.keys.TakeBack)
}

const gapOfKeys = 3

func (m Model) keyHint(b key.Binding) string {
	return m.theme.Accent.Render(keyName(b.Help().Key)) + " " + b.Help().Desc
}

// keyName is how a key is written for people.
func keyName(k string) string {
	switch k {
	case "up":
		return "↑↓"
	case "f1":
		return "F1"
	}
	return k
}

func reach(r desk.Reach) steps.Reach {
	out := steps.Reach{Asked: r.Asked, OK: r.OK, Delay: r.Delay}
	if r.Asked && !r.OK {
		out.Text = assets.CauseText(r.Cause).What
	}
	return out
}

// person is "Anna M.": enough to recognise, no more than needed.
func person(s desk.Snapshot) safe.Text {
	if !s.Known {
		return safe.Text{}
	}
	return safe.Name(s.Person.First, s.Person.Last)
}
