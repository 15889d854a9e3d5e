package assets

import "dossier/flows"

// TransferText is the sentence for a picture that was not received: how much of it
// left, and nothing about why.
func TransferText(t flows.Transfer) SendingText {
	switch t {
	case flows.TransferNone:
		return NothingWasSent
	case flows.TransferWhole:
		return ProbablyNotReached
	}
	return StoppedBeforeEnd
}

// TransferWord says for a record how much of a request left this computer.
func TransferWord(t flows.Transfer) string {
	switch t {
	case flows.TransferNone:
		return LeftNothing.String()
	case flows.TransferWhole:
		return LeftAll.String()
	}
	return LeftPart.String()
}

// FailureWord is the word in a list for a picture that was not received.
func FailureWord(t flows.Transfer) SendingText {
	switch t {
	case flows.TransferNone:
		return NotSentWord
	case flows.TransferWhole:
		return NotReceivedWord
	}
	return StoppedWord
}

// TakenBackText says who took a picture back and how much of it had left. by is
// "you" or the operator's name, safe to show.
func TakenBackText(t flows.Transfer, by string) string {
	if t == flows.TransferNone {
		return TakenBackUnsentBy.With(by)
	}
	return TakenBackMidwayBy.With(by)
}

// failedWords are the words for a slot whose picture is not at the service.
func failedWords(l flows.SlotLine) Words {
	words := Words{FailureWord(l.Transfer).String(), TransferText(l.Transfer).String()}
	if isAnswered(l) {
		words.Short = NotAcceptedWord.String()
	}
	if l.Cause != "" {
		words.Long = LineCauseText(l).Meaning
	}
	return words
}

// StartText says why a start of a check began nothing.
func StartText(c flows.Check) string {
	told := StartWasStopped
	if c.Transfer == flows.TransferNone {
		told = StartWasNotSent
	}
	return PausedCauseText(c.Cause, c.PausedBy).Fact + " " + told.String()
}

// UnclearStartText says why it is unclear whether a check began.
func UnclearStartText(c flows.Cause) string {
	return CauseText(c).Fact + " " + StartMaybeThere.String()
}
