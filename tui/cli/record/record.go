// Package record has the commands that look after what was recorded: audit, receipt
// and journal. They need no token and never call the service. All but copy and
// purge open the journal for reading only, and no file is ever overwritten.
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
