package local

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"dossier/tui/settings"
)

// TestTheStrongestWishForColoursWins proves the order: --color, NO_COLOR, CLICOLOR_FORCE and
// FORCE_COLOR, CLICOLOR=0, the terminal.
func TestTheStrongestWishForColoursWins(t *testing.T) {
	const own, none, some = colorprofile.ANSI256, colorprofile.ASCII, colorprofile.ANSI
	for _, c := range []struct {
		flag     settings.Colour
		terminal colorprofile.Profile
		environ  []string
		want     colorprofile.Profile
	}{
		{settings.ColourAuto, own, nil, own},
		{"", own, nil, own},
		{settings.ColourNever, own, nil, none},
		{settings.ColourNever, own, []string{"FORCE_COLOR=3", "CLICOLOR_FORCE=1"}, none},
		{settings.ColourAlways, own, []string{"NO_COLOR=1", "CLICOLOR=0"}, own},
		{settings.ColourAlways, none, nil, some},
		{settings.ColourAuto, own, []string{"NO_COLOR=1"}, none},
		{settings.ColourAuto, own, []string{"NO_COLOR=yes"}, none},
		{settings.ColourAuto, own, []string{"NO_COLOR=0"}, none},
		{settings.ColourAuto, own, []string{"NO_COLOR="}, own},
		{settings.ColourAuto, own, []string{"NO_COLOR=1", "CLICOLOR_FORCE=1", "FORCE_COLOR=1"}, none},
		{settings.ColourAuto, none, []string{"CLICOLOR_FORCE=1"}, some},
		{settings.ColourAuto, none, []string{"FORCE_COLOR=true"}, some},
		{settings.ColourAuto, own, []string{"CLICOLOR_FORCE=1", "CLICOLOR=0"}, own},
		{settings.ColourAuto, own, []string{"FORCE_COLOR=3", "CLICOLOR=0"}, own},
		{settings.ColourAuto, own, []string{"FORCE_COLOR=0"}, none},
		{settings.ColourAuto, own, []string{"FORCE_COLOR=false"}, none},
		{settings.ColourAuto, own, []string{"CLICOLOR_FORCE=0"}, own},
		{settings.ColourAuto, own, []string{"CLICOLOR=0"}, none},
		{settings.ColourAuto, own, []string{"CLICOLOR=1"}, own},
	} {
		detect := func(rest []string) colorprofile.Profile {
			for _, e := range rest {
				if e != "TERM=xterm-256color" {
					t.Errorf("%q is left for the library, which orders it otherwise", e)
				}
			}
			return c.terminal
		}
		if got := chooseColours(c.flag, append([]string{"TERM=xterm-256color"}, c.environ...), detect); got != c.want {
			t.Errorf("--color %q, %q: %v, want %v", c.flag, c.environ, got, c.want)
		}
	}
}

// TestATerminalThatCannotDrawIsToldInWords proves that no escape code is written to a
// terminal that shows them as signs.
func TestATerminalThatCannotDrawIsToldInWords(t *testing.T) {
	for environ, want := range map[string]bool{
		"TERM=dumb": false, "": false, "TERM=": false, "TERM=xterm": true, "TERM=vt100": true, "TERM=linux": true,
	} {
		if got := canDraw([]string{"LANG=C", environ}, "linux"); got != want {
			t.Errorf("%q can draw: %t, want %t", environ, got, want)
		}
	}
	if !canDraw(nil, "windows") || canDraw([]string{"TERM=dumb"}, "windows") {
		t.Error("Windows sets no TERM, and means it when it does")
	}
}
