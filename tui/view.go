package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// chromeHeight is how many lines the frame takes: title, steps, rule; rule, status,
// keys.
const chromeHeight = 6

// The smallest window in which the wizard can be used.
const (
	minWidth  = 60
	minHeight = 12
)

func (m Model) isTooSmall() bool { return m.w < minWidth || m.h < minHeight }

// View draws the frame and, in it, the overlay or the step.
func (m Model) View() tea.View {
	if m.isTooSmall() {
		return m.newView(m.tooSmallText(), nil)
	}
	f := m.stepFrame()
	body := m.renderBody(f)
	rule := m.theme.Rule.Render(strings.Repeat("─", m.w))
	lines := []string{m.titleLine(f), m.breadcrumbLine(), rule, f.RenderLines(strings.Split(body.Text, "\n")), rule, m.statusLine(f, body.Status), m.footerLine(f)}
	return m.newView(strings.Join(lines, "\n"), body.Cursor)
}

// tooSmallText says what a window is too small for, wrapped to what there is of it.
func (m Model) tooSmallText() string {
	text := fmt.Sprintf("dossier needs a window of at least %d×%d; this one is %d×%d.\nNothing is lost: make it larger and go on, or press ctrl+c.",
		minWidth, minHeight, m.w, m.h)
	lines := steps.WrapText(text, m.w)
	return strings.Join(lines[:min(len(lines), m.h)], "\n")
}

func (m Model) newView(text string, at *tea.Position) tea.View {
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

func (m Model) renderBody(f steps.Frame) steps.Body {
	if over := m.overlays.top(); over != nil {
		return over.View(m.overlayFrame())
	}
	return m.screens[m.place].View(f)
}

// titleLine is line 1 of every screen: who, where, and how dangerous.
func (m Model) titleLine(f steps.Frame) string {
	left := m.theme.Accent.Render("dossier")
	if m.open {
		left += m.theme.Faint.Render(" · ")
		if name := f.ApplicantName.String(); name != "" {
			left += m.theme.Strong.Render(name) + " "
		} else if f.ApplicantFetched {
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
	return " " + steps.SpreadLine(left, right, m.w-2) + " "
}

var stageNames = []struct {
	stage flows.Stage
	name  string
}{
	{flows.StageApplicant, "Applicant"}, {flows.StageDocuments, "Documents"}, {flows.StageFiles, "Files"},
	{flows.StageReview, "Review"}, {flows.StageResult, "Result"},
}

// breadcrumbLine is line 2: ● here, ✓ complete now, ○ not.
// While the journal is away it says so at its end, for as long as that lasts.
func (m Model) breadcrumbLine() string {
	right := m.theme.Faint.Render(fmt.Sprintf("step %d of %d", m.stageNumber(), len(stageNames)))
	if m.snap.InOutage {
		right = m.theme.BadgeWarn.Render("journal away")
	}
	left := m.breadcrumbStages(m.w < 76)
	if m.snap.InOutage && cellWidth(left)+1+cellWidth(right) > m.w-2 {
		left = m.breadcrumbStages(true)
	}
	return " " + steps.SpreadLine(left, right, m.w-2) + " "
}

// stageNumber is the number of the present step.
func (m Model) stageNumber() int {
	for i, s := range stageNames {
		if s.stage == m.place.Stage {
			return i + 1
		}
	}
	return 0
}

// breadcrumbStages are the steps; a narrow line names only the present one.
func (m Model) breadcrumbStages(narrow bool) string {
	join := m.theme.Rule.Render(" ── ")
	if narrow {
		join = "  "
	}
	var parts []string
	for i, s := range stageNames {
		name, style, sign := s.name, m.theme.Faint, "○"
		if m.isStageComplete(s.stage) {
			sign, style = "✓", m.theme.OK
		}
		if s.stage == m.place.Stage {
			sign, style = "●", m.theme.Accent
			name += m.stageCounter(s.stage)
		} else if narrow {
			name = fmt.Sprint(i + 1)
		}
		parts = append(parts, style.Render(sign+" "+name))
	}
	return strings.Join(parts, join)
}

// isStageComplete reports whether nothing lacks in a stage now.
func (m Model) isStageComplete(stage flows.Stage) bool {
	if !m.open {
		return false
	}
	j := m.snap.Journey
	_, hasFlow := j.Flow()
	next := j.NextPrompt().Stage
	switch stage {
	case flows.StageApplicant:
		return hasFlow
	case flows.StageDocuments:
		return hasFlow && next != flows.StageDocuments
	case flows.StageFiles:
		return hasFlow && next != flows.StageDocuments && allAccepted(j)
	case flows.StageReview:
		return hasFlow && (j.Check().State != flows.CheckNone || len(j.StartBlockers()) == 0)
	}
	return j.Check().HasResult()
}

func allAccepted(j flows.Journey) bool {
	for _, l := range j.Lines() {
		if l.State != flows.Accepted {
			return false
		}
	}
	return true
}

// stageCounter is " 2/3" behind the present step.
func (m Model) stageCounter(stage flows.Stage) string {
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
			if l.IsSatisfied() { // what the sidebar counts
				done++
			}
		}
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf(" %d/%d", done, total)
}

// statusLine is the line under the second rule: at its left the latest bad news
// until a key is pressed, else what the step says, else the plain truth about
// what was sent; at its right what is on its way. A take-back that is running
// out keeps its room: the rest is cut.
func (m Model) statusLine(f steps.Frame, step string) string {
	left, moving, countdown := m.statusMessage(step), m.activeSendText(f), m.countdownText(f)
	switch {
	case countdown != "" && left == "":
		left = countdown
	case countdown != "":
		left = steps.FitWidth(left, m.w-4-cellWidth(countdown)) + "  " + m.theme.Accent.Render(countdown)
	case moving != "" && left == "":
		left = moving
	case moving != "":
		left = steps.SpreadLine(left, m.theme.Faint.Render(moving), m.w-2)
	case left == "":
		left = m.theme.Faint.Render(m.sentSummary())
	}
	return steps.FitWidth(" "+left, m.w)
}

// statusMessage is the sentence of the status line. A notice that has just come goes
// before news, which stay until they have been seen.
func (m Model) statusMessage(step string) string {
	switch {
	case m.notice.ID > m.readNoticeID && m.notice.IsProblem:
		return m.theme.Warn.Render("! " + m.currentNoticeText())
	case m.isNoticeNew():
		return m.theme.Text.Render(m.currentNoticeText())
	case m.alert.message != "":
		return m.theme.Bad.Render("! " + m.alert.statusText(m.overlays.top() != nil))
	case m.confirmation != "":
		return m.theme.OK.Render("✓ ") + m.confirmation
	case m.notice.ID > m.readNoticeID:
		return m.theme.Text.Render(m.currentNoticeText())
	}
	return step
}

// countdownText says how long a send can be taken back; "" when none can.
func (m Model) countdownText(f steps.Frame) string {
	for _, l := range m.snap.Journey.Lines() {
		if left, ok := f.Countdown(l); ok {
			return fmt.Sprintf("%s: %d s left to take it back (ctrl+z)", steps.ShortTitle(m.snap.Journey, l), int(left.Seconds())+1)
		}
	}
	return ""
}

// activeSendText says what is on its way.
func (m Model) activeSendText(f steps.Frame) string {
	for _, l := range m.snap.Journey.Lines() {
		name := steps.ShortTitle(m.snap.Journey, l)
		if p, ok := f.SendPercent(l); ok {
			return fmt.Sprintf("%s: sending %d%%", name, p)
		}
		if l.State == flows.Awaiting {
			return name + ": sent, waiting for the answer"
		}
	}
	return ""
}

func (m Model) sentSummary() string {
	sent, unclear := 0, 0
	for _, a := range m.snap.Journey.Attempts() {
		if a.State == flows.AttemptAnswered && a.MayBeReceived() {
			sent++
		} else if a.MayBeReceived() {
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

// footerLine shows the keys that work now. Help and commands always have their
// place: they lead to the keys that found none.
func (m Model) footerLine(f steps.Frame) string {
	bindings := m.screens[m.place].Keys(f)
	tail := []key.Binding{m.keys.Help, m.keys.Palette}
	if over := m.overlays.top(); over != nil {
		bindings, tail = over.Keys(f), nil
	}
	if canTakeBack(m) {
		bindings = m.prependTakeBack(bindings)
	}
	room := m.w - 1
	for _, b := range tail {
		room -= cellWidth(m.keyHint(b)) + keyHintGap
	}
	out := " "
	for _, b := range bindings {
		if hint := m.keyHint(b); cellWidth(hint)+keyHintGap <= room {
			out += hint + strings.Repeat(" ", keyHintGap)
			room -= cellWidth(hint) + keyHintGap
		}
	}
	for _, b := range tail {
		out += m.keyHint(b) + strings.Repeat(" ", keyHintGap)
	}
	return steps.FitWidth(strings.TrimRight(out, " "), m.w)
}

// prependTakeBack puts the take-back in front of all keys, where no width cuts it,
// whatever screen or overlay has the other keys.
func (m Model) prependTakeBack(bindings []key.Binding) []key.Binding {
	name := m.keys.TakeBack.Help().Key
	bindings = slices.DeleteFunc(slices.Clone(bindings), func(b key.Binding) bool { return b.Help().Key == name })
	return slices.Insert(bindings, 0, m.keys.TakeBack)
}

const keyHintGap = 3

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

// applicantName is "Anna M.": enough to recognise, no more than needed.
func applicantName(s desk.Snapshot) safe.Text {
	if !s.ApplicantKnown {
		return safe.Text{}
	}
	return safe.ShortName(s.Applicant.First, s.Applicant.Last)
}
