package desk

import (
	"strings"
	"testing"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/notice"
	"dossier/personr"
)

// The host that a proxy or a redirect names, and the beginning of an answer
// that could not be read, can be read by a person.
func TestRawNamesHostsAndTheBeginning(t *testing.T) {
	for want, o := range map[string]personr.Outcome{
		"redirect elsewhere.example": {Cause: personr.Redirected, Target: foreign.Untrusted("elsewhere.example")},
		"proxy    proxy.example":     {Cause: personr.ProxyRefused, Target: foreign.Untrusted("proxy.example")},
		"begins   <html>":            {Cause: personr.UnknownAnswer, Excerpt: foreign.Untrusted("<html>")},
	} {
		if got := foreign.Reveal(rawAnswerText(personr.UploadOutcome{Outcome: o})); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

// TestWhatIsNotRecordedIsNamed proves that no answer is claimed where none may
// have come.
func TestWhatIsNotRecordedIsNamed(t *testing.T) {
	for want, events := range map[string][]flows.Event{
		"What became of a picture is":    {flows.NotSent{}, flows.AnswerLost{}, flows.Answered{}},
		"What became of the check is":    {flows.CheckNotSent{}, flows.CheckLost{}, flows.CheckAnswered{}},
		"The status of the applicant is": {flows.StatusSeen{}},
	} {
		for _, e := range events {
			if got := assets.NoticeText(notice.Notice{Code: unrecordedCode(e)}); !strings.HasPrefix(got, want) || len(got) > 76 {
				t.Errorf("%T: %q", e, got)
			}
		}
	}
}
