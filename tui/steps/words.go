package steps

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// clock is a time of day where the person is.
func (f Frame) clock(at time.Time) string { return at.In(f.Now.Location()).Format("15:04:05") }

// moment is a time with its day and offset, for what may be quoted later.
func (f Frame) moment(at time.Time) string {
	return at.In(f.Now.Location()).Format("2006-01-02 15:04:05 -07:00")
}

// span is a length of time in one unit: "150 s", "3 min", "2 h".
func span(d time.Duration) string {
	switch {
	case d < 3*time.Minute:
		return fmt.Sprintf("%d s", max(int(d.Seconds()), 0))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Hours()))
}

// hash8 is the beginning of a hash, enough to tell two pictures apart.
func hash8(sum flows.SHA256) string { return fmt.Sprintf("%x", sum[:4]) }

// noun is the picture in one word inside a sentence: "back", "selfie".
func noun(l flows.Line) string {
	if side := l.Slot.Side.Word(); side != "" && len(l.Document.Sides) > 1 {
		return side
	}
	return strings.ToLower(assets.DocumentName(l.Document.Type))
}

// code is a remark's code as it may be shown: one safe line that is never
// empty.
func code(c flows.Foreign) string {
	if c.Empty() {
		return "(a code without text)"
	}
	return safe.Line(c, safe.ListMax).String()
}

// pane gathers the lines of a text column of one width.
type pane struct {
	f     Frame
	width int
	lines []string
	tight bool // several remarks: no empty line between code and meaning
}

// gap puts one empty line between two blocks.
func (p *pane) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// say adds a paragraph. Words longer than the column are broken, not lost.
func (p *pane) say(style lipgloss.Style, text string) {
	if text != "" {
		p.lines = append(p.lines, Styled(style, Broken(text, p.width))...)
	}
}

// hang adds a paragraph beside a label; its later lines stand under its first.
func (p *pane) hang(label string, style lipgloss.Style, text string) {
	indent := lipgloss.Width(label)
	for i, l := range Broken(text, p.width-indent) {
		if i > 0 {
			label = strings.Repeat(" ", indent)
		}
		p.lines = append(p.lines, label+style.Render(l))
	}
}

// badge adds a state and, at the end of the row, a foreign code.
func (p *pane) badge(style lipgloss.Style, word, code string) {
	label := style.Render(word)
	if code == "" {
		p.lines = append(p.lines, label)
		return
	}
	p.hang(label+"  ", p.f.Theme.Strong, code)
}
