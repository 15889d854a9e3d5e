package assets

import "dossier/flows/foreign"

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
// count as the same. The operator sees an unknown word as it came, with the Meaning.
func ExplainStatus(word foreign.Text) Explanation {
	for _, s := range statuses {
		if word.EqualFold(s.word) {
			return Explanation{Known: true, Meaning: s.meaning}
		}
	}
	return Explanation{Meaning: "The service gave this word; its meaning is not documented."}
}
