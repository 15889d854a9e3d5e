package upload

import (
	"context"
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/cli"
)

// startCheck starts the check and waits for the answer to the start.
func (u *uploadRun) startCheck(ctx context.Context) error {
	j := u.currentJourney()
	if j.Check().State != flows.CheckNone {
		u.reportCheck(true)
		return nil
	}
	if u.keepWarnings {
		for _, l := range j.Lines() {
			for _, code := range l.Open {
				e := flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: code, Reason: u.reason}
				if err := u.postEvents(ctx, e); err != nil {
					return err
				}
			}
		}
	}
	if blockers := u.currentJourney().StartBlockers(); len(blockers) > 0 {
		u.exitCodes = append(u.exitCodes, cli.ExitIncomplete)
		fmt.Fprintf(u.s.Env.Err, "dossier: the check was not started: %s\n", blockerText(u.currentJourney(), blockers))
		return nil
	}
	n := j.Check().Number + 1
	if err := u.postEvents(ctx, flows.CheckConfirmed{N: n}); err != nil {
		return err
	}
	err := u.waitUntil(ctx, func(s desk.Snapshot) bool {
		c := s.Journey.Check()
		return c.State != flows.CheckAsked && c.State != flows.CheckReleasing
	})
	u.reportCheck(false)
	return err
}

// reportCheck says where the check stands. before means that it began before this run.
func (u *uploadRun) reportCheck(before bool) {
	c := u.currentJourney().Check()
	say := func(text string) { fmt.Fprintln(u.s.Env.Err, "dossier:", text) }
	switch c.State {
	case flows.CheckUnclear:
		u.exitCodes = append(u.exitCodes, cli.ExitUndecided)
	case flows.CheckNone:
		u.exitCodes = append(u.exitCodes, checkExitCode(c))
		text := "the check was not started"
		if c.Status > 0 {
			text += fmt.Sprintf(": the service answered HTTP %d", c.Status)
		}
		say(text)
	case flows.CheckApproved:
		say("the check has ended: approved")
	case flows.CheckRejected, flows.CheckFinal:
		u.exitCodes = append(u.exitCodes, cli.ExitIncomplete)
		say("a check has ended with a rejection; look at it in the wizard")
	default:
		if c.SentAt.IsZero() {
			say("a check is running that was started elsewhere")
			return
		}
		if before {
			say("the check was started before, on " + c.SentAt.Local().Format("2006-01-02 at 15:04:05") + "; it is not started again")
			return
		}
		say("check started at " + c.SentAt.Local().Format(time.TimeOnly))
	}
}
