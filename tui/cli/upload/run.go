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
	s             cli.Setup
	runtime       cli.Runtime
	desk          *desk.Desk
	ticks         chan struct{}
	exitCodes     []cli.ExitCode
	rejectedFiles map[flows.Slot]*cli.Problem // files that were not sent
	outageShown   bool                        // the outage of the journal was reported
	held          bool                        // this run has held the dossier
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
	u := &uploadRun{uploadOptions: o, s: s, runtime: rt, desk: d, ticks: d.Subscribe(), rejectedFiles: map[flows.Slot]*cli.Problem{}}
	return u.runSteps(ctx)
}

func (u *uploadRun) runSteps(ctx context.Context) error {
	for _, step := range []func(context.Context) error{u.becomeHolder, u.chooseRequirements, u.recordDecisions, u.sendFiles, u.waitForSends} {
		if err := step(ctx); err != nil {
			return u.finishEarly(ctx, err)
		}
	}
	if u.start {
		if err := u.startCheck(ctx); err != nil {
			return u.finishEarly(ctx, err)
		}
	}
	u.printResults()
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
	u.printResults()
	return u.finalProblem()
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

// sendFiles chooses the given files for the slots that still want one.
func (u *uploadRun) sendFiles(ctx context.Context) error {
	given, err := u.givenFiles(u.currentJourney())
	if err != nil {
		return err
	}
	for _, wanted := range u.currentJourney().Lines() {
		slot := wanted.Slot
		path, ok := given[slot]
		if !ok {
			continue
		}
		l, _ := u.currentJourney().Line(slot)
		switch l.State {
		case flows.Missing, flows.Failed, flows.Refused, flows.SetAside:
		default:
			u.warnIgnoredFile(l, path)
			continue
		}
		e, p := u.newFileChosen(ctx, l, path)
		if p != nil {
			u.rejectedFiles[slot] = p
			fmt.Fprintf(u.s.Env.Err, "dossier: %s: %s\n", slot, p.Text)
			continue
		}
		if err := u.postEvents(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// warnIgnoredFile says that a file was given for a slot that wants none: the operator
// may believe that it was sent.
func (u *uploadRun) warnIgnoredFile(l flows.SlotLine, path string) {
	file, _, err := intake.Open(context.Background(), path, u.s.Limits)
	if err != nil {
		return
	}
	defer file.Close()
	if flows.SHA256(file.SHA256()) != l.Picture.SHA256 {
		fmt.Fprintf(u.s.Env.Err, "dossier: %s: is %s already; the other picture given now was not sent\n", l.Slot, assets.SlotWords(l).Short)
	}
}

// newFileChosen opens the file and makes the event that sends it.
func (u *uploadRun) newFileChosen(ctx context.Context, l flows.SlotLine, path string) (flows.FileChosen, *cli.Problem) {
	file, _, err := intake.Open(context.WithoutCancel(ctx), path, u.s.Limits)
	if err != nil {
		return flows.FileChosen{}, cli.NewProblem(cli.ExitFailure, err.Error(), err)
	}
	hash := flows.SHA256(file.SHA256())
	e := flows.FileChosen{
		Slot: l.Slot, SHA256: hash, Bytes: file.Size(), MediaType: string(file.Media()),
		Pixels: flows.Size{Width: file.Width(), Height: file.Height()},
	}
	u.runtime.Pictures.Put(hash, file)
	decision := resendDecision(u.currentJourney(), l.Slot, hash)
	for _, o := range u.currentJourney().Objections(l.Slot, hash) {
		switch {
		case l.State == flows.Refused && o.Code == flows.CodeDeclined:
			return e, cli.Problemf(cli.ExitRemarks, "this picture was refused; another one is needed")
		case o.Code == flows.CodeSentBefore && decision != nil:
			e.Overrides = append(e.Overrides, flows.FormatOverride(o.Code, decision.Reason))
		default:
			return e, cli.Problemf(cli.ExitFailure, "not sent: %s", o.Code)
		}
	}
	if sent, err := u.wasSentElsewhere(ctx, hash); err != nil || sent {
		return e, cli.Problemf(cli.ExitFailure, "not sent: this picture was sent for another applicant, or that could not be ruled out; if it is right, send it in the wizard and give the reason")
	}
	return e, nil
}

// resendDecision is the decision that lets a picture be sent to a slot again. It holds
// until the service may have received the picture once more: an attempt that the
// service did not receive does not use it up.
func resendDecision(j flows.Journey, slot flows.Slot, hash flows.SHA256) *flows.Decision {
	for _, a := range slices.Backward(j.Attempts()) {
		if a.Slot != slot || !a.MayBeReceived() {
			continue
		}
		if a.Picture.SHA256 == hash && a.NeedsResend() {
			return a.Decision
		}
		return nil
	}
	return nil
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
