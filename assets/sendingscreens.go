package assets

// What the screens say of one picture that is on its way, or has been.
const (
	BeingSent      SendingText = "%s is being sent."
	CanBeTakenBack SendingText = "It can be taken back for %d s more: ctrl+z."
	AwaitsAnswer   SendingText = "%s was sent and waits for its answer; change it when that is here."
	SentAgo        SendingText = "It was sent %s ago and can no longer be taken back."
	AnswerMayCome  SendingText = "It was sent %s ago and an answer may still come; better wait another %s."
	MaybeReceived  SendingText = "%s may have been received. Decide that on Review first (ctrl+g)."
	UnclearWord    SendingText = "unclear, it may have been received"
	StaysAtService SendingText = "What was sent stays at the service as %s: %s. It cannot be taken back."
	SentTimes      SendingText = "Sent %s."
	SentAtTime     SendingText = "Sent %s" // what is quoted to the service
	SentWord       SendingText = "sent"
	TakenBackWord  SendingText = "taken back"

	WaitsForItsTurn SendingText = "It is sent when its turn comes, the front before the back."
	SentAgainIn     SendingText = "It is sent again automatically in %s."
	SentAgainSame   SendingText = "The same %s is sent again automatically."
	SentAgainWith   SendingText = "the %s is sent again with it."
	SentAgainWord   SendingText = "to be sent again"

	SendsOnThere   SendingText = "The %s was sent there and has no answer yet; it becomes unclear."
	NothingOnThere SendingText = "Nothing is being sent there, and nothing more will be."
	StartUnderway  SendingText = "The start is being sent to the service."
)

// What the screens say of all pictures of a dossier, and of what can be done.
const (
	HoldPromise      SendingText = "No picture is sent before Enter; for %d s after, ctrl+z takes it back."
	NothingSentHere  SendingText = "Nothing is sent here."
	LockedBySending  SendingText = "Locked: a picture was sent for this applicant."
	CannotBeUndone   SendingText = "Nothing that was sent can be undone."
	NothingCanBeSent SendingText = "Nothing can be sent."
	ClosedForGood    SendingText = "This dossier is closed; nothing more can be sent."
	CheckIsOver      SendingText = "The check is over; nothing more can be sent."
	CheckIsRunning   SendingText = "A check is running; nothing more can be sent until its result is here."
	LeftThisMuch     SendingText = "left this computer: %s" // for a record
)
