package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/journal"
)

const purgeLong = `purge removes dossiers for good: those whose last entry is older than an age, or those of one
applicant, at every service that the journal knows, whatever PERSONR_API_URL says. Without --yes it
only says what it would remove.

What goes: who the dossier is about, its entries, and the hashes of its pictures. What stays: the
hashes of the entries, so that the chain can still be verified, and a tombstone that says how many
were removed, when, by whom and by which rule. A dossier that somebody has open stays, and so does one
whose row in the start list does not fit its sealed entries: dossier audit verify says more.

What no program can promise: backups, snapshots, replicas and the old blocks of a disk are not
reached; full-disk encryption and the retention of your backups are. And a picture of a removed
dossier is not recognised any more when somebody sends it again or for another person.`

const purgeExample = `  dossier journal purge --older-than 7y
  dossier journal purge --older-than 7y --yes
  dossier journal purge --applicant 1699236591586x405886519539808060 --yes`

// eviction is one order to purge.
type eviction struct {
	o         *options
	older     string
	applicant string
	yes       bool
	stay      journal.Purged // what is due and stays
}

func journalPurgeCommand(o *options) *cobra.Command {
	e := &eviction{o: o}
	cmd := &cobra.Command{
		Use: "purge {--older-than AGE | --applicant ID}", Short: "Remove what is due, for good", Long: purgeLong, Example: purgeExample,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := e.plan(time.Now())
			if err != nil {
				return err
			}
			return e.run(cmd.Context(), p)
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.older, "older-than", "", "dossiers whose last entry is older than this: 7y, 18mo, 12w, 90d")
	f.StringVar(&e.applicant, "applicant", "", "the dossiers of this applicant")
	f.BoolVar(&e.yes, "yes", false, "remove them; without it nothing is removed")
	return cmd
}

// plan reads the order.
func (e *eviction) plan(now time.Time) (journal.Purge, error) {
	p := journal.Purge{
		Operator: e.o.env.Operator, Session: rand.Text(), Now: now.UTC(), NewID: rand.Text, UsedSince: now.Add(-journal.GoneAfter),
	}
	switch {
	case (e.older == "") == (e.applicant == ""):
		return p, problem(Usage, "give --older-than AGE or --applicant ID, one of them")
	case e.applicant != "":
		if !flows.ValidApplicant(e.applicant) {
			return p, problem(Usage, "--applicant: that is not an applicant ID")
		}
		p.Applicant, p.Rule = e.applicant, "one applicant"
		return p, nil
	}
	before, err := ago(now, e.older)
	if err != nil {
		return p, problem(Usage, "--older-than: %s", err)
	}
	p.Before, p.Rule = before, "older than "+e.older
	return p, nil
}

func (e *eviction) run(ctx context.Context, p journal.Purge) error {
	reader, err := e.o.readJournal(ctx) // also: nothing is made just to be purged
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }()
	if err := known(ctx, reader, p); err != nil {
		return err
	}
	due, err := reader.Expired(ctx, p)
	if err != nil {
		return journalProblem(err)
	}
	if e.yes {
		_ = reader.Close()
		if err := e.remove(ctx, p, due); err != nil {
			return err
		}
		return e.left(ctx, p)
	}
	if e.tell(due, "would be removed", p); due.Dossiers > 0 {
		e.say("Nothing was removed yet. To remove them for good, run the same command with --yes.")
	}
	return e.left(ctx, p)
}

func (e *eviction) remove(ctx context.Context, p journal.Purge, due journal.Purged) (err error) {
	place, err := e.o.journal()
	if err != nil {
		return err
	}
	j, err := journal.Open(ctx, place, e.o.auditKey, e.o.knownHeads()...)
	if err != nil {
		return journalProblem(err)
	}
	defer func() { _ = j.Close() }()
	keeper := keepHeads(ctx, j, e.o.headsToKeep())
	defer func() { err = errors.Join(err, keeper.close()) }() // tombstones stay, whatever happens behind them
	bar := newBar(e.o.env.Err, "removing")
	done, err := j.Purge(ctx, p, func(now journal.Purged) { bar.show(uint64(now.Dossiers), uint64(due.Dossiers)) })
	bar.end()
	e.tell(done, "removed", p)
	if err != nil {
		return journalProblem(err)
	}
	clean, err := j.Clean(ctx)
	if err != nil {
		return journalProblem(err)
	}
	if !clean {
		e.say("What was removed may still lie in old pages: a program has the journal open, or in a database a query or a standby still sees it. Run this command again later.")
	}
	if done.Dossiers > 0 {
		e.say("A tombstone in the chain says how many, when, by whom and by which rule. Backups, snapshots and old blocks of the disk were not reached.")
	}
	return nil
}

func (e *eviction) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Fprintln(e.o.env.Out, strings.ToUpper(text[:1])+text[1:])
}

func (e *eviction) since(p journal.Purge) string {
	if p.Before.IsZero() {
		return ""
	}
	return ": last entry before " + p.Before.UTC().Format(time.DateOnly)
}

func amount(p journal.Purged) string {
	return plural(p.Dossiers, "dossier", "dossiers") + " with " + plural(p.Entries, "entry", "entries")
}

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(uint64(n)) + " " + more
}
