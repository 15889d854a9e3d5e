package upload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/cli"
)

// errStalled says that nothing has happened for longer than any step takes.
var errStalled = errors.New("nothing moves any more")

// stallTimeout is longer than any wait of the desk: for an answer, or for a Retry-After
// of 120 s. An outage of the journal may last as long.
const stallTimeout = flows.AnswerTimeout + 90*time.Second

// stalledProblem says what the run waits for in vain. The journal is named only when it
// is what is waited for, and a picture that was not released is not called unclear.
func stalledProblem(s desk.Snapshot, awaitsAnswer bool) *cli.Problem {
	text := "nothing has happened for " + assets.CountText(int(stallTimeout.Minutes()), "minute", "minutes")
	switch {
	case s.OutageReason != "":
		text += ". The journal: " + s.OutageReason
	case s.InOutage || s.Pending > 0:
		text += ", because the journal cannot be read or written; put that right"
	}
	if awaitsAnswer {
		return cli.NewProblem(cli.ExitUndecided, text+"; run again, which asks the service for the outcome", errStalled)
	}
	return cli.NewProblem(cli.ExitFailure, text+"; run the same command again", errStalled)
}

// isAwaitingAnswer reports whether a picture or a start of the check may have been
// received, and its answer is expected.
func isAwaitingAnswer(j flows.Journey) bool {
	check := j.Check().State
	return check == flows.CheckReleasing || check == flows.CheckUnclear ||
		slices.ContainsFunc(j.Lines(), func(l flows.SlotLine) bool { return l.State == flows.Awaiting })
}

// hasProgressed reports whether anything has happened between two states. News of who
// has the dossier open does not count: the desk ticks for that too.
func hasProgressed(before, now desk.Snapshot) bool {
	if before.Journey.Head() != now.Journey.Head() || before.Pending != now.Pending ||
		before.ApplicantFetched != now.ApplicantFetched || before.InOutage != now.InOutage {
		return true
	}
	for n, s := range now.Sends {
		if before.Sends[n] != s {
			return true
		}
	}
	return false
}

// reportOutage says when an outage of the journal begins and ends, and what is wrong with
// it, so that the operator knows what the run waits for.
func (u *uploadRun) reportOutage(s desk.Snapshot) {
	switch {
	case s.InOutage && !u.outageShown:
		fmt.Fprintln(u.s.Env.Err, "dossier: the journal cannot be read or written just now; waiting for it")
	case !s.InOutage && u.outageShown && unusableProblem(s) == nil:
		fmt.Fprintln(u.s.Env.Err, "dossier: the journal is back")
	}
	if s.OutageReason != "" && s.OutageReason != u.reasonShown {
		fmt.Fprintln(u.s.Env.Err, "dossier: the journal:", s.OutageReason)
	}
	u.outageShown, u.reasonShown = s.InOutage, s.OutageReason
}

// unusableProblem says why nothing can be sent or recorded for a dossier any more; nil
// when it can.
func unusableProblem(s desk.Snapshot) *cli.Problem {
	p := &cli.Problem{Code: cli.ExitFailure}
	switch {
	case s.Removed:
		p.Text = assets.Clause(assets.DossierRemoved.With("run again to start over"))
	case s.Damaged:
		p.Text = assets.Clause(assets.DamagedText(s.Fault, s.DamageReason))
	default:
		return nil
	}
	if s.LostOutcomes > 0 {
		p.Text += ". " + strings.TrimSuffix(assets.LostOutcome, ".") + ": ask the service before you send it again"
	}
	return p
}

// postEvents records events. It waits during an outage of the journal, up to
// stallTimeout.
func (u *uploadRun) postEvents(ctx context.Context, events ...flows.Event) error {
	limited, cancel := context.WithTimeout(ctx, stallTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- u.desk.PostAndWait(limited, events...) }()
	for {
		select {
		case <-u.ticks:
			u.reportOutage(u.desk.Snapshot())
		case err := <-done:
			switch {
			case err == nil:
				return nil
			case ctx.Err() != nil:
				return ctx.Err()
			case limited.Err() != nil:
				return cli.NewProblem(cli.ExitFailure, "the journal could not be read or written for some minutes; put that right and run again", errStalled)
			}
			return deskProblem(err)
		}
	}
}

// isIdle reports whether this run sends nothing and has nothing to send.
func isIdle(s desk.Snapshot) bool { return len(s.Sends) == 0 && s.Pending == 0 && !hasSendWork(s) }

// wasSentElsewhere asks whether the picture was sent for another applicant. It waits
// during an outage of the journal, up to stallTimeout.
func (u *uploadRun) wasSentElsewhere(ctx context.Context, hash flows.SHA256) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, stallTimeout)
	defer cancel()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		sent, err := u.desk.WasSentForOther(limited, hash)
		if err == nil || limited.Err() != nil || unusableProblem(u.desk.Snapshot()) != nil {
			return sent, err
		}
		select {
		case <-again.C:
			u.reportOutage(u.desk.Snapshot())
		case <-limited.Done():
			return false, err
		}
	}
}

// occupiedProblem says who holds the dossier, where and since when.
func (u *uploadRun) occupiedProblem(ctx context.Context, j flows.Journey) error {
	if j.IsClosed() {
		return cli.Problemf(cli.ExitOccupied, "this dossier is closed; --take-over REASON opens it again")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	holder, host := j.Holder(), ""
	list, _ := u.runtime.Presences(ctx, j.Key()) // without an answer the name has to do
	for _, p := range list {
		if p.Session == holder.Session {
			host = p.Host
		}
	}
	since := ""
	if !holder.Since.IsZero() {
		since = " since " + holder.Since.Local().Format("2006-01-02 15:04")
	}
	return cli.Problemf(cli.ExitOccupied, "%s has held this dossier%s; wait, or --take-over REASON",
		cli.OperatorAt(holder.Operator, host), since)
}
