package assets

import "dossier/flows"

// CauseWords are what happened to a request and what to do now, one short
// sentence or two each.
type CauseWords struct {
	Meaning string // what happened, and what that means for the picture
	Remedy  string // what to do now, in the wizard
	Fact    string // what happened, without a word about a picture: of a question too
	Command string // what to do now, on the command line
	Exit    int    // the exit code of a picture that was not sent for this cause
}

// CauseText puts a cause in words. Where the picture may have been received, the
// words say so and do not call it an error. Otherwise they say why and nothing about
// how much had left: that is FailureText.
func CauseText(c flows.Cause) CauseWords {
	if w, ok := causeTexts[c]; ok {
		return w
	}
	return CauseWords{
		"The reason is not known to this version.", "Update dossier, then look at this picture again.",
		"The reason is not known to this version.", "update dossier, then run again", exitFailed,
	}
}

// PausedCauseText is CauseText for a request that a pause may have kept back: by is
// what had paused sending. The fact, what to do now and the exit code are those of that; a
// pause whose cause is not known is only that.
func PausedCauseText(c, by flows.Cause) CauseWords {
	if c != flows.CausePaused || by == "" {
		return CauseText(c)
	}
	words, reason := CauseText(c), CauseText(by)
	words.Remedy, words.Fact, words.Command, words.Exit = reason.Fact, reason.Fact, reason.Command, reason.Exit
	return words
}

// LineCauseText is the words for why a slot's picture is not at the service, or was
// not accepted. What was not received is told with all that has left since the
// picture was chosen.
func LineCauseText(l flows.SlotLine) CauseWords {
	words := PausedCauseText(l.Cause, l.Attempt.PausedBy)
	if isAnswered(l) || l.State == flows.Refused || l.Cause == "" {
		return words
	}
	return addTransfer(words, l.Cause, l.Transfer)
}

// isAnswered reports whether the service answered the slot's latest attempt, so that
// its answer and not the transfer says what became of the picture.
func isAnswered(l flows.SlotLine) bool {
	return l.Tried && l.Attempt.State == flows.AttemptAnswered && l.Cause != flows.CauseTakenBack
}

// AttemptText says why an attempt has no answer that counts.
func AttemptText(a flows.Attempt) CauseWords {
	switch a.State {
	case flows.AttemptNotSent:
		return addTransfer(PausedCauseText(a.Cause, a.PausedBy), a.Cause, a.Transfer)
	case flows.AttemptReleased, flows.AttemptUnclear:
		return ReleasedCauseText(a.Cause)
	}
	return CauseText(a.Cause)
}

// addTransfer adds to the words of a cause how much of the picture left.
func addTransfer(words CauseWords, c flows.Cause, t flows.Transfer) CauseWords {
	switch {
	case c == flows.CauseTakenBack && t == flows.TransferNone:
		words.Meaning = TakenBackUnsent.String()
	case c == flows.CauseTakenBack:
		words.Meaning = TakenBackMidway.String()
	default:
		words.Meaning += " " + TransferText(t).String()
	}
	return words
}

// ReleasedCauseText is CauseText for a request that had been released: what ended its
// session says nothing about whether the picture was received.
func ReleasedCauseText(c flows.Cause) CauseWords {
	words := CauseText(c)
	switch c {
	case flows.CauseTakenOver:
		words.Meaning, words.Remedy, words.Command = "Sent before somebody else took over. Unclear.", decideRemedy, decideCommand
	case flows.CauseSessionGone:
		words.Meaning, words.Remedy, words.Command = "Sent before its session ended. Unclear.", decideRemedy, decideCommand
	}
	return words
}
