package steps

import (
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"strings"

	"charm.land/lipgloss/v2"
)

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

// AddParagraph adds a paragraph in lines no longer than [Frame.TextWidth]. Words longer
// than the column are broken, not lost.
func (p *Pane) AddParagraph(style lipgloss.Style, text string) {
	if text != "" {
		p.Lines = append(p.Lines, StyleLines(style, p.Frame.WrapText(text, p.Width))...)
	}
}

// AddLabelled adds a paragraph beside a label; its later lines stand under its first.
func (p *Pane) AddLabelled(label string, style lipgloss.Style, text string) {
	indent := lipgloss.Width(label)
	for i, l := range WrapWhole(text, p.Frame.TextWidth(p.Width)-indent) {
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

// AddMessage is the service's own sentence.
func (p *Pane) AddMessage(m foreign.Text) {
	for _, line := range safe.Block(m, safe.ListMax) {
		p.AddParagraph(p.Frame.Theme.Faint, line.String())
	}
}
