package upload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/tui/cli"
)

// uploadRun is one upload run.
type uploadRun struct {
	*uploadOptions
	s           cli.Setup
	runtime     cli.Runtime
	desk        *desk.Desk
	ticks       chan struct{}
	exitCodes   []cli.ExitCode
	examiner    *intake.Examiner
	looks       map[flows.Slot]*look // the given files, as they were found
	outageShown bool                 // the outage of the journal was reported
	reasonShown string               // the journal's reason that was reported
	held        bool                 // this run has held the dossier
}

// runUpload sends what was asked for and prints a line per slot.
func (o *uploadOptions) runUpload(ctx context.Context, s cli.Setup) error {
	for _, notice := range s.Banner { // of a proxy or roots of the environment's choice
		fmt.Fprintln(s.Env.Err, "dossier:", notice)
	}
	rt, err := s.Open(ctx)
	if err != nil {
		return err
	}
	defer rt.Close()
	d, err := rt.Desks.Open(o.applicant, "")
	if err != nil {
		return cli.JournalProblem(err)
	}
	u := &uploadRun{uploadOptions: o, s: s, runtime: rt, desk: d, ticks: d.Subscribe(), looks: map[flows.Slot]*look{}, examiner: intake.NewExaminer(s.Limits)}
	defer u.closeLooks()
	return u.runSteps(ctx)
}

func (u *uploadRun) runSteps(ctx context.Context) error {
	for _, step := range []func(context.Context) error{u.becomeHolder, u.chooseRequirements, u.lookAtFiles, u.recordDecisions, u.sendFiles, u.waitForSends} {
		if err := step(ctx); err != nil {
			return u.finishEarly(ctx, err)
		}
	}
	if u.start {
		if err := u.startCheck(ctx); err != nil {
			return u.finishEarly(ctx, err)
		}
	}
	return u.finish()
}

// finish prints the results, what became of every picture, and the next command.
func (u *uploadRun) finish() error {
	u.printResults()
	u.reportStanding()
	p := u.finalProblem()
	if p == nil {
		u.s.Env.PrintNext(u.nextCommands()...)
		return nil
	}
	p.Next = u.nextCommands()
	return p
}

// finishEarly prints the results of a run that stops early.
func (u *uploadRun) finishEarly(ctx context.Context, err error) error {
	if !errors.Is(err, errStalled) {
		_ = u.waitUntil(ctx, isIdle) // so that the report says how it ended
	}
	if p := unusableProblem(u.desk.Snapshot()); p != nil {
		err = p // it outranks what it led to
	}
	if ctx.Err() != nil {
		u.runtime.Desks.Close() // records what became of released pictures
		u.printResults()
		return u.interruptedProblem()
	}
	var p *cli.Problem
	if !errors.As(err, &p) || p.Code == cli.ExitUsage {
		return err
	}
	u.runtime.Desks.Close()                                                      // nothing is sent after the report
	if p.Text != exitText(p.Code) && unusableProblem(u.desk.Snapshot()) == nil { // both are said at the end
		fmt.Fprintln(u.s.Env.Err, "dossier:", p.Text)
	}
	u.exitCodes = append(u.exitCodes, p.Code)
	return u.finish()
}

// interruptedProblem says that a signal ended the run, and what an operator has to decide
// before it can go on.
func (u *uploadRun) interruptedProblem() *cli.Problem {
	if !hasUnclear(u.currentJourney()) {
		return cli.Problemf(cli.ExitInterrupted, "interrupted; run the same command again to go on")
	}
	p := cli.Problemf(cli.ExitInterrupted, "interrupted; %s", exitText(cli.ExitUndecided))
	p.Next = u.nextCommands()
	return p
}

func (u *uploadRun) currentJourney() flows.Journey { return u.desk.Snapshot().Journey }

// becomeHolder makes this run the holder of the dossier, or says who holds it.
func (u *uploadRun) becomeHolder(ctx context.Context) error {
	// During an outage it is not known whether anybody holds the dossier.
	isKnown := func(s desk.Snapshot) bool { return s.ApplicantFetched && (!s.InOutage || u.hasTakeOver) }
	if err := u.waitUntil(ctx, isKnown); err != nil {
		return err
	}
	s := u.desk.Snapshot()
	if s.IsHolder || s.Journey.Head() == 0 {
		u.held = true
		return nil
	}
	if !u.hasTakeOver {
		return u.occupiedProblem(ctx, s.Journey)
	}
	err := u.postEvents(ctx, flows.Opened{Reason: u.takeOver})
	u.held = err == nil
	return err
}

// waitUntil waits for the desk to reach a state.
func (u *uploadRun) waitUntil(ctx context.Context, reached func(desk.Snapshot) bool) error {
	stalled := time.NewTimer(stallTimeout)
	defer stalled.Stop()
	last := u.desk.Snapshot()
	for {
		s := u.desk.Snapshot()
		u.reportOutage(s)
		if reached(s) || s.Ended {
			return ctx.Err()
		}
		if p := unusableProblem(s); p != nil && len(s.Sends) == 0 {
			return p
		}
		if hasProgressed(last, s) {
			stalled.Reset(stallTimeout)
		}
		last = s
		select {
		case <-u.ticks:
		case <-stalled.C:
			return stalledProblem(s, isAwaitingAnswer(s.Journey))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// decisionProblems are what is wrong with --decide in this dossier.
func (u *uploadRun) decisionProblems(j flows.Journey) []string {
	var texts []string
	for _, d := range u.decisions {
		slot, known := j.FindSlot(d.slot)
		switch l, _ := j.Line(slot); {
		case len(j.Lines()) == 0:
			texts = append(texts, "--decide: no picture of this applicant is known here, so there is nothing to decide")
		case !known:
			texts = append(texts, "--decide: there is no such slot in this dossier; it has "+wantedSlotNames(j))
		case l.State != flows.Unclear:
			texts = append(texts, fmt.Sprintf("--decide %s: it is %s, and only a picture that is unclear needs a decision", slot, assets.SlotWords(l).Short))
		}
	}
	return texts
}

// recordDecisions records what --decide says of unclear pictures.
func (u *uploadRun) recordDecisions(ctx context.Context) error {
	for _, d := range u.decisions {
		slot, _ := u.currentJourney().FindSlot(d.slot)
		l, _ := u.currentJourney().Line(slot)
		if err := u.postEvents(ctx, flows.Decided{Attempt: l.Attempt.Number, Received: d.received, Reason: u.reason}); err != nil {
			return err
		}
	}
	return nil
}

// sendFiles chooses the files that were found good for their slots.
func (u *uploadRun) sendFiles(ctx context.Context) error {
	for _, l := range u.currentJourney().Lines() {
		k := u.looks[l.Slot]
		if k == nil || k.file == nil || k.problem != nil {
			continue
		}
		e := k.newFileChosen()
		u.runtime.Pictures.Put(k.hash, k.file)
		k.file = nil
		if err := u.postEvents(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// newFileChosen is the event that sends the file.
func (k *look) newFileChosen() flows.FileChosen {
	return flows.FileChosen{
		Slot: k.slot, SHA256: k.hash, Bytes: k.file.Size(), MediaType: string(k.file.Media()),
		Pixels: flows.Size{Width: k.file.Width(), Height: k.file.Height()}, Overrides: k.overrides,
	}
}

// waitForSends returns when nothing is being sent any more. It does not wait for a
// picture that waits for a refused side, as that is not sent by itself.
func (u *uploadRun) waitForSends(ctx context.Context) error {
	return u.waitUntil(ctx, func(s desk.Snapshot) bool {
		for _, l := range s.Journey.Lines() {
			if l.State == flows.Sending || l.State == flows.Awaiting || l.State == flows.Chosen && hasSendWork(s) {
				return false
			}
		}
		return s.Pending == 0
	})
}

// hasSendWork reports whether the journey has something to send by itself.
func hasSendWork(s desk.Snapshot) bool {
	return slices.ContainsFunc(s.Journey.Work(s.Session), func(w flows.Work) bool {
		_, ok := w.(flows.BeginSend)
		return ok
	})
}
