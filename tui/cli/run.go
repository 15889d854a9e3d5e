package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
)

// run is one upload run.
type run struct {
	*order
	s     Setup
	bench Bench
	desk  *desk.Desk
	ticks chan struct{}
	codes []Code
	limbo map[flows.Slot]*Problem // files that were not taken
	away  bool                    // it was said that the journal is away
	held  bool                    // this run has held the dossier
}

// run does the order and prints a line per slot.
func (r *order) run(ctx context.Context, s Setup) error {
	bench, err := s.Open(ctx)
	if err != nil {
		return err
	}
	defer bench.Close()
	d, err := bench.Office.Open(r.applicant)
	if err != nil {
		return &Problem{Failure, "the journal: " + err.Error(), err}
	}
	u := &run{order: r, s: s, bench: bench, desk: d, ticks: d.Changed(), limbo: map[flows.Slot]*Problem{}}
	return u.all(ctx)
}

func (u *run) all(ctx context.Context) error {
	for _, step := range []func(context.Context) error{u.hold, u.plan, u.settle, u.send, u.wait} {
		if err := step(ctx); err != nil {
			return u.ended(ctx, err)
		}
	}
	if u.start {
		if err := u.check(ctx); err != nil {
			return u.ended(ctx, err)
		}
	}
	u.report()
	return u.verdict()
}

// ended reports what is known when a run stops early.
func (u *run) ended(ctx context.Context, err error) error {
	if !errors.Is(err, errStalled) {
		_ = u.until(ctx, idle) // what this run has under way is told by its end
	}
	if p := spoilt(u.desk.Snapshot()); p != nil {
		err = p // whatever it led to
	}
	if ctx.Err() != nil {
		u.bench.Office.Close() // records what became of released pictures
		u.report()
		return problem(Interrupted, "interrupted; run the same command again to go on")
	}
	var p *Problem
	if !errors.As(err, &p) || p.Code == Usage {
		return err
	}
	u.bench.Office.Close() // nothing leaves behind the report
	fmt.Fprintln(u.s.Env.Err, "dossier:", p.Text)
	u.codes = append(u.codes, p.Code)
	u.report()
	return u.verdict()
}

func (u *run) journey() flows.Journey { return u.desk.Snapshot().Journey }

// hold makes this run the holder, or says who is.
func (u *run) hold(ctx context.Context) error {
	if err := u.until(ctx, func(s desk.Snapshot) bool { return s.Greeted }); err != nil {
		return err
	}
	s := u.desk.Snapshot()
	if s.Holding || s.Journey.Head() == 0 {
		u.held = true
		return nil
	}
	if !u.takesOver {
		return u.occupied(ctx, s.Journey)
	}
	err := u.post(ctx, flows.Opened{Reason: u.takeOver})
	u.held = err == nil
	return err
}

// until waits for the desk to reach a state.
func (u *run) until(ctx context.Context, reached func(desk.Snapshot) bool) error {
	stalled := time.NewTimer(stallAfter)
	defer stalled.Stop()
	last := u.desk.Snapshot()
	for {
		s := u.desk.Snapshot()
		u.tell(s)
		if reached(s) || s.Ended {
			return ctx.Err()
		}
		if p := spoilt(s); p != nil && len(s.Sends) == 0 {
			return p
		}
		if moved(last, s) {
			stalled.Reset(stallAfter)
		}
		last = s
		select {
		case <-u.ticks:
		case <-stalled.C:
			return &Problem{Undecided, "nothing moves any more, perhaps because the journal can not be written; mend that and run again: what may have been received is asked for then", errStalled}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// plan chooses the flow and the documents, where the dossier has none yet or
// the order says otherwise.
func (u *run) plan(ctx context.Context) error {
	now, chosen := u.journey().Flow()
	if chosen && u.flow != "" && u.flow != now.Name {
		return problem(Usage, "this dossier is on another flow; give that flow's name, or change it in the wizard")
	}
	if !chosen {
		flow, err := u.chooseFlow(u.s.Flows, len(u.files) > 0)
		if err != nil {
			return err
		}
		if err := u.post(ctx, flows.FlowChosen{Flow: flow}); err != nil {
			return err
		}
	}
	if err := u.chooseDocuments(ctx); err != nil {
		return err
	}
	_, err := u.slots(u.journey())
	return err
}

func (u *run) chooseDocuments(ctx context.Context) error {
	for _, n := range u.journey().Checklist() {
		want, given := u.docs[n.Need.Name]
		if !given && !n.Chosen && len(n.Need.AnyOf) == 1 && u.country != "" {
			want, given = flows.DocumentChosen{Need: n.Need.Name, Type: n.Need.AnyOf[0], Country: flows.Country(u.country)}, true
		}
		same := n.Chosen && n.Document.Type == want.Type && n.Document.Country == want.Country
		if !given || same {
			continue
		}
		if !n.Need.Allows(want.Type, want.Country) {
			return problem(Usage, "--document: the flow does not take that document or country for %s; it takes %s", n.Need.Name, typesOf(n.Need))
		}
		if err := u.post(ctx, want); err != nil {
			return err
		}
	}
	for name := range u.docs {
		if flow, _ := u.journey().Flow(); !has(flow, name) {
			return problem(Usage, "--document: the flow has no such need; it has %s", needsOf(flow))
		}
	}
	for _, e := range u.journey().Implied() {
		if err := u.post(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func typesOf(n flows.Need) string {
	var words []string
	for _, t := range n.AnyOf {
		words = append(words, string(t))
	}
	if len(n.Countries) > 0 {
		words = append(words, "from some countries only")
	}
	return strings.Join(words, ", ")
}

func needsOf(f flows.Flow) string {
	var names []string
	for _, n := range f.Needs {
		names = append(names, n.Name)
	}
	return strings.Join(names, ", ")
}

func has(f flows.Flow, need string) bool {
	_, ok := f.Need(need)
	return ok
}

// settle records the decisions.
func (u *run) settle(ctx context.Context) error {
	for _, d := range u.calls {
		slot, known := u.journey().FindSlot(d.slot)
		l, ok := u.journey().Line(slot)
		if !known || !ok {
			return problem(Usage, "--decide: there is no such slot in this dossier; it has %s", wanted(u.journey()))
		}
		if l.State != flows.Unconfirmed {
			return problem(Usage, "--decide %s: there is nothing to decide", slot)
		}
		if err := u.post(ctx, flows.Decided{Attempt: l.Attempt.N, Received: d.received, Reason: u.reason}); err != nil {
			return err
		}
	}
	return nil
}

// send chooses the given files for the slots that still want one.
func (u *run) send(ctx context.Context) error {
	slots, err := u.slots(u.journey())
	if err != nil {
		return err
	}
	for _, slot := range slots {
		l, _ := u.journey().Line(slot)
		switch l.State {
		case flows.Missing, flows.Failed, flows.Refused, flows.Withdrawn:
		default:
			u.ignored(l)
			continue
		}
		e, p := u.consent(ctx, l)
		if p != nil {
			u.limbo[slot] = p
			fmt.Fprintf(u.s.Env.Err, "dossier: %s: %s\n", slot, p.Text)
			continue
		}
		if err := u.post(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// ignored says when a file was given for a slot that wants none: somebody may
// believe that it was sent.
func (u *run) ignored(l flows.Line) {
	file, _, err := intake.Open(u.path(u.journey(), l.Slot), u.s.Limits)
	if err != nil {
		return
	}
	defer file.Close()
	if flows.SHA256(file.SHA256()) != l.Picture.SHA256 {
		fmt.Fprintf(u.s.Env.Err, "dossier: %s: is %s already; the other picture given now was not sent\n", l.Slot, l.State)
	}
}

// consent opens the file and makes the event that sends it.
func (u *run) consent(ctx context.Context, l flows.Line) (flows.FileChosen, *Problem) {
	file, _, err := intake.Open(u.path(u.journey(), l.Slot), u.s.Limits)
	if err != nil {
		return flows.FileChosen{}, &Problem{Failure, err.Error(), err}
	}
	hash := flows.SHA256(file.SHA256())
	e := flows.FileChosen{
		Slot: l.Slot, SHA256: hash, Bytes: file.Size(), MediaType: string(file.Media()),
		Pixels: flows.Size{Width: file.Width(), Height: file.Height()},
	}
	u.bench.Pictures.Put(hash, file)
	decision := decidedAgain(u.journey(), l.Slot, hash)
	for _, o := range u.journey().Judge(l.Slot, hash) {
		switch {
		case l.State == flows.Refused && o.Code == flows.CodeDeclined:
			return e, problem(Remarks, "this picture was refused; another one is needed")
		case o.Code == flows.CodeSentBefore && decision != nil:
			e.Overrides = append(e.Overrides, flows.Override(o.Code, decision.Reason))
		default:
			return e, problem(Failure, "not sent: %s", o.Code)
		}
	}
	if met, err := u.metElsewhere(ctx, hash); err != nil || met {
		return e, problem(Failure, "not sent: this picture was sent for another applicant, or that could not be ruled out; if it is right, send it in the wizard and give the reason")
	}
	return e, nil
}

// decidedAgain is the decision that lets a picture go to a slot again. It holds
// until the picture may have arrived once more: a try after it that left
// nothing at the service does not use it up.
func decidedAgain(j flows.Journey, slot flows.Slot, hash flows.SHA256) *flows.Decision {
	for _, a := range slices.Backward(j.Attempts()) {
		if a.Slot != slot || !a.MayHaveArrived() {
			continue
		}
		if a.Picture.SHA256 == hash && a.ToSendAgain() {
			return a.Decision
		}
		return nil
	}
	return nil
}

// wait returns when nothing is on its way any more. A picture that waits
// behind a side that was refused goes nowhere by itself.
func (u *run) wait(ctx context.Context) error {
	return u.until(ctx, func(s desk.Snapshot) bool {
		for _, l := range s.Journey.Lines() {
			if l.State == flows.Sending || l.State == flows.Awaiting || l.State == flows.Chosen && coming(s) {
				return false
			}
		}
		return s.Pending == 0
	})
}

// coming reports whether the journey has something to send by itself.
func coming(s desk.Snapshot) bool {
	for _, w := range s.Journey.Work(s.Session) {
		if _, ok := w.(flows.Begin); ok {
			return true
		}
	}
	return false
}

// check starts the verification and waits for the answer to the start.
func (u *run) check(ctx context.Context) error {
	j := u.journey()
	if s := j.Check().State; s != flows.CheckNone {
		u.checked(true)
		return nil
	}
	if u.keep {
		for _, l := range j.Lines() {
			for _, code := range l.Open {
				e := flows.WarningAcknowledged{Attempt: l.Attempt.N, Code: code, Reason: u.reason}
				if err := u.post(ctx, e); err != nil {
					return err
				}
			}
		}
	}
	if blockers := u.journey().CanStart(); len(blockers) > 0 {
		u.codes = append(u.codes, Incomplete)
		fmt.Fprintf(u.s.Env.Err, "dossier: the check was not started: %s\n", blockerText(u.journey(), blockers))
		return nil
	}
	n := j.Check().N + 1
	if err := u.post(ctx, flows.CheckConfirmed{N: n}); err != nil {
		return err
	}
	err := u.until(ctx, func(s desk.Snapshot) bool {
		c := s.Journey.Check()
		return c.State != flows.CheckAsked && c.State != flows.CheckReleasedState
	})
	u.checked(false)
	return err
}

// checked says where the check stands; before says that it began before this run.
func (u *run) checked(before bool) {
	c := u.journey().Check()
	say := func(text string) { fmt.Fprintln(u.s.Env.Err, "dossier:", text) }
	switch c.State {
	case flows.CheckLostState:
		u.codes = append(u.codes, Undecided)
	case flows.CheckNone:
		u.codes = append(u.codes, causeCode(c.Cause, c.Status))
		text := "the check was not started"
		if c.Status > 0 {
			text += fmt.Sprintf(": the service answered HTTP %d", c.Status)
		}
		say(text)
	case flows.CheckApproved:
		say("the check has ended: approved")
	case flows.CheckRejected, flows.CheckFinal:
		u.codes = append(u.codes, Incomplete)
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
