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
	held        bool                 // this run has held the dossier
}

// runUpload sends what was asked for and prints a line per slot.
func (o *uploadOptions) runUpload(ctx context.Context, s cli.Setup) error {
	rt, err := s.Open(ctx)
	if err != nil {
		return err
	}
	defer rt.Close()
	d, err := rt.Desks.Open(o.applicant)
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
	u.s.Env.PrintNext(u.nextCommands()...)
	return u.finalProblem()
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
		return cli.Problemf(cli.ExitInterrupted, "interrupted; run the same command again to go on")
	}
	var p *cli.Problem
	if !errors.As(err, &p) || p.Code == cli.ExitUsage {
		return err
	}
	u.runtime.Desks.Close() // nothing is sent after the report
	fmt.Fprintln(u.s.Env.Err, "dossier:", p.Text)
	u.exitCodes = append(u.exitCodes, p.Code)
	return u.finish()
}

func (u *uploadRun) currentJourney() flows.Journey { return u.desk.Snapshot().Journey }

// becomeHolder makes this run the holder of the dossier, or says who holds it.
func (u *uploadRun) becomeHolder(ctx context.Context) error {
	if err := u.waitUntil(ctx, func(s desk.Snapshot) bool { return s.ApplicantFetched }); err != nil {
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
			return cli.NewProblem(cli.ExitUndecided, "nothing moves any more, perhaps because the journal cannot be written; put that right and run again, which asks the service what it received", errStalled)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// chooseRequirements chooses the flow and the documents, where the dossier has none yet or
// the command line says otherwise.
func (u *uploadRun) chooseRequirements(ctx context.Context) error {
	now, chosen := u.currentJourney().Flow()
	if chosen && u.flow != "" && u.flow != now.Name {
		return cli.Problemf(cli.ExitUsage, "this dossier is on another flow; give that flow's name, or change it in the wizard")
	}
	if !chosen {
		flow, err := u.chooseFlow(u.s.Flows, len(u.files) > 0)
		if err != nil {
			return err
		}
		if err := u.postEvents(ctx, flows.FlowChosen{Flow: flow}); err != nil {
			return err
		}
	}
	if err := u.chooseDocuments(ctx); err != nil {
		return err
	}
	_, err := u.givenFiles(u.currentJourney())
	return err
}

func (u *uploadRun) chooseDocuments(ctx context.Context) error {
	for _, n := range u.currentJourney().Checklist() {
		want, given := u.chosenDocuments[n.Need.Name]
		if !given && !n.Chosen && len(n.Need.AnyOf) == 1 && u.country != "" {
			want, given = flows.DocumentChosen{Need: n.Need.Name, Type: n.Need.AnyOf[0], Country: flows.Country(u.country)}, true
		}
		same := n.Chosen && n.Document.Type == want.Type && n.Document.Country == want.Country
		if !given || same {
			continue
		}
		if !n.Need.Allows(want.Type, want.Country) {
			return cli.Problemf(cli.ExitUsage, "--document: the flow does not take that document or country for %s; it takes %s", n.Need.Name, typeNames(n.Need))
		}
		if err := u.postEvents(ctx, want); err != nil {
			return err
		}
	}
	flow, _ := u.currentJourney().Flow()
	for name := range u.chosenDocuments {
		if _, ok := flow.Need(name); !ok {
			return cli.Problemf(cli.ExitUsage, "--document: the flow has no such requirement; it has %s",
				assets.JoinText(flow.Needs, ", ", func(n flows.Need) string { return n.Name }))
		}
	}
	for _, e := range u.currentJourney().ImpliedDocuments() {
		if err := u.postEvents(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func typeNames(n flows.Need) string {
	text := assets.JoinText(n.AnyOf, ", ", func(t flows.DocType) string { return string(t) })
	if len(n.Countries) > 0 {
		text += ", from some countries only"
	}
	return text
}

// recordDecisions records what --decide says of unclear pictures.
func (u *uploadRun) recordDecisions(ctx context.Context) error {
	for _, d := range u.decisions {
		slot, known := u.currentJourney().FindSlot(d.slot)
		l, ok := u.currentJourney().Line(slot)
		if !known || !ok {
			return cli.Problemf(cli.ExitUsage, "--decide: there is no such slot in this dossier; it has %s", wantedSlotNames(u.currentJourney()))
		}
		if l.State != flows.Unclear {
			return cli.Problemf(cli.ExitUsage, "--decide %s: there is nothing to decide", slot)
		}
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
