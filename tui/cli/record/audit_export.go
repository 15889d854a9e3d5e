package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"dossier/assets"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

const exportLong = `export writes the journal's records to stdout, in the order of its chain.

jsonl has one object per record:
  schema (1), pos, leaf, hash, seal, time (UTC), service, applicantId, seq, entry,
  session, operator, kind, v, event (as it was stored)
A record whose content was removed has schema, pos, leaf, hash, seal, removed and
tombstone, the position of the record of kind Tombstone that says by which rule.

csv has one row per record for a spreadsheet (UTF-8, RFC 4180). A cell that a
spreadsheet could take for a formula begins with an apostrophe.

The journal holds hashes, sizes, codes and the names of operators, no pictures, no file
names and no names of applicants. No token is needed. Records that are not as they were
written are exported too, and the exit code is 1. Without the audit key nobody can know
who wrote them; stderr says so. With --applicant the service is that of
PERSONR_API_URL, or every service when that is not set.`

const exportExample = `  dossier audit export --format jsonl > audit.jsonl
  dossier audit export --format csv --since 30d > last-month.csv
  dossier audit export --format csv --since 2026-01-01 --applicant 1699236591586x405886519539808060 > case.csv`

func newAuditExportCommand(c command) *cobra.Command {
	var format, applicant, since string
	cmd := &cobra.Command{
		Use: "export [--format jsonl|csv] [--applicant ID] [--since WHEN]", Short: "Write the records as JSON lines or as a table",
		Long: exportLong, Example: exportExample, Args: cli.NoArguments, Annotations: cli.NextCommand("dossier audit verify"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			scope, err := c.parseScope(applicant, since, time.Now())
			if err != nil {
				return err
			}
			if format != string(audit.JSONL) && format != string(audit.CSV) {
				return cli.Problemf(cli.ExitUsage, "--format is jsonl or csv")
			}
			return c.exportRecords(cmd.Context(), scope, audit.Format(format))
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", string(audit.JSONL), "the `FORMAT`: jsonl, for programs, or csv, for a spreadsheet")
	f.StringVar(&applicant, "applicant", "", "the records of the applicant with this `ID` only")
	f.StringVar(&since, "since", "", "records from this `TIME` on: a date (2026-01-31), a time (2026-01-31T09:00:00Z) or an age (30d, 12w, 7y)")
	return cmd
}

// parseScope reads what is to be exported.
func (c command) parseScope(applicant, since string, now time.Time) (audit.Scope, error) {
	var s audit.Scope
	var err error
	if applicant != "" {
		if s.Applicant, err = c.ReadApplicantID(applicant); err != nil {
			return s, cli.Problemf(cli.ExitUsage, "--applicant: %s", err)
		}
	}
	if s.Origin, err = c.serviceOrigin(); err != nil {
		return s, err
	}
	if since != "" {
		s.Since, err = parseMoment(since, now)
	}
	if err != nil {
		return s, cli.Problemf(cli.ExitUsage, "--since: %s", err)
	}
	return s, nil
}

func (c command) exportRecords(ctx context.Context, scope audit.Scope, format audit.Format) error {
	j, err := c.openJournalReadOnly(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = j.Close() }()
	key := c.matchingAuditKey(ctx, j)
	n, err := audit.Export{Source: j, Scope: scope, Format: format, Show: visibleLine, Journal: j.ID(), AuditKey: key.AuditKey}.Write(ctx, c.Env.Out)
	if err != nil {
		return auditProblem(err)
	}
	c.warnNotProved(key.missingReason)
	if n.Undated > 0 {
		fmt.Fprintf(c.Env.Err, "dossier: %s left out: when they were written is not known any more; without --since they are listed\n",
			assets.CountText(n.Undated, "removed record is", "removed records are"))
	}
	if n.Faults > 0 {
		return cli.Problemf(cli.ExitFailure, "%s in these records, the first: %s; they are exported as they are, run dossier audit verify",
			assets.CountText(int(n.Faults), "error", "errors"), n.First)
	}
	if key.isRenamed {
		return renamedProblem("the records are exported as they are;")
	}
	if err := c.checkEnd(ctx, j, key.AuditKey); err != nil {
		return cli.NewProblem(cli.ExitFailure, "the records are exported as they are; the journal: "+err.Error(), err)
	}
	return nil
}

// checkEnd makes sure that the journal ends with its last record, and has those whose heads
// were written down on this computer.
func (c command) checkEnd(ctx context.Context, j *journal.Journal, key chain.AuditKey) error {
	if _, _, err := j.Head(ctx); err != nil {
		return err
	}
	return c.checkRecordedHeads(ctx, j, key)
}

// parseMoment reads a date, a time or an age. A date begins at midnight UTC. A moment more
// than a day in the future is refused, as its export would be empty; the day allows for
// clocks and time zones.
func parseMoment(text string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		t, err := time.Parse(layout, text)
		switch {
		case err == nil && t.After(now.Add(24*time.Hour)):
			return time.Time{}, errors.New("that is in the future")
		case err == nil:
			return t.UTC(), nil
		}
	}
	if t, err := subtractAge(now.UTC(), text); err == nil {
		return t, nil
	}
	return time.Time{}, errors.New("write a date (2026-01-31), a time (2026-01-31T09:00:00Z) or an age (30d, 12w, 18mo, 7y)")
}
