package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/personr"
)

func NewAuditCommand(o *Options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Prove and export what the journal holds", Args: RequireSubcommand,
		Long: `audit proves that the journal is as it was written, and exports it. It needs no token.

Every entry is a link of a chain: its hash holds that of the entry before it, and a seal made with
the audit key, which lies outside the journal. So no entry can be changed, removed or put in between
without a trace. That the end was cut off is seen against a head that was written down elsewhere.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAuditVerifyCommand(o), newAuditExportCommand(o), newAuditHeadCommand(o))
	return cmd
}

// openJournalReadOnly opens the journal for reading.
func (o *Options) openJournalReadOnly(ctx context.Context) (*journal.Journal, error) {
	place, err := o.JournalPlace()
	if err != nil {
		return nil, err
	}
	j, err := journal.OpenReadOnly(ctx, place)
	return j, journalProblem(err)
}

// journalProblem puts an error of the journal into a problem.
func journalProblem(err error) error {
	var p *Problem
	switch {
	case err == nil, errors.As(err, &p):
		return err
	case errors.Is(err, context.Canceled):
		return &Problem{ExitInterrupted, "interrupted", err}
	}
	return &Problem{ExitFailure, "the journal: " + err.Error(), err}
}

// matchingAuditKey is the audit key when it is here and the one that the journal names;
// without it the seals can not be looked at, and why says why.
func (o *Options) matchingAuditKey(j *journal.Journal) (key chain.AuditKey, why string) {
	key, err := o.LoadAuditKey(false)
	switch {
	case err != nil:
		return chain.AuditKey{}, err.Error()
	case key.ID() != j.KeyID():
		return chain.AuditKey{}, "the one here is " + key.ID()
	}
	return key, ""
}

// serviceOrigin is the base URL that PERSONR_API_URL names, as dossiers are kept
// under it; "" when it is not set, which means any.
func (o *Options) serviceOrigin() (string, error) {
	url := o.Env.Getenv("PERSONR_API_URL")
	if url == "" {
		return "", nil
	}
	origin, err := personr.Origin(url)
	if err != nil {
		return "", Problemf(ExitUsage, "PERSONR_API_URL: %s", err)
	}
	return origin, nil
}

// auditProblem turns an error of an export or a receipt into a problem.
func auditProblem(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return &Problem{ExitInterrupted, "interrupted; what was written is not whole", err}
	case errors.Is(err, audit.ErrNoDossier):
		return &Problem{ExitFailure, err.Error(), err}
	case errors.Is(err, flows.ErrDamaged):
		return &Problem{ExitFailure, err.Error() + `; "dossier audit export" still shows its records`, err}
	}
	return journalProblem(err)
}
