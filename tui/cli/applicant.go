package cli

import (
	"fmt"

	"dossier/assets"
	"dossier/flows/applicantid"
)

// ReadApplicantID reads the applicant ID that an argument is or holds. Where it is not
// the argument itself, it is said on stderr how it was read. The problem of a refused
// argument repeats nothing of it: it may be a token.
func (o *Options) ReadApplicantID(arg string) (string, error) {
	r := applicantid.Read(arg)
	switch r.Outcome {
	case applicantid.Whole:
	case applicantid.Embedded, applicantid.Joined:
		fmt.Fprintln(o.Env.Err, "dossier:", assets.ApplicantIDText(r))
	default:
		return "", Problemf(ExitUsage, "%s", notApplicantID(r))
	}
	return r.ID, nil
}

// readWizardApplicant reads the argument of the root command. A joined ID has to be
// compared on a screen first, and the wizard would open it at once.
func readWizardApplicant(arg string) (string, error) {
	r := applicantid.Read(arg)
	switch {
	case r.Outcome == applicantid.Joined:
		return "", Problemf(ExitUsage, "blanks or invisible signs stand inside that ID; start dossier without it and paste it there, to compare it")
	case r.ID == "" && isNoID(r):
		return "", Problemf(ExitUsage, "%s and no command; see dossier --help", NotApplicantID)
	case r.ID == "":
		return "", Problemf(ExitUsage, "%s", notApplicantID(r))
	}
	return r.ID, nil
}

// notApplicantID is why a text is refused, where the sample does not say it already.
func notApplicantID(r applicantid.Reading) string {
	if isNoID(r) {
		return NotApplicantID
	}
	return NotApplicantID + ": " + assets.ApplicantIDProblem(r, nil)
}

// isNoID reports whether nothing like an ID was read.
func isNoID(r applicantid.Reading) bool {
	return r.Outcome == applicantid.Blank || r.Outcome == applicantid.NoID || r.Outcome == applicantid.LongerText
}
