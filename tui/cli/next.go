package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"dossier/tui/safe"
)

// Every command ends with the next useful one, for the person at a terminal: on
// stderr, and not where stderr is a file or the log of a scheduler.

// nextKey is the annotation that names the command after a success.
const nextKey = "next"

// NextCommand annotates a command with the next useful one. A command that knows better
// once it has run calls PrintNext; it is annotated with "".
func NextCommand(line string) map[string]string { return map[string]string{nextKey: line} }

// PrintNext names the next useful command on a terminal. Each line is a command, with
// words after it where they help.
func (e Env) PrintNext(lines ...string) {
	if !e.Terminal {
		return
	}
	for _, l := range lines {
		fmt.Fprintln(e.Err, "next:", safe.LineOf(l, safe.DetailMax))
	}
}

// printAnnotatedNext is run after every command that succeeded.
func (e Env) printAnnotatedNext(cmd *cobra.Command, _ []string) {
	if line := cmd.Annotations[nextKey]; line != "" {
		e.PrintNext(line)
	}
}
