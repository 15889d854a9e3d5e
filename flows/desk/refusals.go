package desk

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/personr"
)

// refusalText says why a choice was not done and what to do now. It holds no
// foreign text: domain errors name slots and rules only.
func refusalText(err error) string {
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return r.text
		}
	}
	if errors.Is(err, flows.ErrOutOfTurn) {
		return "Not done: " + strings.TrimPrefix(err.Error(), flows.ErrOutOfTurn.Error()+": ") + "."
	}
	return "Not done: the journal did not answer, so nothing is sent for it."
}

// refusals are the errors with a text of their own. ErrMaybeRecorded wraps
// ErrNotRecorded, so it is tried first.
var refusals = []struct {
	err  error
	text string
}{
	{ErrRemoved, "The journal does not hold this dossier any more; open it again. It was removed, or an older copy is in place; nothing can be sent for it here."},
	{flows.ErrDamaged, "The journal of this dossier is damaged; nothing can be sent for it."},
	{flows.ErrNotHolder, "Not done: somebody else holds this dossier now. Look, then take over if you must."},
	{ErrStateChanged, "Not done: something else happened first. Look, and choose again."},
	{ErrMaybeRecorded, "Not certain: the journal failed. If it was recorded, it continues when the journal is back."},
	{ErrNotRecorded, "Not done: it could not be recorded in the journal, so nothing is sent for it."},
	{ErrOtherApplicant, "Not sent: this picture was sent for another applicant."},
	{ErrPictureClosed, "Not sent: pick the file again."},
}

// lostOutcomeText is said before the reason: the end of a line may not be seen.
const lostOutcomeText = "What became of a request could not be recorded. "

// unrecordedText says that a fact is not in the journal yet. Whether it is an
// answer, a lost one, or that nothing was sent makes no difference to what to do.
func unrecordedText(e flows.Event) string {
	what := "What became of a picture"
	switch e.(type) {
	case flows.CheckAnswered, flows.CheckLost, flows.CheckNotSent:
		what = "What became of the check"
	case flows.StatusSeen:
		what = "The status of the applicant"
	}
	return what + " is not recorded yet; keep this window open."
}

// everyText is an interval in words: "every second", "every 5s".
func everyText(interval time.Duration) string {
	if interval == time.Second {
		return "every second"
	}
	return "every " + interval.String()
}

// takenOverText is followed by the name of who did it.
const takenOverText = "Nothing more is sent from here: this dossier was taken over by"

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
