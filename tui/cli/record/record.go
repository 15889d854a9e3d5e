// Package record has the commands that look at what was recorded: audit, receipt
// and journal. They need no token and reach no service; only purge, copy's target
// and a receipt's files are written. Every result says what it does not prove.
package record

import (
	"github.com/spf13/cobra"

	"dossier/tui/cli"
)

// Commands are receipt, audit and journal.
func Commands(o *cli.Options) []*cobra.Command {
	c := command{o}
	return []*cobra.Command{newReceiptCommand(c), newAuditCommand(c), newJournalCommand(c)}
}

// command is a command of this package with the options that it was called with.
type command struct{ *cli.Options }
