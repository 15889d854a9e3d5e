package assets

import "dossier/flows"

// verdict is what the record proves of a request. A cause alone does not say whether the
// picture may have been received, so the words are chosen by both.
type verdict int

// The verdicts.
const (
	verdictNotReceived verdict = iota // the service did not get all of it, or its edge did not pass it on
	verdictNotAccepted                // the service answered, and kept nothing
	verdictUnclear                    // all of it was sent, and no answer says what became of it
	verdictMismatched                 // the answer names something else than was sent
)

// lineVerdict is the verdict on a slot whose picture does not count: missing, failed, refused
// or unclear, or one that waits to be sent again.
func lineVerdict(l flows.SlotLine) verdict {
	switch l.State {
	case flows.Refused:
		return verdictNotAccepted
	case flows.Unclear, flows.Awaiting:
		if l.Attempt.Kind == flows.AnswerMismatch {
			return verdictMismatched
		}
		return verdictUnclear
	}
	if l.Tried && l.Attempt.State == flows.AttemptAnswered && l.Cause != flows.CauseTakenBack {
		return verdictNotAccepted
	}
	return verdictNotReceived
}

// attemptVerdict is the verdict on a request whose picture does not count.
func attemptVerdict(a flows.Attempt) verdict {
	switch a.State {
	case flows.AttemptReleased, flows.AttemptUnclear:
		return verdictUnclear
	case flows.AttemptAnswered:
		return answerVerdict(a.Kind)
	}
	return verdictNotReceived
}

// answerVerdict is the verdict that an answer gives. A kind that this version does not know proves nothing.
func answerVerdict(k flows.AnswerKind) verdict {
	switch k {
	case flows.AnswerMismatch:
		return verdictMismatched
	case flows.AnswerAccepted, flows.AnswerRefused, flows.AnswerFailed, flows.AnswerThrottled:
		return verdictNotAccepted
	}
	return verdictUnclear
}

// startVerdict is the verdict on the start of a check.
func startVerdict(c flows.Check) verdict {
	switch {
	case c.State == flows.CheckReleasing, c.State == flows.CheckUnclear:
		return verdictUnclear
	case isStartRefused(c):
		return verdictNotAccepted
	}
	return verdictNotReceived
}
