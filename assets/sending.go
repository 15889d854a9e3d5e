package assets

import "fmt"

// SendingText is a sentence about sending, or a part of one. Every text of the
// program that says what was or was not sent is one of these, and sendingTruths says
// how much of a picture may have left when it is used: a sentence that is nearly
// right is the worst mistake here. Its verbs are filled by With.
type SendingText string

// With fills the verbs of the text, as fmt.Sprintf does.
func (s SendingText) With(parts ...any) string { return fmt.Sprintf(string(s), parts...) }

// String is the text without verbs.
func (s SendingText) String() string { return string(s) }

// What became of a picture that the service did not receive.
const (
	NothingWasSent     SendingText = "Nothing was sent."
	StoppedBeforeEnd   SendingText = "Stopped before the end: the service did not get a complete picture."
	ProbablyNotReached SendingText = "It was sent, and was probably not received."

	TakenBackUnsent   SendingText = "Taken back; nothing was sent."
	TakenBackUnsentBy SendingText = "Taken back by %s; nothing was sent."
	TakenBackMidway   SendingText = "Stopped on request before the end: the service did not get a complete picture."
	TakenBackMidwayBy SendingText = "Stopped by %s before the end: the service did not get a complete picture."
	TakenBackLater    SendingText = "Taken back; it was sent before, and was not accepted."
	TakenBackLaterBy  SendingText = "Taken back by %s; it was sent before, and was not accepted."

	TookOverMidway   SendingText = "You took this dossier over while it was being sent: the service did not get a complete picture."
	TakenOverMidway  SendingText = "The dossier was taken over while it was being sent: the service did not get a complete picture."
	SamePictureAgain SendingText = "The same picture can be sent."

	StartWasNotSent SendingText = "The start was not sent."
	StartWasStopped SendingText = "The start stopped before the end, so no check began."
	StartNotReached SendingText = "The start was sent, and probably began no check."
	StartDecided    SendingText = "An operator decided that the start was not received."
	StartMaybeThere SendingText = "The start may have been received."
	StartSent       SendingText = "the start of the check was sent" // for a record
)

// The words for where a picture stands that was not received: in a list.
const (
	WaitsToBeSent      SendingText = "Chosen, not sent yet."
	WaitsToBeSentAgain SendingText = "It waits to be sent again."

	NotSentWord     SendingText = "not sent"
	StoppedWord     SendingText = "stopped"
	NotReceivedWord SendingText = "probably not received"
	NotAcceptedWord SendingText = "not accepted"
)

// What is said of a dossier's pictures together, and before something is done.
const (
	NothingSentYet      SendingText = "Nothing has been sent yet."
	NothingSentBefore   SendingText = "No picture is sent before you press Enter on it."
	NothingSentFromHere SendingText = "nothing was sent from here"
	OneSent             SendingText = "1 picture sent."
	SomeSent            SendingText = "%d pictures sent."
	SomeUnclear         SendingText = "%d sent, %d may have been received."
	NoneAccepted        SendingText = "The service has accepted no picture yet."
	NoneReceived        SendingText = "The service has received no picture yet."

	LeaveUnsent   SendingText = "%s: nothing was sent yet. It stays so if you leave now."
	LeaveMidway   SendingText = "%s is being sent. It stops if you leave: the service does not get a complete picture."
	LeaveUnderway SendingText = "%s was sent; %s."
	CancelInTime  SendingText = "Cancelled before the last byte is sent, the service does not get it."
	TakeOverFirst SendingText = "The %s is about to be sent there; if you are in time, the service does not get it."
)

// How much of a request left this computer, for a record.
const (
	LeftNothing SendingText = "nothing"
	LeftPart    SendingText = "a part at most"
	LeftAll     SendingText = "all"
)
