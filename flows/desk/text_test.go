package desk

import (
	"strings"
	"testing"

	"dossier/personr"
)

// The host that a proxy or a redirect names, and the beginning of an answer
// that could not be read, can be read by a person.
func TestRawNamesHostsAndTheBeginning(t *testing.T) {
	for want, o := range map[string]personr.Outcome{
		"redirect elsewhere.example": {Cause: personr.Redirected, Target: personr.Untrusted("elsewhere.example")},
		"proxy    proxy.example":     {Cause: personr.ProxyRefused, Target: personr.Untrusted("proxy.example")},
		"begins   <html>":            {Cause: personr.UnknownAnswer, Excerpt: personr.Untrusted("<html>")},
	} {
		if got := rawText(o); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}
