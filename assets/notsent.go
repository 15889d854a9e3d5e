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

// takenBackSentence says that a picture was taken back and how much of it had left. With
// an earlier attempt all of it may have.
func takenBackSentence(t flows.Transfer) SendingText {
	switch t {
	case flows.TransferNone:
		return TakenBackUnsent
	case flows.TransferWhole:
		return TakenBackLater
	}
	return TakenBackMidway
}

// TakenBackText also says who took the picture back. by is "you" or the operator's name,
// safe to show.
func TakenBackText(t flows.Transfer, by string) string {
	switch t {
	case flows.TransferNone:
		return TakenBackUnsentBy.With(by)
	case flows.TransferWhole:
		return TakenBackLaterBy.With(by)
	}
	return TakenBackMidwayBy.With(by)
}

// failedWords are the words for a slot whose picture is not at the service.
func failedWords(l flows.SlotLine) Words {
	words := Words{FailureWord(l.Transfer).String(), LineCauseText(l).Meaning}
	if lineVerdict(l) == verdictNotAccepted || l.IsTakenBack() && l.Transfer == flows.TransferWhole {
		words.Short = NotAcceptedWord.String()
	}
	return words
}
