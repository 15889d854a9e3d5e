package record

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"dossier/assets"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

const copyLong = `copy copies a journal to another place, all or nothing: from a file to a PostgreSQL database, or
back. FROM and TO are each a file's path or postgres://user@host:port/database. TO must be empty. It
becomes the same journal, entries, hashes, seals and all, and is verified at the end.

Close every dossier first: while somebody has one open, nothing is copied. Nor is a FROM that audit
verify does not find whole. FROM stays as it is and must not be used any more: two journals do not
see each other. A password belongs in ~/.pgpass or PGPASSWORD, not on the command line.`

const copyExample = `  dossier journal copy ~/.local/state/dossier/journal.db postgres://dossier@db.example.com/dossier?sslmode=verify-full`

func newJournalCopyCommand(c command) *cobra.Command {
	return &cobra.Command{
		Use: "copy FROM TO", Short: "Copy the journal to another place", Long: copyLong, Example: copyExample,
		Args: cli.ExactArguments(2, "FROM and TO"), Annotations: cli.NextCommand("dossier audit verify    once DOSSIER_JOURNAL names the new place"),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, place := range args {
				if hasPassword(place) {
					return cli.Problemf(cli.ExitUsage, "a password on the command line can be seen by others on this computer; put it into ~/.pgpass or PGPASSWORD (that of a client's key: PGSSLPASSWORD)")
				}
			}
			if args[0] == args[1] {
				return cli.Problemf(cli.ExitUsage, "FROM and TO are the same place")
			}
			if err := cmp.Or(c.CheckConnectionFiles(args[0]), c.CheckConnectionFiles(args[1]), c.CheckOwnFiles(args[0]), c.CheckOwnFiles(args[1])); err != nil {
				return err
			}
			return c.copyJournal(cmd.Context(), args[0], args[1])
		},
	}
}

// hasPassword reports whether the address of a database holds one: its user's,
// or that of a client's key. The name of a password file is none.
func hasPassword(place string) bool {
	if !journal.IsPostgresAddress(place) {
		return false
	}
	u, err := url.Parse(place)
	if err != nil {
		return true // it cannot be ruled out
	}
	_, has := u.User.Password()
	return has || u.Query().Has("password") || u.Query().Has("sslpassword")
}

func (c command) copyJournal(ctx context.Context, from, to string) error {
	source, err := journal.OpenReadOnly(ctx, from)
	if err != nil {
		return copyProblem("FROM", err)
	}
	defer func() { _ = source.Close() }()
	key, err := c.sourceAuditKey(ctx, source)
	if err != nil {
		return err
	}
	if err := c.checkCopyable(ctx, source); err != nil {
		return err
	}
	files := filesToCreate(to)
	target, err := journal.Open(ctx, to, func(bool) (chain.AuditKey, error) { return key, nil })
	if err != nil {
		return copyProblem("TO", err)
	}
	defer func() { _ = target.Close() }()
	bar := newProgressBar(c.Env.Err, "copying")
	head, err := journal.Copy(ctx, source, target, func(done, total uint64) { bar.update(done, total) })
	bar.finish()
	if err != nil {
		if !errors.Is(err, journal.ErrNotEmpty) { // then somebody else wrote there
			_ = target.Close()
			files.removeAll()
		}
		return copyProblem("copy", err)
	}
	report := verifyResult{}
	if head.Pos > 0 { // an empty journal has no head
		report.list = []chain.Head{head}
	}
	if err := c.verifyJournal(ctx, target, &report); err != nil {
		return unverifiedProblem(err)
	}
	if !report.isWhole() {
		_ = target.Close()
		return badCopyProblem(report, files.removeAll())
	}
	fmt.Fprintf(c.Env.Out, "%s copied; the copy verifies up to record %d.\n", assets.CountText(int(report.Records), "record", "records"), report.Last)
	fmt.Fprintf(c.Env.Out, "Now set DOSSIER_JOURNAL to the new place on every computer, and put the audit key %s there too.\n", target.KeyID())
	fmt.Fprintln(c.Env.Out, "The old journal was left as it is. Put it away: two journals do not see each other.")
	return nil
}

// sourceAuditKey is the audit key that the source is sealed with. It is read before the
// target is opened: opening an empty one would make a key of no use.
func (c command) sourceAuditKey(ctx context.Context, source *journal.Journal) (chain.AuditKey, error) {
	key, err := c.LoadAuditKey(false)
	switch {
	case err != nil:
		return key, cli.NewProblem(cli.ExitFailure, fmt.Sprintf("nothing was copied; the audit key of FROM, %s, is needed: %s", source.KeyID(), err), err)
	case key.ID() == source.KeyID():
		return key, nil
	case c.matchingAuditKey(ctx, source).isRenamed:
		return key, renamedProblem("nothing was copied;")
	}
	return key, cli.Problemf(cli.ExitFailure, "nothing was copied; FROM names the audit key %s and the one here is %s; name the right one with DOSSIER_AUDIT_KEY", source.KeyID(), key.ID())
}

func copyProblem(which string, err error) error {
	if errors.Is(err, context.Canceled) {
		return cli.NewProblem(cli.ExitInterrupted, "interrupted; nothing was copied", err)
	}
	return cli.NewProblem(cli.ExitFailure, which+": "+err.Error(), err)
}

// unverifiedProblem says what is true once the copy is committed, so that nobody goes
// on with FROM as if there were no copy.
func unverifiedProblem(err error) error {
	const then = "set DOSSIER_JOURNAL to TO and run audit verify before you use it"
	if errors.Is(err, context.Canceled) {
		return cli.NewProblem(cli.ExitInterrupted, "interrupted; the copy is whole, but it is not verified yet: "+then, err)
	}
	return cli.NewProblem(cli.ExitFailure, fmt.Sprintf("the copy is whole, but it could not be verified: TO: %s; %s", err, then), err)
}
