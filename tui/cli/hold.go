package cli

import (
	"errors"
	"time"

	"github.com/spf13/cobra"
)

// maxHold is the longest time that --hold accepts: a picture that is held longer was
// forgotten.
const maxHold = time.Hour

// holdFlag is the value of --hold.
type holdFlag time.Duration

// AddHoldFlag adds the flag --hold to a command. Its default is what value holds.
func AddHoldFlag(cmd *cobra.Command, value *time.Duration, usage string) {
	cmd.Flags().Var((*holdFlag)(value), "hold", usage)
}

// Set takes a duration from 0 to maxHold.
func (h *holdFlag) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > maxHold {
		return errors.New("it must be a duration from 0s to 1h")
	}
	*h = holdFlag(d)
	return nil
}

func (h *holdFlag) String() string { return time.Duration(*h).String() }

// Type is what the help calls the value.
func (h *holdFlag) Type() string { return "duration" }
