package assets

import "dossier/flows/foreign"

// Status is what one of the service's status or answer words means.
type Status struct {
	Known   bool
	Meaning string // one sentence
}

// statuses are the words of the manual page "Applicant statuses" and the
// answers of the webhook samples.
var statuses = []struct{ word, meaning string }{
	{"Created", "The applicant exists. No check has been started."},
	{"Pre-Checked", "The service is working on the pictures."},
	{"Pending", "The service is working on the identity data."},
	{"Reviewed", "The check is finished and has a result."},
	{"Approved", "The check is passed."},
	{"Rejected", "The check is not passed. The labels say why."},
}

// ExplainStatus explains an applicant's status or answer. Upper and lower case
// count as the same. An unknown word is shown beside the Meaning as it came.
func ExplainStatus(word foreign.Text) Status {
	for _, s := range statuses {
		if word.EqualFold(s.word) {
			return Status{true, s.meaning}
		}
	}
	return Status{Meaning: "The service gave this word; its meaning is not documented."}
}
