package assets

import "dossier/flows"

// AttemptOutcome is what became of one request with a picture, for a list.
func AttemptOutcome(a flows.Attempt) string {
	switch a.State {
	case flows.AttemptSending:
		return slotStates[flows.Sending].Short
	case flows.AttemptNotSent:
		return FailureWord(a.Transfer).String()
	case flows.AttemptReleased:
		return slotStates[flows.Awaiting].Short
	case flows.AttemptUnclear:
		return slotStates[flows.Unclear].Short
	}
	switch {
	case a.Kind == flows.AnswerMismatch:
		return Mismatch.Short
	case a.Kind == flows.AnswerRefused || len(a.Errors) > 0:
		return slotStates[flows.Refused].Short
	case a.Kind != flows.AnswerAccepted:
		return "not accepted"
	case len(a.Warnings) > 0:
		return "accepted with a warning"
	}
	return slotStates[flows.Accepted].Short
}
