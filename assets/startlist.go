package assets

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
