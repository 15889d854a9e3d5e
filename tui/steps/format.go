package steps

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe"
)

// FormatClock is a time of day where the person is.
func (f Frame) FormatClock(at time.Time) string { return at.In(f.Now.Location()).Format("15:04:05") }

// FormatTimestamp is a time with its day and offset, for what may be quoted later.
func (f Frame) FormatTimestamp(at time.Time) string {
	return at.In(f.Now.Location()).Format("2006-01-02 15:04:05 -07:00")
}

// FormatDuration is a length of time in one unit: "150 s", "3 min", "2 h".
func FormatDuration(d time.Duration) string {
	switch {
	case d < 3*time.Minute:
		return fmt.Sprintf("%d s", max(int(d.Seconds()), 0))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Hours()))
}

// ShortHash is the beginning of a hash, enough to tell two pictures apart.
func ShortHash(sum flows.SHA256) string { return fmt.Sprintf("%x", sum[:4]) }

// PictureNoun is the picture in one word inside a sentence: "back", "selfie".
func PictureNoun(l flows.SlotLine) string {
	if side := l.Slot.Side.Word(); side != "" && len(l.Document.Sides) > 1 {
		return side
	}
	return strings.ToLower(assets.DocumentName(l.Document.Type))
}

// CodeText is a remark's code as it may be shown: one safe line that is never
// empty.
func CodeText(c foreign.Text) string {
	if c.Empty() {
		return "(a code without text)"
	}
	return safe.Line(c, safe.ListMax).String()
}

// Pane gathers the lines of a text column of one width.
type Pane struct {
	Frame Frame
	Width int
	Lines []string
	Tight bool // several remarks: no empty line between code and meaning
}

// AddGap puts one empty line between two blocks.
func (p *Pane) AddGap() {
	if n := len(p.Lines); n > 0 && p.Lines[n-1] != "" {
		p.Lines = append(p.Lines, "")
	}
}

// AddParagraph adds a paragraph. Words longer than the column are broken, not lost.
func (p *Pane) AddParagraph(style lipgloss.Style, text string) {
	if text != "" {
		p.Lines = append(p.Lines, StyleLines(style, WrapText(text, p.Width))...)
	}
}

// AddLabelled adds a paragraph beside a label; its later lines stand under its first.
func (p *Pane) AddLabelled(label string, style lipgloss.Style, text string) {
	indent := lipgloss.Width(label)
	for i, l := range WrapText(text, p.Width-indent) {
		if i > 0 {
			label = strings.Repeat(" ", indent)
		}
		p.Lines = append(p.Lines, label+style.Render(l))
	}
}

// AddBadge adds a state and, at the end of the row, a foreign code.
func (p *Pane) AddBadge(style lipgloss.Style, word, code string) {
	label := style.Render(word)
	if code == "" {
		p.Lines = append(p.Lines, label)
		return
	}
	p.AddLabelled(label+"  ", p.Frame.Theme.Strong, code)
}
