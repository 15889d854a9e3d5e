package assets

import "fmt"

// OpeningIsRecorded says what giving a reason does.
const OpeningIsRecorded = "You see it once you have given a reason. The reason is recorded."

// ColleaguesDossierText says whose a dossier is that nobody has open.
func ColleaguesDossierText(applicant, operator, since string) string {
	return fmt.Sprintf("%s worked on %s, since %s, and does not have it open now.", operator, applicant, since)
}

// OtherGroupText says that a dossier is of another group, without whose.
func OtherGroupText(applicant string) string {
	return fmt.Sprintf("Another group works on %s. Ask your administrator.", applicant)
}

// Where files arrived that are not in the inbox on the screen.
const (
	FilesOfColleague    = "Files that arrived for a colleague are not here."
	FilesOfEndedProcess = "Files that had arrived are gone: the process of the service that held them has ended."
	FilesInOtherProcess = "Files that arrived before in another process of the service are not here."
)

// FilesOnHost names the host where they arrived.
func FilesOnHost(host string) string {
	return "Files that arrived before on " + host + " are not here."
}
