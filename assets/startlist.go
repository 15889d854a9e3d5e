package assets

import (
	"strings"

	"dossier/flows"
	"dossier/flows/startlist"
)

// PlaceKept is said when an operator leaves a dossier for the start list. sending: a
// picture of it is on its way, or about to be.
func PlaceKept(applicant string, sending bool) string {
	if sending {
		return applicant + " keeps its place. What is being sent there goes on."
	}
	return applicant + " keeps its place."
}

// BackAfterLostLine is said when a login opens a dossier by itself: the line to the session
// that showed it was lost.
func BackAfterLostLine(applicant, at string) string {
	return "Back at " + applicant + ": the line was lost at " + at + "."
}

// BackAfterLock is BackAfterLostLine after a session that was locked.
func BackAfterLock(applicant string) string {
	return "Back at " + applicant + ": your locked session has ended."
}

// BackAfterLimit is BackAfterLostLine after a connection that lasted as long as one may.
func BackAfterLimit(applicant string) string {
	return "Back at " + applicant + ": the connection had lasted too long."
}

// StillWorking is what the leave dialog says of a dossier that is not on the screen.
func StillWorking(applicant string) string {
	return "A picture for " + applicant + " is being sent or has no answer yet. Leaving stops it, or its answer may be missed."
}

// DossiersUnreadable says that the start list could not be read. hasRows: it shows what was
// read before.
func DossiersUnreadable(hasRows bool) string {
	if hasRows {
		return "The list of dossiers cannot be read just now; what it shows may be old. dossier tries again automatically."
	}
	return "The list of dossiers cannot be read just now. dossier tries again automatically."
}

// standingTexts say where a dossier stands, in the start list.
var standingTexts = map[startlist.Code]string{
	startlist.Unfinished:         "",
	startlist.Closed:             "closed",
	startlist.Incident:           "an answer named another applicant",
	startlist.Approved:           "approved",
	startlist.RejectedForGood:    "rejected, final",
	startlist.Rejected:           "rejected, may try again",
	startlist.StartUnclear:       "start unclear",
	startlist.CheckRunning:       "check running",
	startlist.ReadyToStart:       "ready to start",
	startlist.Sending:            slotStates[flows.Sending].Short,
	startlist.Awaiting:           "waiting for the answer",
	startlist.StoppedSending:     "stopped while sending",
	startlist.ProbablyReceived:   "probably received",
	startlist.Damaged:            "damaged: its entries do not verify",
	startlist.NewerEntries:       "written by a newer version",
	startlist.PictureRefused:     slotStates[flows.Refused].Short,
	startlist.PictureUnclear:     slotStates[flows.Unclear].Short,
	startlist.PictureSetAside:    slotStates[flows.SetAside].Short,
	startlist.PictureWarning:     acceptedWithWarning.Short,
	startlist.PictureNotAccepted: NotAcceptedWord.String(),
	startlist.PictureNotSent:     FailureWord(flows.TransferNone).String(),
	startlist.PictureStopped:     FailureWord(flows.TransferPart).String(),
	startlist.PictureNotReceived: FailureWord(flows.TransferWhole).String(),
	startlist.PictureFailed:      "to be sent again",
}

// StartListText says where a dossier stands: "ready to start", "Identity card · back
// refused". A code that this version does not know is its own text, and foreign.
func StartListText(s startlist.Standing) string { return standingText(s, pictureTitle(s)) }

// ShortStartListText is the same with the picture named by its side alone: "back refused".
func ShortStartListText(s startlist.Standing) string {
	switch {
	case s.HasOtherSide:
		return standingText(s, s.Slot.Side.Word())
	case s.Code == startlist.Damaged:
		return "damaged"
	}
	return StartListText(s)
}

func standingText(s startlist.Standing, title string) string {
	words, known := standingTexts[s.Code]
	switch {
	case !known:
		return string(s.Code)
	case s.Slot.Need == "":
		return words
	}
	return title + " " + words
}

// pictureTitle names a picture as the checklist does, by its document: "Identity card ·
// back". The rows of older versions know only the requirement.
func pictureTitle(s startlist.Standing) string {
	title := strings.TrimSuffix(Sentence(s.Slot.Need), ".")
	if s.Document != "" {
		title = DocumentName(s.Document)
	}
	if s.HasOtherSide {
		title += " · " + s.Slot.Side.Word()
	}
	return title
}
