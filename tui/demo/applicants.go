package demo

import (
	"strings"

	"dossier/personr/sandbox"
)

// applicant is one of the simulated service's, with what becomes of them.
type applicant struct {
	sandbox.Applicant
	ending string // how the check ends, as the start list says it: it is set up
}

// applicants are one who passes, one who may try again and one who is rejected
// for good.
var applicants = []applicant{
	{sandbox.Applicant{ID: "1763870400000x405886519539808060", NameFirst: "Anna", NameLast: "Muster", Flow: "KYC basic"}, "demo: will be approved"},
	{sandbox.Applicant{
		ID: "1763870460000x518240077316299147", NameFirst: "Bruno", NameLast: "Beispiel", Flow: "KYC plus",
		Outcome: sandbox.Outcome{Verdict: sandbox.RejectRetry, Labels: []string{"BAD_SELFIE"}, Times: 1},
	}, "demo: rejected once"},
	{sandbox.Applicant{
		ID: "1763870520000x730915528846104233", NameFirst: "Carla", NameLast: "Example", Flow: "Identity only",
		Outcome: sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"FORGERY"}},
	}, "demo: rejected for good"},
}

func sandboxApplicants() []sandbox.Applicant {
	list := make([]sandbox.Applicant, len(applicants))
	for i, a := range applicants {
		list[i] = a.Applicant
	}
	return list
}

// samplesFolder names the folder of an applicant's pictures. Each has their own,
// as the program stops the same picture for two applicants. It is "" for an
// applicant that the demo does not know.
func samplesFolder(id string) string {
	for _, a := range applicants {
		if a.ID == id {
			return strings.ToLower(a.NameFirst)
		}
	}
	return ""
}
