package desk

import (
	"errors"
	"strconv"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
	"dossier/flows/journal"
	"dossier/flows/notice"
	"dossier/personr"
)

// refusalNotice says why a choice was not done. It holds no foreign text: domain errors
// name slots and rules only. j is the dossier for which the choice was made.
func refusalNotice(err error, j flows.Journey) notice.Notice {
	n := notice.Notice{Code: notice.JournalSilent, IsProblem: true, Transfer: flows.TransferNone}
	n.Fault, _ = errors.AsType[*chain.EntryFault](err)
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			n.Code = r.code
			return n
		}
	}
	if journal.IsPermanent(err) {
		n.Code, n.Reason = notice.Damaged, journal.Reason(err)
	}
	if refused, ok := errors.AsType[*flows.OutOfTurnError](err); ok {
		l, _ := j.Line(refused.Slot)
		n.Code, n.Slot, n.HasOtherSide, n.Rule = notice.OutOfTurn, refused.Slot, l.Document.HasTwoSides(), refused.Rule
	}
	return n
}

// refusals are the errors with a code of their own. ErrMaybeRecorded wraps
// ErrNotRecorded, so it is tried first.
var refusals = []struct {
	err  error
	code notice.Code
}{
	{ErrRemoved, notice.Removed},
	{flows.ErrDamaged, notice.Damaged},
	{flows.ErrNotHolder, notice.NotHolder},
	{ErrStateChanged, notice.StateChanged},
	{ErrMaybeRecorded, notice.MaybeRecorded},
	{ErrNotRecorded, notice.NotRecorded},
	{ErrOtherApplicant, notice.OtherApplicant},
	{ErrPictureClosed, notice.PictureClosed},
}

// unrecordedCode says which fact is not in the journal yet. Whether it is an answer, a
// lost one, or that nothing left makes no difference to what to do.
func unrecordedCode(e flows.Event) notice.Code {
	switch e.(type) {
	case flows.CheckAnswered, flows.CheckLost, flows.CheckNotSent:
		return notice.CheckUnrecorded
	case flows.StatusSeen:
		return notice.StatusUnrecorded
	}
	return notice.PictureUnrecorded
}

// rawAnswerText is an outcome as the service worded it: also the host that a proxy or
// a redirect names, and the beginning of an answer that could not be read, which
// support will ask for.
func rawAnswerText(o personr.UploadOutcome) foreign.Text {
	var lines []foreign.Text
	add := func(label string, words ...foreign.Text) {
		line := foreign.Join(words, " ")
		if !line.Empty() {
			lines = append(lines, foreign.Join([]foreign.Text{foreign.Untrusted(label), line}, " "))
		}
	}
	if o.Status > 0 {
		add("HTTP", foreign.Untrusted(strconv.Itoa(o.Status)))
	}
	add("CF-Ray", foreign.Untrusted(o.Ray))
	add("message ", o.Message)
	if o.Cause == personr.Redirected {
		add("redirect", o.Target)
	} else {
		add("proxy   ", o.Target)
	}
	for _, e := range o.Errors {
		add("error   ", foreign.Untrusted(string(e)))
	}
	for _, w := range o.Warnings {
		add("warning ", foreign.Untrusted(string(w)))
	}
	if o.Verdict == personr.Answered {
		add("echo    ", o.Echo.ApplicantID, o.Echo.DocumentType, o.Echo.DocumentSubType, o.Echo.Country)
	}
	add("begins  ", o.Excerpt)
	return foreign.Join(lines, "\n").TrimSpace()
}
