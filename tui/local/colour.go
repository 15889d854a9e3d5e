package local

import (
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"dossier/tui/settings"
)

// colourVariables are the variables by which people ask for colours or for none.
var colourVariables = []string{"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"}

// colourWish is what the operator and the surroundings want.
type colourWish int

const (
	coloursAsTerminal colourWish = iota
	coloursNever
	coloursAlways
)

// wishOf settles who wants what, the strongest first: the flag --color; NO_COLOR with any
// value (no-color.org); CLICOLOR_FORCE and FORCE_COLOR unless they are 0 or false;
// CLICOLOR=0 (bixense.com/clicolors). Without a wish the terminal decides.
func wishOf(flag settings.Colour, environ map[string]string) colourWish {
	forced := environ["CLICOLOR_FORCE"]
	if forced == "" {
		forced = environ["FORCE_COLOR"]
	}
	switch {
	case flag == settings.ColourAlways:
		return coloursAlways
	case flag == settings.ColourNever, environ["NO_COLOR"] != "":
		return coloursNever
	case forced != "" && !isOff(forced):
		return coloursAlways
	case environ["FORCE_COLOR"] != "" && isOff(environ["FORCE_COLOR"]), environ["CLICOLOR"] == "0":
		return coloursNever
	}
	return coloursAsTerminal
}

func isOff(value string) bool { return value == "0" || strings.EqualFold(value, "false") }

// chooseColours is how many colours the wizard uses. detect says what the terminal shows,
// from an environment without the variables that are settled here.
func chooseColours(flag settings.Colour, environ []string, detect func([]string) colorprofile.Profile) colorprofile.Profile {
	wanted := map[string]string{}
	var rest []string
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if slices.Contains(colourVariables, name) {
			wanted[name] = value
			continue
		}
		rest = append(rest, e)
	}
	switch wishOf(flag, wanted) {
	case coloursNever:
		return colorprofile.ASCII
	case coloursAlways:
		return max(detect(rest), colorprofile.ANSI)
	}
	return detect(rest)
}
