package record

import (
	"io"

	"github.com/spf13/cobra"

	"dossier/flows/journal"
	"dossier/tui/cli"
)

func newJournalCommand(c command) *cobra.Command {
	cmd := &cobra.Command{
		Use: "journal", Short: "Move the journal to a database, or remove what is due", Args: cli.RequireSubcommand,
		Example: "  dossier journal purge --older-than 7y\n  dossier journal copy journal.db postgres://dossier@db.example.com/dossier?sslmode=verify-full",
		Long: `journal looks after the journal itself. It is a file (SQLite) for the programs of one computer,
or a PostgreSQL database for a team on several; DOSSIER_JOURNAL says where.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newJournalCopyCommand(c), newJournalPurgeCommand(c), newJournalRoleCommand(c))
	return cmd
}

func newJournalRoleCommand(c command) *cobra.Command {
	return &cobra.Command{
		Use: "role", Short: "Print the SQL for a PostgreSQL role that can only add to the journal", Args: cli.NoArguments,
		Long: `role prints the SQL that makes a role for everybody who uses dossier: it can add records to the
journal in a PostgreSQL database, and neither change nor remove one. Its comments say what to do
before; a superuser runs it.`,
		Example: "  dossier journal role | psql postgres://postgres@db.example.com/dossier", Annotations: cli.NextCommand("dossier journal copy FROM TO"),
		RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(c.Env.Out, journal.WriterRole)
			return err
		},
	}
}
