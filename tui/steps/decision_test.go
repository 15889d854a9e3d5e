package steps_test

import (
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/decision"
	"dossier/flows/foreign"
	"dossier/flows/intake"
	"dossier/tui/steps"
)

// What was sent over a local warning is told in words, not with the code that the journal
// holds; a code of the service, and one of another version, stays as it is.
func TestADecisionIsToldInWords(t *testing.T) {
	for _, row := range []struct {
		kind       decision.Kind
		code, want string
	}{
		{decision.SentAnyway, string(intake.NameMisleads), "Sent anyway (the name claims another type) by maya, "},
		{decision.SentAnyway, string(intake.TooDark), "Sent anyway (dark) by maya, "},
		{decision.SentAnyway, flows.CodeOtherApplicant, "Sent anyway (sent for another applicant) by maya, "},
		{decision.SentAnyway, "of-a-later-version", "Sent anyway (of-a-later-version) by maya, "},
		{decision.WarningKept, "too-dark", "Warning kept (too-dark) by maya, "},
		{decision.BackLeftOut, "", "Back left out by maya, "},
	} {
		got := steps.Frame{}.FormatDecision(decision.Decision{Kind: row.kind, Code: foreign.Untrusted(row.code), Operator: "maya", At: time.Unix(0, 0)})
		if !strings.HasPrefix(got, row.want) {
			t.Errorf("%s: %q, want %q", row.code, got, row.want)
		}
	}
}
