package record

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/assets"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

const purgeLong = `purge removes dossiers for good: those whose last entry is older than an age, or those of one
applicant, at every service that the journal knows, whatever PERSONR_API_URL says. Without --yes it
only says what it would remove.

It removes who the dossier is about, its entries, and the hashes of its pictures. It keeps the
hashes of the entries, so that the chain can still be verified, and a tombstone that says how many
were removed, when, by whom and by which rule. A dossier that somebody has open stays, and so does one
whose row in the start list does not fit its sealed entries: dossier audit verify says more.

No program reaches backups, snapshots, replicas and the old blocks of a disk: use full-disk
encryption, and limit how long backups are kept. And a picture of a removed dossier is no longer
recognised when somebody sends it again or for another applicant.`

const purgeExample = `  dossier journal purge --older-than 7y
  dossier journal purge --older-than 7y --yes
  dossier journal purge --applicant 1699236591586x405886519539808060 --yes`

// purgeCommand is one purge with its flags.
type purgeCommand struct {
	command
	olderThan string
	applicant string
	yes       bool
	result    journal.PurgeResult // what is due and stays
}

func newJournalPurgeCommand(c command) *cobra.Command {
	e := &purgeCommand{command: c}
	cmd := &cobra.Command{
		Use: "purge {--older-than AGE | --applicant ID}", Short: "Remove what is due, for good", Long: purgeLong, Example: purgeExample,
		Args: cli.NoArguments, Annotations: cli.NextCommand("dossier audit verify"), SuggestFor: []string{"remove", "delete", "prune"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := e.newPurge(time.Now())
			if err != nil {
				return err
			}
			return e.run(cmd.Context(), p)
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.olderThan, "older-than", "", "dossiers whose last entry is older than this `AGE`: 7y, 18mo, 12w, 90d")
	f.StringVar(&e.applicant, "applicant", "", "the dossiers of the applicant with this `ID`")
	c.AddOperatorFlag(cmd)
	f.BoolVar(&e.yes, "yes", false, "remove them; without it nothing is removed")
	return cmd
}

// newPurge reads the flags.
func (c *purgeCommand) newPurge(now time.Time) (journal.PurgeOptions, error) {
	p := journal.PurgeOptions{
		Operator: c.Operator(), Session: rand.Text(), Now: now.UTC(), NewID: rand.Text, UsedSince: now.Add(-journal.GoneAfter),
	}
	switch {
	case (c.olderThan == "") == (c.applicant == ""):
		return p, cli.Problemf(cli.ExitUsage, "give --older-than AGE or --applicant ID, one of them")
	case c.applicant != "":
		id, err := c.ReadApplicantID(c.applicant)
		if err != nil {
			return p, cli.Problemf(cli.ExitUsage, "--applicant: %s", err)
		}
		p.Applicant, p.Rule = id, "one applicant"
		return p, nil
	}
	before, err := subtractAge(now, c.olderThan)
	if err != nil {
		return p, cli.Problemf(cli.ExitUsage, "--older-than: %s", err)
	}
	p.Before, p.Rule = before, "older than "+c.olderThan
	return p, nil
}

func (c *purgeCommand) run(ctx context.Context, p journal.PurgeOptions) error {
	reader, err := c.openJournalReadOnly(ctx) // also: nothing is made just to be purged
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }()
	if err := checkApplicantKnown(ctx, reader, p); err != nil {
		return err
	}
	due, err := reader.CountPurgeable(ctx, p)
	if err != nil {
		return cli.JournalProblem(err)
	}
	if c.yes {
		_ = reader.Close()
		if err := c.removeDossiers(ctx, p, due); err != nil {
			return err
		}
		return c.remainingProblem(ctx, p)
	}
	if c.printPurged(due, "would be removed", p); due.Dossiers > 0 {
		c.printSentence("Nothing was removed yet. To remove them for good, run the same command with --yes.")
	}
	return c.remainingProblem(ctx, p)
}

func (c *purgeCommand) removeDossiers(ctx context.Context, p journal.PurgeOptions, due journal.PurgeResult) (err error) {
	place, err := c.JournalPlace()
	if err != nil {
		return err
	}
	j, err := journal.Open(ctx, place, c.LoadAuditKey, c.RecentHeads()...)
	if err != nil {
		return cli.JournalProblem(err)
	}
	defer func() { _ = j.Close() }()
	heads := cli.StartHeadWriter(ctx, j, c.PrepareHeadsPlace())
	defer func() { err = errors.Join(err, heads.Close()) }() // tombstones stay, whatever happens after them
	bar := newProgressBar(c.Env.Err, "removing")
	done, err := j.Purge(ctx, p, func(now journal.PurgeResult) { bar.update(uint64(now.Dossiers), uint64(due.Dossiers)) })
	bar.finish()
	c.printPurged(done, "removed", p)
	if err != nil {
		return cli.JournalProblem(err)
	}
	clean, err := j.Clean(ctx)
	if err != nil {
		return cli.JournalProblem(err)
	}
	if !clean {
		c.printSentence("What was removed may still be in old pages: a program has the journal open, or in a database a query or a standby still sees it. Run this command again later.")
	}
	if done.Dossiers > 0 {
		c.printSentence("A tombstone in the chain says how many, when, by whom and by which rule. Backups, snapshots and old blocks of the disk were not reached.")
	}
	return nil
}

func (c *purgeCommand) printSentence(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Fprintln(c.Env.Out, strings.ToUpper(text[:1])+text[1:])
}

func (c *purgeCommand) beforeText(p journal.PurgeOptions) string {
	if p.Before.IsZero() {
		return ""
	}
	return ": last entry before " + p.Before.UTC().Format(time.DateOnly)
}

func purgedText(p journal.PurgeResult) string {
	return assets.CountText(p.Dossiers, "dossier", "dossiers") + " with " + assets.CountText(p.Entries, "entry", "entries")
}
