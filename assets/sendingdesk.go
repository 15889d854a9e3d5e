package assets

// What the desk tells its operator about sending.
const (
	JournalUnwritable SendingText = "The journal cannot be written now; nothing more is sent until it can."
	NothingWaits      SendingText = "Nothing is waiting to be sent."
	NothingWaitsNow   SendingText = "Nothing is waiting to be sent; what was sent cannot be taken back."
	DossierRemoved    SendingText = "The journal does not hold this dossier any more; %s. It was removed, or an older copy is in place; nothing more is sent for it."
	DossierDamaged    SendingText = "%s. Nothing more is sent for it; run dossier audit verify."
	JournalFailed     SendingText = "The journal: %s. Nothing more is sent for this dossier."
	ChoiceNotRecorded SendingText = "Not done: it could not be recorded in the journal, so nothing more is sent for it."
	ChoiceUnanswered  SendingText = "Not done: the journal did not answer, so nothing more is sent for it."
	PictureNotOpen    SendingText = "Not sent: pick the file again."
	TakenOverFromHere SendingText = "Nothing more is sent from here: this dossier was taken over by"
	NothingMoreHere   SendingText = "Nothing more is sent from here."
	NothingMore       SendingText = "Nothing more is sent."
)

// What speaks against sending a picture, and what upload says of a picture that it
// leaves out.
const (
	ChosenForOtherSide SendingText = "This very picture is chosen for another side; each side needs its own."
	ChosenForSide      SendingText = "This very picture is chosen for the %s; each side needs its own."
	DeclinedBefore     SendingText = "The service found errors in this very picture before."
	RejectedBefore     SendingText = "A check was rejected with this very picture."
	SentBefore         SendingText = "This very picture was sent before."
	SentForOther       SendingText = "This very picture was sent for another applicant."
	SentForOtherUnsure SendingText = "The journal did not answer, so it is not known whether this picture was sent for another applicant."
	ReplacesAccepted   SendingText = "A picture is accepted already; this replaces it."
	CannotBeSent       SendingText = "It cannot be sent here: %s."

	SentBeforeWord   SendingText = "sent before"
	SentForOtherWord SendingText = "sent for another applicant"
	CannotBeSentWord SendingText = "cannot be sent"

	OtherFileNotSent SendingText = "the other picture given now was not sent"
	NotSentStrict    SendingText = "not sent, because of --strict"
)
