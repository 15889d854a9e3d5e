package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"dossier/flows/chain"
	"dossier/flows/journal"
)

func auditCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Prove and export what the journal holds", Args: noArguments,
		Long: `audit proves that the journal is as it was written, and exports it. It needs no token.

Every entry is a link of a chain: its hash holds that of the entry before it, and a seal made with
the audit key, which lies outside the journal. So no entry can be changed, removed or put in between
without a trace. That the end was cut off is seen against a head that was written down elsewhere.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(auditVerifyCommand(o), auditHeadCommand(o))
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

// keyFor is the audit key when it is here and the journal's; without it the
// seals can not be looked at, which why says.
func (o *options) keyFor(j *journal.Journal) (key chain.Key, why string) {
	key, err := o.auditKey(false)
	switch {
	case err != nil:
		return chain.Key{}, err.Error()
	case key.ID() != j.KeyID():
		return chain.Key{}, "the one here is another one"
	}
	return key, ""
}
