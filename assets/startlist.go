package assets

import "dossier/flows"

// PlaceKept is said when an operator leaves a dossier for the start list. sending: a
// picture of it is on its way, or about to be.
func PlaceKept(applicant string, sending bool) string {
	if sending {
		return applicant + " keeps its place. What is being sent there goes on."
	}
	return applicant + " keeps its place."
}

// StillWorking is what the leave dialog says of a dossier that is not on the screen.
func StillWorking(applicant string) string {
	return "A picture for " + applicant + " is being sent or has no answer yet. Leaving stops it, or its answer may be missed."
}

// DossiersUnreadable says that the start list could not be read. hasRows: it shows what was
// read before.
func DossiersUnreadable(hasRows bool) string {
	if hasRows {
		return "The list of dossiers cannot be read just now; what it shows may be old. It is tried again by itself."
	}
	return "The list of dossiers cannot be read just now. It is tried again by itself."
}

// StoppedText is what the start list says of a dossier whose program was stopped (killed,
// power lost, window closed) while a picture was on its way; "" for any other row's text.
func StoppedText(rowText string) string {
	switch rowText {
	case flows.SummarySending:
		return "stopped while sending"
	case flows.SummaryAwaiting:
		return "probably received"
	}
	return ""
}
