package assets

import "dossier/flows"

const notStarted = "The check was not started."

// StartCauseText says why a start of a check began nothing, or why it is unclear whether it
// did.
func StartCauseText(c flows.Check) CauseWords {
	words := pausedCauseText(c.Cause, c.PausedBy, startVerdict(c))
	switch {
	case startVerdict(c) == verdictUnclear:
		words.Meaning = lostAnswerFact(c.Cause, words.Fact) + " " + StartMaybeThere.String()
	case isStartRefused(c):
		words.Meaning = notStarted
	default:
		words.Meaning = words.Fact + " " + startTransferText(c.Transfer).String()
	}
	return words
}

// lostAnswerFact is why the answer to a start is lost. A refusal is an answer: recorded for a
// start that is unclear, it says nothing of it.
func lostAnswerFact(c flows.Cause, fact string) string {
	if _, refused := refusals[c]; refused {
		return unknownCause
	}
	return fact
}

// StartText says in a sentence or two why no check runs.
func StartText(c flows.Check) string {
	switch {
	case isStartRefused(c):
		return StartCauseText(c).Meaning
	case !c.EndedAt.IsZero():
		return "No check was started since the rejection."
	case !c.SentAt.IsZero():
		return StartDecided.String()
	case c.Cause != "":
		return notStarted + " " + StartCauseText(c).Meaning
	}
	return checkStates[flows.CheckNone].Long
}

// CheckEndText is how a check or its start ended, as a clause.
func CheckEndText(c flows.Check) string {
	switch {
	case isStartRefused(c):
		return "the start was refused"
	case c.State == flows.CheckNone:
		return "the check: " + checkStates[flows.CheckRejected].Short // other pictures were asked for since
	}
	return "the check: " + checkStates[c.State].Short
}

// isStartRefused reports whether the service answered the latest start and began no check.
func isStartRefused(c flows.Check) bool {
	return c.State == flows.CheckNone && !c.EndedAt.IsZero() && (c.Status > 0 || !c.Refusal.Empty())
}

// startTransferText says how much left of a start that the service did not receive.
func startTransferText(t flows.Transfer) SendingText {
	switch t {
	case flows.TransferNone:
		return StartWasNotSent
	case flows.TransferWhole:
		return StartNotReached
	}
	return StartWasStopped
}
