package steps

import (
	"dossier/tui/safe"
	"slices"
)

func ShowApplicantID(f Frame) Action {
	id := f.Journey.Key().Applicant
	return Show{Title: "Applicant ID", Lines: []safe.Text{safe.LineOf(id, safe.ListMax)}, Copy: id}
}

// ShowApplicantWords shows each sentence once; nil when there is none.
func ShowApplicantWords(about string, words []string) Action {
	var lines []safe.Text
	for i, w := range words {
		if w != "" && !slices.Contains(words[:i], w) {
			lines = append(lines, safe.LineOf(w, safe.DetailMax))
		}
	}
	if lines == nil {
		return nil
	}
	return Show{Title: "Words for the applicant · " + about, Lines: lines}
}
