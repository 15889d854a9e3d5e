package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

// maxHold is the longest time that --hold accepts: a picture that is held longer was
// forgotten.
const maxHold = time.Hour

// durationFlag is the value of a flag for a duration.
type durationFlag struct {
	value       *time.Duration
	least, most time.Duration
}

// AddHoldFlag adds the flag --hold to a command. Its default is what value holds.
func AddHoldFlag(cmd *cobra.Command, value *time.Duration, usage string) {
	AddDurationFlag(cmd, value, "hold", usage, 0, maxHold)
}

// AddDurationFlag adds a flag for a duration from least to most. Its default is what value
// holds.
func AddDurationFlag(cmd *cobra.Command, value *time.Duration, name, usage string, least, most time.Duration) {
	cmd.Flags().Var(durationFlag{value, least, most}, name, usage)
}

// Set takes a duration within the bounds.
func (f durationFlag) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < f.least || d > f.most {
		return fmt.Errorf("it must be a duration from %s to %s", shortDuration(f.least), shortDuration(f.most))
	}
	*f.value = d
	return nil
}

// shortDuration is a duration without parts that are zero: 1h, not 1h0m0s.
func shortDuration(d time.Duration) string {
	switch {
	case d > 0 && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d > 0 && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// String is the default as the help shows it; the zero value has none.
func (f durationFlag) String() string {
	if f.value == nil {
		return ""
	}
	return shortDuration(*f.value)
}

// Type is what the help calls the value.
func (durationFlag) Type() string { return "duration" }
