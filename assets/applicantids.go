package assets

import (
	"fmt"
	"strings"
	"unicode"

	"dossier/flows"
	"dossier/flows/applicantid"
	"dossier/flows/foreign"
)

// applicantIDTexts are the reasons why a text was not read as an applicant ID, in the
// order of the outcomes, and what of the text is shown with it.
var applicantIDTexts = map[applicantid.Outcome]struct {
	reason string
	shown  func(applicantid.Reading, func(foreign.Text) string) string
}{
	applicantid.Several:    {"there is more than one applicant ID in it", foundTails},
	applicantid.MoreDigits: {"it has more digits than one applicant ID", foundParts},
	applicantid.Divided:    {"another sign divides it", foundParts},
	applicantid.LongerText: {"an applicant ID is digits, an x and digits", foundParts},
	applicantid.CutOff:     {"it is cut off; copy the whole applicant ID", foundParts},
	applicantid.TooLong:    {"longer than an applicant ID can be", nil},
	applicantid.OneSided:   {"an applicant ID has digits on both sides of the x", nil},
	applicantid.ManyX:      {"an applicant ID has only one x", nil},
	applicantid.NoX:        {"the x is missing; an applicant ID is digits, an x and digits", nil},
	applicantid.NoID:       {"an applicant ID is digits, an x and digits", nil},
}

// ApplicantIDProblem is why a text was refused as an applicant ID, with what was found
// in it where show is given. It is empty for a text that was read.
func ApplicantIDProblem(r applicantid.Reading, show func(foreign.Text) string) string {
	t := applicantIDTexts[r.Outcome]
	if show == nil || t.shown == nil {
		return t.reason
	}
	return t.reason + ": " + t.shown(r, show)
}

// ApplicantIDText says how an applicant ID was read: "32 characters, has the shape of
// an applicant ID". It is empty for a text that was refused.
func ApplicantIDText(r applicantid.Reading) string {
	switch r.Outcome {
	case applicantid.Whole:
		return fmt.Sprintf("%d characters, has the shape of an applicant ID", len(r.ID))
	case applicantid.Embedded:
		return fmt.Sprintf("holds the applicant ID %s, %d characters", flows.ShortApplicant(r.ID), len(r.ID))
	case applicantid.Joined:
		return "joined from its parts; compare it with yours: " + r.ID
	}
	return ""
}

// UnusualApplicantID says that an ID may be a part of one: most have 13 digits, an x and
// 18 digits.
func UnusualApplicantID(id string) string {
	return fmt.Sprintf("%d characters, most IDs have 32. Is it whole?", len(id))
}

// foundTails are the short forms of the IDs that were found.
func foundTails(r applicantid.Reading, show func(foreign.Text) string) string {
	return JoinText(r.Found, ", ", show)
}

// foundParts are the parts with the sign between them.
func foundParts(r applicantid.Reading, show func(foreign.Text) string) string {
	return JoinText(r.Found, " "+signText(r.Sign, show)+" ", show)
}

// signText names a sign that divides a text.
func signText(sign rune, show func(foreign.Text) string) string {
	switch {
	case sign == 0:
		return "·"
	case sign == '\t':
		return "(tab)"
	case unicode.IsLetter(sign):
		return "…"
	}
	return strings.TrimSpace(show(foreign.Untrusted(string(sign))))
}
