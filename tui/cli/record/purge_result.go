package record

import (
	"cmp"
	"context"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

// checkApplicantKnown makes sure that there is a dossier of the applicant that was named.
func checkApplicantKnown(ctx context.Context, j *journal.Journal, p journal.PurgeOptions) error {
	if p.Applicant == "" {
		return nil
	}
	services, err := j.Services(ctx, p.Applicant)
	if err == nil && len(services) == 0 {
		return cli.NewProblem(cli.ExitFailure, "there is no dossier of this applicant, so nothing was removed: check the ID and whether this is the right journal", audit.ErrNoDossier)
	}
	return cli.JournalProblem(err)
}

// printPurged says what was removed, or would be, and what is due and stays.
func (c *purgeCommand) printPurged(done journal.PurgeResult, verb string, p journal.PurgeOptions) {
	c.result = done
	if done.InUse > 0 {
		c.printSentence("%s.", assets.CountText(done.InUse, "dossier stays: somebody has it open", "dossiers stay: somebody has them open"))
	}
	if done.Inconsistent > 0 {
		c.printSentence("%s; run dossier audit verify.", assets.CountText(done.Inconsistent,
			"dossier stays: what the journal says of it does not fit its sealed entries", "dossiers stay: what the journal says of them does not fit their sealed entries"))
	}
	switch {
	case done.Dossiers > 0:
		c.printSentence("%s %s%s.", purgedText(done), verb, c.beforeText(p))
	case done.InUse+done.Inconsistent > 0:
		c.printSentence("nothing else is due%s.", c.beforeText(p))
	default:
		c.printSentence("nothing is due%s.", c.beforeText(p))
	}
}

// remainingProblem is the problem when dossiers that are due stay: those of the one
// applicant, or all. If others were removed, the rest can wait for the next run.
func (c *purgeCommand) remainingProblem(ctx context.Context, p journal.PurgeOptions) error {
	switch {
	case c.result.InUse > 0 && p.Applicant != "":
		return c.inUseProblem(ctx, p)
	case c.result.Inconsistent > 0:
		return cli.Problemf(cli.ExitFailure, "what the journal says of %s does not fit the sealed entries; run dossier audit verify, and keep the journal as it is", assets.CountText(c.result.Inconsistent, "dossier that is due", "dossiers that are due"))
	case c.result.InUse > 0 && c.result.Dossiers == 0:
		return cli.Problemf(cli.ExitOccupied, "all that is due is open somewhere; close it and run again")
	}
	return nil
}

// inUseProblem says who has the applicant's dossier open.
func (c *purgeCommand) inUseProblem(ctx context.Context, p journal.PurgeOptions) error {
	j, err := c.openJournalReadOnly(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = j.Close() }()
	services, err := j.Services(ctx, p.Applicant)
	var list []journal.Presence
	for _, origin := range services {
		there, failed := j.Presences(ctx, flows.Key{Origin: origin, Applicant: p.Applicant})
		err = cmp.Or(err, failed)
		list = append(list, there...)
	}
	if err != nil {
		return cli.JournalProblem(err)
	}
	if list = activePresences(list, time.Now()); len(list) == 0 {
		return cli.Problemf(cli.ExitOccupied, "somebody had this dossier open until a moment ago, so it stays; run again in half a minute")
	}
	return cli.Problemf(cli.ExitOccupied, "%s this dossier open, so it stays; close it and run again", describePresence(list))
}
