package tui

import (
	"fmt"
	"slices"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// statusLine is the line under the second rule. At its left are the news, else what the
// screen says, else how much was sent; at its right is what is being sent. The
// countdown of a take-back is never cut: the rest is.
func (m Model) statusLine(f steps.Frame, step string) string {
	left, moving, countdown := m.statusMessage(f, step), m.activeSendText(f), m.countdownText(f)
	if m.statusMessage(f, "") == "" && isRetrying(f) {
		left = "" // what is tried again says more than what can be typed
	}
	switch {
	case countdown != "" && left == "":
		left = countdown
	case countdown != "":
		left = steps.FitWidth(steps.ShortenSentence(left, m.w-4-cellWidth(countdown)), m.w-4-cellWidth(countdown)) + "  " + m.theme.Accent.Render(countdown)
	case moving != "" && left == "":
		left = moving
	case moving != "":
		left = steps.SpreadLine(steps.ShortenSentence(left, m.w-2), m.theme.Faint.Render(moving), m.w-2)
	case left == "":
		left = m.theme.Faint.Render(m.sentSummary())
	}
	return steps.FitWidth(" "+steps.ShortenSentence(left, m.w-1), m.w)
}

// statusMessage is the sentence of the status line. A notice that has just come is shown
// before an alert, which stays until it is read.
func (m Model) statusMessage(f steps.Frame, step string) string {
	switch {
	case m.news.hasUnreadNotice() && m.news.notice.IsProblem:
		return m.theme.Warn.Render("! " + m.currentNoticeText())
	case m.news.isNoticeNew(m.now):
		return m.theme.Text.Render(m.currentNoticeText())
	case m.news.alert.message != "":
		return m.alertStyle().Render("! " + m.news.alert.statusText(m.overlays.top() != nil))
	case m.news.confirmationText() != "":
		return m.theme.OK.Render("✓ ") + m.news.confirmationText()
	case m.news.hint.Text(f) != "":
		return m.theme.Warn.Render("! ") + m.news.hint.Text(f)
	case m.news.hasUnreadNotice():
		return m.theme.Text.Render(m.currentNoticeText())
	}
	return step
}

// alertStyle is the colour of the state that the alert is about: amber to look, red to change.
func (m Model) alertStyle() lipgloss.Style {
	l, ok := m.dossier.snap.Journey.Line(m.news.alert.slot)
	if _, stopped := m.dossier.snap.Journey.Incident(); !ok || stopped {
		return m.theme.Bad
	}
	return steps.MarkOf(m.theme, l).Style
}

// countdownText says how long a send can be taken back; "" when none can.
func (m Model) countdownText(f steps.Frame) string {
	for _, l := range m.dossier.snap.Journey.Lines() {
		if left, ok := f.Countdown(l); ok {
			return fmt.Sprintf("%s: %d s left to take it back (ctrl+z)", steps.ShortTitle(l), int(left.Seconds())+1)
		}
	}
	return ""
}

// isRetrying reports whether a picture is tried again.
func isRetrying(f steps.Frame) bool {
	return slices.ContainsFunc(f.Journey.Lines(), func(l flows.SlotLine) bool { return f.RetryText(l) != "" })
}

// activeSendText says which picture is being sent or has no answer yet.
func (m Model) activeSendText(f steps.Frame) string {
	for _, l := range m.dossier.snap.Journey.Lines() {
		name := steps.ShortTitle(l)
		if text := f.RetryText(l); text != "" {
			return name + ": " + text
		}
		if p, ok := f.SendPercent(l); ok {
			return fmt.Sprintf("%s: sending %d%%", name, p)
		}
		if l.State == flows.Awaiting {
			return name + ": " + assets.SlotWords(l).Short
		}
	}
	return ""
}

// sentSummary says how many pictures were sent; not answered ones are counted apart.
func (m Model) sentSummary() string {
	sent, unclear := 0, 0
	for _, a := range m.dossier.snap.Journey.Attempts() {
		if a.State == flows.AttemptAnswered && a.MayBeReceived() {
			sent++
		} else if a.MayBeReceived() {
			unclear++
		}
	}
	left := m.dossier.snap.Journey.Transfer()
	switch {
	case !m.dossier.isOpen():
		return assets.NothingSentBefore.String()
	case unclear > 0:
		return assets.SomeUnclear.With(sent, unclear)
	case sent == 1:
		return assets.OneSent.String()
	case sent > 1:
		return assets.SomeSent.With(sent)
	case left == flows.TransferWhole: // it was turned away, or was lost on its way
		return assets.NoneAccepted.String()
	case left != flows.TransferNone:
		return assets.NoneReceived.String()
	}
	return assets.NothingSentYet.String()
}
