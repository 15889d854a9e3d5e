package assets

import "dossier/flows"

// objectionTexts say what the journal has against a picture, a sentence each.
var objectionTexts = map[string]string{
	flows.CodeSameSides:      "This very picture is chosen for another side; each side needs its own.",
	flows.CodeDeclined:       "The service found errors in this very picture before.",
	flows.CodeRejected:       "A check was rejected with this very picture.",
	flows.CodeSentBefore:     "This very picture was sent before.",
	flows.CodeOtherApplicant: "This very picture was sent for another applicant.",
	flows.CodeReplace:        "A picture is accepted already; this replaces it.",
}

// ObjectionText says what speaks against a picture. The code of an objection that this
// version does not know is its own text.
func ObjectionText(code string) string {
	if text, ok := objectionTexts[code]; ok {
		return text
	}
	return Sentence("it cannot be sent here: " + code)
}
