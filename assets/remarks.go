package assets

import (
	"fmt"

	"github.com/dustin/go-humanize"

	"dossier/flows"
	"dossier/flows/foreign"
)

// Explanation is a remark, a label or a status of the service in words.
type Explanation struct {
	Known bool
	// Meaning says what the service found or means, "Probably" if that is inferred.
	Meaning string
	// Remedy says what the operator does about it.
	Remedy string
	// ForApplicant is a polite sentence for the applicant; empty when there is
	// nothing to ask of them.
	ForApplicant string
}

// ExplainRemark puts a remark's code in words. The manual gives no list of codes, so
// every known meaning is inferred from the service's provider. With
// an error the picture does not count; with a warning it does, and the operator
// decides whether it is good enough. The operator sees an unknown code as it came, with the
// Meaning.
func ExplainRemark(code foreign.Text, isError bool) Explanation {
	if e, ok := ownRemarks[code]; ok {
		return e
	}
	e, known := remarkExplanations[code]
	switch {
	case !known && isError:
		return unknownError
	case !known:
		return unknownWarning
	case isError:
		return e
	}
	e.Remedy = "Keep it if everything can be seen. Otherwise: " + lowerFirst(e.Remedy)
	return e
}

const undocumentedCode = "The service gave this code; its meaning is not documented."

var unknownError = Explanation{
	Meaning:      undocumentedCode,
	Remedy:       "The picture does not count. Look at it, then send another, or ask Personr about the code.",
	ForApplicant: "Could you please send us a new picture of this document?",
}

var unknownWarning = Explanation{
	Meaning: undocumentedCode,
	Remedy:  "Look at the picture; keep it if everything can be seen, or replace it.",
}

// ownRemarks are the codes that this program gives: it needs no inference to know
// their meaning.
var ownRemarks = map[foreign.Text]Explanation{
	foreign.Untrusted(flows.RemarksUnknown): {
		Known:   true,
		Meaning: "The answer was lost, so the service's warnings on this picture are unknown.",
		Remedy:  "Look at the picture once more; keep it if everything can be seen, or replace it.",
	},
	foreign.Untrusted(flows.RemarksSilent): {
		Known:   true,
		Meaning: fmt.Sprintf("No error was named, but from the %s picture on the service may no longer name any.", humanize.Ordinal(flows.ReportedAttempts+1)),
		Remedy:  "Look at the picture once more; keep it if everything can be seen, or replace it.",
	},
}
