// Package rejection says whether a rejection leaves room for another try: what the
// service says of it, what its manual says of each label, and what is inferred.
package rejection

import (
	"slices"
	"strings"

	"dossier/flows/foreign"
)

// Finality says whether a rejection label leaves room for another try.
type Finality int

const (
	// Undocumented is the finality of a label without a description: it is shown as it
	// came and nothing is concluded from it.
	Undocumented Finality = iota
	// Retry labels let the applicant send other pictures.
	Retry
	// Final labels end it. The case is handed over, and the applicant must not
	// learn the reason.
	Final
)

// String is the finality in one word: "undocumented", "retry" or "final".
func (f Finality) String() string {
	switch f {
	case Retry:
		return "retry"
	case Final:
		return "final"
	}
	return "undocumented"
}

// FinalityOf says whether a rejection allows another try. The type that the
// service gives decides; without one, a single final label does.
func FinalityOf(rejectType foreign.Text, labels []foreign.Text) Finality {
	switch kind := lower(rejectType); {
	case strings.Contains(kind, "final"):
		return Final
	case strings.Contains(kind, "retry"):
		return Retry
	}
	verdict := Undocumented
	for i, l := range labels {
		switch f := LabelFinality(l); {
		case f == Final:
			return Final
		case f == Retry && (i == 0 || verdict == Retry):
			verdict = Retry
		default:
			verdict = Undocumented
		}
	}
	return verdict
}

func lower(f foreign.Text) string { return strings.ToLower(foreign.Reveal(f)) }

// LabelFinality looks a label up. The manual page "Rejection labels" prints a
// type for the labels it describes; for the others the type is inferred from
// the names that the service's provider uses. The reject type of the
// answer itself, where the service gives one, outweighs the label.
func LabelFinality(label foreign.Text) Finality {
	switch {
	case isListed(documentedRetry, label), isListed(inferredRetry, label):
		return Retry
	case isListed(inferredFinal, label):
		return Final
	}
	return Undocumented
}

// IsDocumented reports whether the manual page "Rejection labels" itself
// gives the label's type; otherwise LabelFinality is an inference.
func IsDocumented(label foreign.Text) bool { return isListed(documentedRetry, label) }

func isListed(names string, label foreign.Text) bool {
	return slices.ContainsFunc(strings.Fields(names), label.Is)
}

const documentedRetry = `
	LOW_QUALITY NOT_DOC ID_INVALID INCOMPLETE_DOC UNSATISFACTORY_PHOTOS DOC_PAGE_MISSING DOC_DAMAGED
	PROB_APPLICANT_DATA GRAPHIC_EDITOR DOC_DEPRIVED FRONT_SIDE_MISSING BACK_SIDE_MISSING SCREENSHOTS
	BLACK_AND_WHITE EXPIRATION_DATE UNFILLED_DOC`

// The provider's own spellings are listed with the service's shortened ones, because
// the spelling of some was never seen.
const inferredRetry = `
	NOT_DOCUMENT INCOMPLETE_DOCUMENT DOCUMENT_PAGE_MISSING DOCUMENT_DAMAGED DOCUMENT_DEPRIVED UNFILLED_ID
	PROBLEMATIC_APPLICANT_DATA DIGITAL_DOCUMENT UNSUITABLE_DOCUMENT
	BAD_SELFIE BAD_VIDEO_SELFIE BAD_FACE_MATCHING BAD_AVATAR SELFIE_WITH_PAPER
	BAD_PROOF_OF_IDENTITY BAD_PROOF_OF_ADDRESS BAD_PROOF_OF_PAYMENT WRONG_ADDRESS INCOMPATIBLE_LANGUAGE
	ADDITIONAL_DOCUMENT_REQUIRED MORE_DOCUMENTS_REQUIRED
	NOT_ALL_CHECKS_COMPLETED REQUESTED_DATA_MISMATCH OTHER`

const inferredFinal = `
	FORGERY DOCUMENT_TEMPLATE STOLEN_DOCS SELFIE_MISMATCH FRAUDULENT_PATTERNS FRAUDULENT_LIVENESS
	CRIMINAL COMPROMISED_PERSONS SANCTIONS WATCHLIST PEP ADVERSE_MEDIA BLACKLIST BLOCKLIST
	REGULATIONS_VIOLATIONS INCONSISTENT_PROFILE DUPLICATE SPAM FOREIGNER WRONG_USER_REGION
	AGE_REQUIREMENT_MISMATCH EXPERIENCE_REQUIREMENT_MISMATCH EXTERNAL_DECISION_REJECTION`
