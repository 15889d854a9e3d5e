package cli

import (
	"github.com/spf13/cobra"
)

func journalCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "journal", Short: "Move the journal to a database, or remove what is due", Args: noArguments,
		Long: `journal looks after the journal itself. It lies in a file (SQLite) for the programs of one computer,
or in a PostgreSQL database for a team on several; DOSSIER_JOURNAL says where.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(journalCopyCommand(o), journalPurgeCommand(o))
	return cmd
}
