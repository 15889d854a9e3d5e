package record

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/personr"
	"dossier/tui/cli"
)

func newAuditCommand(c command) *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Prove and export what the journal holds", Args: cli.RequireSubcommand,
		Example: "  dossier audit verify\n  dossier audit export --format csv > audit.csv",
		Long: `audit proves that the journal is as it was written, and exports it. It needs no token.

Every entry is a link of a chain: its hash holds that of the entry before it, and a seal made with
the audit key, which is kept outside the journal. So no entry can be changed, removed or inserted
without a trace. Only a head that was written down elsewhere shows that the end was cut off.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAuditVerifyCommand(c), newAuditExportCommand(c), newAuditHeadCommand(c))
	return cmd
}

// openJournalReadOnly opens the journal for reading.
func (c command) openJournalReadOnly(ctx context.Context) (*journal.Journal, error) {
	place, err := c.JournalPlace()
	if err != nil {
		return nil, err
	}
	j, err := journal.OpenReadOnly(ctx, place)
	if errors.Is(err, journal.ErrNoJournal) && c.isKnownPlace(place) {
		err = journal.ErrEmptied
	}
	return j, cli.JournalProblem(err)
}

// isKnownPlace reports whether a head was written down on this computer of a journal that
// was in a place.
func (c command) isKnownPlace(place string) bool {
	key, err := c.LoadAuditKey(false)
	return err == nil && journal.IsKnownPlace(place, key, c.RecentHeads())
}

// checkRecordedHeads makes sure that the journal is the one whose heads were written down on
// this computer. What is wrong with their file, audit verify says.
func (c command) checkRecordedHeads(ctx context.Context, j *journal.Journal, key chain.AuditKey) error {
	kept, _ := c.RecordedHeads()
	return j.CheckHeads(ctx, key, kept.Heads)
}

// warnNotProved warns that no seal was checked; reason is why the key is not here, "" when
// it is.
func (c command) warnNotProved(reason string) {
	if reason != "" {
		fmt.Fprintf(c.Env.Err, "dossier: not proved: the audit key of this journal is not here (%s), so it is not known who wrote these records\n", reason)
	}
}

// serviceOrigin is the base URL that PERSONR_API_URL names, as dossiers are kept
// under it; "" when it is not set, which means any.
func (c command) serviceOrigin() (string, error) {
	url := c.Env.Getenv("PERSONR_API_URL")
	if url == "" {
		return "", nil
	}
	origin, err := personr.Origin(url)
	if err != nil {
		return "", cli.Problemf(cli.ExitUsage, "PERSONR_API_URL: %s", err)
	}
	return origin, nil
}

// auditProblem turns an error of an export or a receipt into a problem.
func auditProblem(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return cli.NewProblem(cli.ExitInterrupted, "interrupted; what was written is not whole", err)
	case errors.Is(err, audit.ErrNoDossier):
		return cli.NewProblem(cli.ExitFailure, err.Error(), err)
	case errors.Is(err, audit.ErrHeadForged):
		return cli.NewProblem(cli.ExitFailure, "the journal: "+err.Error()+"; run dossier audit verify", err)
	case errors.Is(err, flows.ErrDamaged):
		return cli.NewProblem(cli.ExitFailure, err.Error()+`; "dossier audit export" still shows its records`, err)
	}
	return cli.JournalProblem(err)
}
