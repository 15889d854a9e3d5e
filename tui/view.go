package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/tui/steps"
)

// chromeHeight is how many lines the frame takes: title, steps, rule; rule, status,
// keys.
const chromeHeight = 6

// lookChromeHeight is what it takes around a picture: title; status, keys.
const lookChromeHeight = 3

// The smallest window in which the wizard can be used.
const (
	minWidth  = 60
	minHeight = 12
)

// The largest part of a window that is drawn; the rest stays blank. A frame takes time in
// proportion to its cells, and a key waits for it: no size that a terminal reports may hold
// up ctrl+c.
const (
	maxWidth  = 300
	maxHeight = 120
)

func (m Model) isTooSmall() bool { return m.w < minWidth || m.h < minHeight }

// View draws the frame and, in it, the overlay or the screen.
func (m Model) View() tea.View {
	if m.isTooSmall() {
		return m.newView(m.titleLine(m.stepFrame())+"\n"+m.tooSmallText(), nil)
	}
	f := m.stepFrame()
	body := m.renderBody(f)
	lines := append(m.headLines(f), f.RenderLines(strings.Split(body.Text, "\n")))
	if !m.fillsWindow() {
		lines = append(lines, m.ruleLine())
	}
	lines = append(lines, m.statusLine(f, body.Status), m.footerLine(f))
	if body.Cursor != nil {
		body.Cursor.Y += len(m.headLines(f))
	}
	return m.newView(strings.Join(lines, "\n"), body.Cursor)
}

// headLines are the lines above the body.
func (m Model) headLines(f steps.Frame) []string {
	if m.fillsWindow() {
		return []string{m.titleLine(f)}
	}
	return []string{m.titleLine(f), m.breadcrumbLine(), m.ruleLine()}
}

func (m Model) ruleLine() string { return m.theme.Rule.Render(strings.Repeat("─", m.w)) }

// bodyHeight is how many lines the body has.
func (m Model) bodyHeight() int {
	chrome := chromeHeight
	if m.fillsWindow() {
		chrome = lookChromeHeight
	}
	return max(m.h-chrome, 1)
}

// tooSmallText says how large a window must be, wrapped to the one there is.
func (m Model) tooSmallText() string {
	text := fmt.Sprintf("dossier needs a window of at least %d×%d; this one is %d×%d.\nNothing is lost: make it larger and go on, or press ctrl+c.",
		minWidth, minHeight, m.w, m.h)
	lines := steps.WrapWhole(text, m.w)
	return strings.Join(lines[:min(len(lines), max(m.h-1, 0))], "\n")
}

func (m Model) newView(text string, at *tea.Position) tea.View {
	v := tea.NewView(text)
	v.AltScreen = true
	v.WindowTitle = "dossier"
	if at != nil {
		v.Cursor = tea.NewCursor(at.X, at.Y)
		v.Cursor.Blink = false
	}
	v.ProgressBar = m.progressBar()
	return v
}

// progressBar shows running sends in the terminal's tab or task bar.
func (m Model) progressBar() *tea.ProgressBar {
	var sent, total int64
	for _, s := range m.dossier.snap.Sends {
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
	return m.nav.currentStep().View(f)
}

func cellWidth(s string) int { return ansi.StringWidth(s) }
