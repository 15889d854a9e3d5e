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

func auditCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Prove and export what the journal holds", Args: oneOf,
		Long: `audit proves that the journal is as it was written, and exports it. It needs no token.

Every entry is a link of a chain: its hash holds that of the entry before it, and a seal made with
the audit key, which lies outside the journal. So no entry can be changed, removed or put in between
without a trace. That the end was cut off is seen against a head that was written down elsewhere.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(auditVerifyCommand(o), auditExportCommand(o), auditHeadCommand(o))
	return cmd
}

// readJournal opens the journal for reading.
func (o *options) readJournal(ctx context.Context) (*journal.Journal, error) {
	place, err := o.journal()
	if err != nil {
		return nil, err
	}
	j, err := journal.Read(ctx, place)
	return j, journalProblem(err)
}

// journalProblem puts an error of the journal into a problem.
func journalProblem(err error) error {
	var p *Problem
	switch {
	case err == nil, errors.As(err, &p):
		return err
	case errors.Is(err, context.Canceled):
		return &Problem{Interrupted, "interrupted", err}
	}
	return &Problem{Failure, "the journal: " + err.Error(), err}
}

// keyFor is the audit key when it is here and the one that the journal names;
// without it the seals can not be looked at, and why says why.
func (o *options) keyFor(j *journal.Journal) (key chain.Key, why string) {
	key, err := o.auditKey(false)
	switch {
	case err != nil:
		return chain.Key{}, err.Error()
	case key.ID() != j.KeyID():
		return chain.Key{}, "the one here is " + key.ID()
	}
	return key, ""
}

// service is the base URL that PERSONR_API_URL names, as dossiers are kept
// under it; "" when it is not set, which means any.
func (o *options) service() (string, error) {
	url := o.env.Getenv("PERSONR_API_URL")
	if url == "" {
		return "", nil
	}
	origin, err := personr.Origin(url)
	if err != nil {
		return "", problem(Usage, "PERSONR_API_URL: %s", err)
	}
	return origin, nil
}

// auditProblem turns an error of an export or a receipt into a problem.
func auditProblem(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return &Problem{Interrupted, "interrupted; what was written is not whole", err}
	case errors.Is(err, audit.ErrNoDossier):
		return &Problem{Failure, err.Error(), err}
	case errors.Is(err, flows.ErrDamaged):
		return &Problem{Failure, err.Error() + `; "dossier audit export" still shows its records`, err}
	}
	return journalProblem(err)
}
