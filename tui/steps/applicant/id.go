package applicant

import (
	"fmt"
	"slices"
	"strings"

	"dossier/flows"
)

// minEmbeddedID is the shortest ID that is looked for inside other text; anything
// shorter may be a size in pixels.
const minEmbeddedID = 12

// findApplicantID reads an applicant ID out of what was typed or pasted: the text
// itself, or the only ID inside a link or a sentence. With several different
// ones it finds none, because the wrong applicant is worse than a question.
func findApplicantID(text string) (id string, several bool) {
	text = strings.TrimSpace(text)
	if flows.ValidApplicant(text) {
		return text, false
	}
	var found []string
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !strings.ContainsRune("0123456789x", r) }) {
		if len(word) >= minEmbeddedID && flows.ValidApplicant(word) && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	if len(found) == 1 {
		return found[0], false
	}
	return "", len(found) > 1
}

// describeApplicantID says how a typed text reads as an applicant ID; ok when it is
// one.
func describeApplicantID(text string) (word string, ok bool) {
	typed := strings.TrimSpace(text)
	id, several := findApplicantID(typed)
	switch {
	case several:
		return "there is more than one applicant ID in this text", false
	case id != "" && id == typed:
		return fmt.Sprintf("%d characters, has the shape of an applicant ID", len(id)), true
	case id != "":
		return fmt.Sprintf("holds the applicant ID %s, %d characters", flows.ShortApplicant(id), len(id)), true
	case len(typed) > 128:
		return "longer than an applicant ID can be", false
	case strings.Trim(typed, "0123456789x") != "":
		return "an applicant ID has digits and one x, nothing else", false
	case strings.Count(typed, "x") > 1:
		return "an applicant ID has only one x", false
	case !strings.Contains(typed, "x"):
		return "an applicant ID goes on: digits, an x, digits", false
	}
	return "an applicant ID has digits on both sides of the x", false
}
