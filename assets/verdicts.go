package assets

import "dossier/flows"

// Verdict is what the record proves of a request. A cause alone does not say whether the
// picture may have been received, so the words are chosen by both.
type Verdict int

// The verdicts.
const (
	NotReceived Verdict = iota // the service did not get all of it, or its edge did not pass it on
	NotAccepted                // the service answered, and kept nothing
	Unclear                    // all of it was sent, and no answer says what became of it
	Mismatched                 // the answer names something else than was sent
)

// lineVerdict is the verdict on a slot whose picture does not count: missing, failed, refused or
// unclear, or one that waits to be sent again.
func lineVerdict(l flows.SlotLine) Verdict {
	switch l.State {
	case flows.Refused:
		return NotAccepted
	case flows.Unclear, flows.Awaiting:
		if l.Attempt.Kind == flows.AnswerMismatch {
			return Mismatched
		}
		return Unclear
	}
	if l.Tried && l.Attempt.State == flows.AttemptAnswered && l.Cause != flows.CauseTakenBack {
		return NotAccepted
	}
	return NotReceived
}

// attemptVerdict is the verdict on a request whose picture does not count.
func attemptVerdict(a flows.Attempt) Verdict {
	switch a.State {
	case flows.AttemptReleased, flows.AttemptUnclear:
		return Unclear
	case flows.AttemptAnswered:
		return answerVerdict(a.Kind)
	}
	return NotReceived
}

// answerVerdict is the verdict that an answer gives. A kind that this version does not know proves nothing.
func answerVerdict(k flows.AnswerKind) Verdict {
	switch k {
	case flows.AnswerMismatch:
		return Mismatched
	case flows.AnswerAccepted, flows.AnswerRefused, flows.AnswerFailed, flows.AnswerThrottled:
		return NotAccepted
	}
	return Unclear
}

// startVerdict is the verdict on the start of a check.
func startVerdict(c flows.Check) Verdict {
	switch {
	case c.State == flows.CheckReleasing, c.State == flows.CheckUnclear:
		return Unclear
	case isStartRefused(c):
		return NotAccepted
	}
	return NotReceived
}
