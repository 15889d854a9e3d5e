package assets

import "dossier/flows"

// CauseWords are what happened to a request and what to do now, one short
// sentence or two each.
type CauseWords struct {
	Meaning string // what happened, and what that means for the picture
	Remedy  string // what to do now, in the wizard
	Fact    string // what happened, without a word about a picture: of a question too
	Command string // what to do now, on the command line
	Exit    int    // the exit code that the request leads to
}

const unknownCause = "The reason is not known to this version."

// causeText puts a cause in words, as the verdict allows. Where the picture may have been
// received, the words say so and do not call it an error. Otherwise they say why and
// nothing about how much had left: LineCauseText and AttemptText add that.
func causeText(c flows.Cause, v verdict) CauseWords {
	if words, ok := verdictTexts[v][c]; ok {
		return words
	}
	fact := CauseFact(c)
	switch {
	case v == verdictMismatched:
		return mismatchText
	case v == verdictUnclear:
		return unclear(fact, slotStates[flows.Unclear].Long)
	case v == verdictNotAccepted:
		return CauseWords{fact + " The service did not accept it.", againRemedy, fact, againCommand, exitFailed}
	}
	return CauseWords{fact, "Update dossier, then look at this picture again.", fact, "update dossier, then run again", exitFailed}
}

// CauseFact is what happened to a request, of a question too, without a word about a
// picture.
func CauseFact(c flows.Cause) string {
	for _, v := range []verdict{verdictNotAccepted, verdictNotReceived} {
		if words, ok := verdictTexts[v][c]; ok {
			return words.Fact
		}
	}
	return unknownCause
}

// pausedCauseText is causeText for a request that a pause may have kept back: by is
// what had paused sending. The fact, what to do now and the exit code are those of that; a
// pause whose cause is not known is only that.
func pausedCauseText(c, by flows.Cause, v verdict) CauseWords {
	words := causeText(c, v)
	if c != flows.CausePaused || by == "" || v != verdictNotReceived {
		return words
	}
	reason := causeText(by, verdictNotReceived)
	words.Remedy, words.Fact, words.Command, words.Exit = reason.Fact, reason.Fact, reason.Command, reason.Exit
	return words
}

// LineCauseText is the words for why a slot's picture is not at the service, was not
// accepted, or is unclear. What was not received is told with all that has left since
// the picture was chosen.
func LineCauseText(l flows.SlotLine) CauseWords {
	v, cause := lineVerdict(l), l.Cause
	if v == verdictUnclear {
		cause = l.Attempt.Cause
	}
	words := pausedCauseText(cause, l.Attempt.PausedBy, v)
	if v != verdictNotReceived {
		return words
	}
	return addTransfer(words, cause, l.Transfer)
}

// AttemptText says why an attempt has no answer that counts.
func AttemptText(a flows.Attempt) CauseWords {
	v := attemptVerdict(a)
	words := pausedCauseText(a.Cause, a.PausedBy, v)
	if v != verdictNotReceived {
		return words
	}
	return addTransfer(words, a.Cause, a.Transfer)
}

// addTransfer adds to the words of a cause how much of the picture left. Without a cause
// that is all there is to say.
func addTransfer(words CauseWords, c flows.Cause, t flows.Transfer) CauseWords {
	switch c {
	case "":
		words.Meaning = TransferText(t).String()
	case flows.CauseTakenBack:
		words.Meaning = takenBackSentence(t).String()
	default:
		words.Meaning += " " + TransferText(t).String()
	}
	return words
}
