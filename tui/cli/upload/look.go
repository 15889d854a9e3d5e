package upload

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/intake"
	"dossier/tui/cli"
)

// look is a given file as it was found before anything was sent.
type look struct {
	slot      flows.Slot
	file      *intake.File // open while it may be sent; nil otherwise
	hash      flows.SHA256
	warnings  []intake.Warning
	overrides []string // what the command line answers to the journal's objections
	// problem is why it is not sent. Its exit code counts whatever the slot's state is.
	problem *cli.Problem
	code    string // of the problem, for programs
}

// The codes of local errors that are not the file's own.
const (
	codeNotWanted   = "not-wanted"   // the slot has another picture
	codeSamePicture = "same-picture" // given for another slot too
	codeOnRecord    = "on-record"    // the journal has something against it
	codeStrict      = "strict"       // another file stopped the run
)

// lookAtFiles opens and examines every given file as the wizard does, before the first
// one is sent: what is the matter with one of them may concern them all.
func (u *uploadRun) lookAtFiles(ctx context.Context) error {
	given, err := u.givenFiles(u.currentJourney())
	if err != nil {
		return err
	}
	for _, l := range u.currentJourney().Lines() {
		if path, ok := given[l.Slot]; ok {
			u.looks[l.Slot] = u.lookAtFile(ctx, l, path)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if p := unusableProblem(u.desk.Snapshot()); p != nil {
		return p // it outranks what it kept from being known of a file
	}
	u.rejectSamePictures()
	u.reportLooks()
	return u.strictProblem()
}

// lookAtFile looks at one file. One for a slot that wants none is only compared with
// the picture that is there: the operator may believe that it was sent.
func (u *uploadRun) lookAtFile(ctx context.Context, l flows.SlotLine, path string) *look {
	k := &look{slot: l.Slot}
	file, err := openFile(ctx, u.browser, path)
	if err != nil {
		k.rejectFile(cli.ExitFailure, fileProblemCode(err), fileProblemText(err))
		return k
	}
	k.file, k.hash = file, flows.SHA256(file.SHA256())
	if !u.wantsFile(l) {
		k.closeFile()
		if k.hash != l.Picture.SHA256 {
			k.rejectFile(cli.ExitFailure, codeNotWanted, "is "+assets.SlotWords(l).Short+" already; "+assets.OtherFileNotSent.String())
		}
		return k
	}
	report, err := u.examiner.Examine(ctx, file)
	if p, ok := errors.AsType[*intake.Problem](err); ok {
		k.rejectFile(cli.ExitFailure, string(p.Code), fileProblemText(err))
	}
	k.warnings = report.For(u.purposeOf(l)).Warnings
	u.addObjection(ctx, k, l)
	return k
}

// wantsFile reports whether a picture may be chosen for the slot now, or once the
// decisions of the command line are recorded.
func (u *uploadRun) wantsFile(l flows.SlotLine) bool {
	switch l.State {
	case flows.Missing, flows.Failed, flows.Refused, flows.SetAside:
		return true
	case flows.Unclear:
		return u.decidesToResend(l.Slot)
	}
	return false
}

func (u *uploadRun) decidesToResend(slot flows.Slot) bool {
	for _, d := range u.decisions {
		if at, ok := u.currentJourney().FindSlot(d.slot); ok && at == slot && !d.received {
			return true
		}
	}
	return false
}

// purposeOf is what a picture is for, as the wizard has it.
func (u *uploadRun) purposeOf(l flows.SlotLine) intake.Purpose {
	return intake.Purpose{Type: l.Document.Type, Country: l.Document.Country, Side: l.Slot.Side, HasBack: l.Document.HasTwoSides(), Today: time.Now()}
}

// rejectFile says why the file is not sent; the first reason stays.
func (k *look) rejectFile(exit cli.ExitCode, code, text string) {
	if k.problem == nil {
		k.problem, k.code = cli.Problemf(exit, "%s", text), code
	}
}

func (k *look) closeFile() {
	if k.file != nil {
		_ = k.file.Close()
		k.file = nil
	}
}

// rejectSamePictures rejects a picture that was given twice: one of the two is wrong,
// and only a person can say which.
func (u *uploadRun) rejectSamePictures() {
	for _, a := range u.looks {
		for _, b := range u.looks {
			if a.slot != b.slot && a.hash == b.hash && a.hash != (flows.SHA256{}) {
				a.rejectFile(cli.ExitFailure, codeSamePicture, fmt.Sprintf("the same picture is given for %s; each side needs its own", b.slot))
			}
		}
	}
}

// reportLooks says what was found, in the order of the flow.
func (u *uploadRun) reportLooks() {
	for _, l := range u.currentJourney().Lines() {
		k := u.looks[l.Slot]
		if k != nil && len(k.warnings) > 0 {
			fmt.Fprintf(u.s.Env.Err, "dossier: %s: looked at here: %s\n", k.slot, warningTexts(k.warnings))
		}
		if k != nil && k.problem != nil {
			fmt.Fprintf(u.s.Env.Err, "dossier: %s: %s\n", k.slot, k.problem.Text)
		}
	}
}

func warningTexts(list []intake.Warning) string {
	return assets.JoinText(list, ", ", intake.Warning.Text)
}

// strictProblem ends the run before anything is sent when --strict was given and
// something is the matter with a file.
func (u *uploadRun) strictProblem() error {
	if !u.strict {
		return nil
	}
	stop := false
	for _, k := range u.looks {
		stop = stop || k.problem != nil || len(k.warnings) > 0
	}
	if !stop {
		return nil
	}
	for _, k := range u.looks {
		if k.file != nil { // another file stopped it as well
			k.rejectFile(cli.ExitLocalWarning, codeStrict, assets.NotSentStrict.String())
		}
	}
	return cli.Problemf(cli.ExitLocalWarning, "%s", exitText(cli.ExitLocalWarning))
}

// isRejected reports whether a file was given for the slot that cannot be sent.
func (u *uploadRun) isRejected(slot flows.Slot) bool {
	k := u.looks[slot]
	return k != nil && k.problem != nil
}

// closeLooks closes the files that were not handed over.
func (u *uploadRun) closeLooks() {
	for _, k := range u.looks {
		k.closeFile()
	}
}

// fileProblemText is why a file cannot be sent, and how it can be turned into one that
// can.
func fileProblemText(err error) string {
	text := err.Error()
	p, ok := errors.AsType[*intake.Problem](err)
	if !ok {
		return text
	}
	for _, r := range p.Remedies() {
		text += "; " + strings.TrimPrefix(r.Where+": ", ": ") + r.Do
	}
	return text
}

// fileProblemCode is the code of a problem of the file.
func fileProblemCode(err error) string {
	if p, ok := errors.AsType[*intake.Problem](err); ok {
		return string(p.Code)
	}
	return string(intake.Unreadable)
}
