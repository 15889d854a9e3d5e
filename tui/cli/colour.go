package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"dossier/tui/settings"
)

// colourFlag is the value of --color.
type colourFlag settings.Colour

func addColourFlag(cmd *cobra.Command, value *colourFlag) {
	cmd.Flags().Var(value, "color", "`WHEN` to use colours: auto, always or never")
}

// Set takes one of the three words.
func (c *colourFlag) Set(text string) error {
	switch settings.Colour(text) {
	case settings.ColourAuto, settings.ColourAlways, settings.ColourNever:
		*c = colourFlag(text)
		return nil
	}
	return errors.New("it must be auto, always or never")
}

// String is the word; auto while none was given.
func (c *colourFlag) String() string {
	if *c == "" {
		return string(settings.ColourAuto)
	}
	return string(*c)
}

// Type is what the help calls the value.
func (c *colourFlag) Type() string { return "when" }
