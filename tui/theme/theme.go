// Package theme holds every colour and style of the screens. A Theme is a value that
// depends on one fact, whether the terminal is dark. Nothing else in the program names
// a colour; the theme knows roles and never what is drawn with them.
package theme

import (
	"image/color"
	"sync"

	"charm.land/lipgloss/v2"
)

// Theme is the palette by role. One accent, three states, grey for everything
// secondary; a state is always sign, word and colour together, so that each
// can be missed. It is small: every screen is given one by value.
type Theme struct {
	Dark       bool
	Colourless bool // nothing but bold and the signs tell things apart; pictures are drawn by density

	*Styles // of all themes that are as dark; they do not change
}

// Styles are the styles by role.
type Styles struct {
	Text   lipgloss.Style // plain
	Strong lipgloss.Style // headings and values that matter
	Faint  lipgloss.Style // secondary
	Accent lipgloss.Style // the focus, keys, the present step
	OK     lipgloss.Style
	Warn   lipgloss.Style
	Bad    lipgloss.Style
	Rule   lipgloss.Style // rules and the vertical line
	Field  lipgloss.Style // the bar of the focused field

	BadgeDemo lipgloss.Style
	BadgeLive lipgloss.Style
	BadgeBad  lipgloss.Style // REFUSED, STOP
	BadgeWarn lipgloss.Style
	BadgeOK   lipgloss.Style
}

// New is the theme for a dark or a light terminal.
func New(dark bool) Theme {
	if dark {
		return Theme{Dark: true, Styles: darkStyles()}
	}
	return Theme{Styles: lightStyles()}
}

// A service has hundreds of wizards, and these are 9 KB.
var (
	darkStyles  = sync.OnceValue(func() *Styles { return newStyles(true) })
	lightStyles = sync.OnceValue(func() *Styles { return newStyles(false) })
)

func newStyles(dark bool) *Styles {
	pick := lipgloss.LightDark(dark)
	c := func(light, dark string) color.Color { return pick(lipgloss.Color(light), lipgloss.Color(dark)) }
	plain := lipgloss.NewStyle()
	ink := c("#ffffff", "#14151a")
	accent, ok := c("#0b5cad", "#61afff"), c("#0f7a36", "#5fd787")
	warn, bad := c("#8a5a00", "#ffd75f"), c("#b3261e", "#ff6b6b")
	badge := func(bg color.Color) lipgloss.Style {
		return plain.Foreground(ink).Background(bg).Bold(true).Padding(0, 1)
	}
	return &Styles{
		Text:   plain,
		Strong: plain.Bold(true),
		Faint:  plain.Foreground(c("#6b6e76", "#85878f")),
		Accent: plain.Foreground(accent),
		OK:     plain.Foreground(ok),
		Warn:   plain.Foreground(warn),
		Bad:    plain.Foreground(bad),
		Rule:   plain.Foreground(c("#b6b8bf", "#5a5c66")),
		Field:  plain.Foreground(accent),

		BadgeDemo: badge(ok),
		BadgeLive: badge(bad),
		BadgeBad:  badge(bad),
		BadgeWarn: badge(warn),
		BadgeOK:   badge(ok),
	}
}

// WithColours is the theme for a terminal that shows colours, or none.
func (t Theme) WithColours(shown bool) Theme {
	t.Colourless = !shown
	return t
}
