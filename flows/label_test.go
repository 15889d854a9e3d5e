package flows

import (
	"strings"
	"testing"

	"dossier/flows/foreign"
)

func TestFinalityOfLabels(t *testing.T) {
	for name, want := range map[string]Finality{
		"LOW_QUALITY": Retry, "UNFILLED_DOC": Retry, "BAD_SELFIE": Retry, "DOCUMENT_DAMAGED": Retry,
		"FORGERY": Final, "SANCTIONS": Final, "WATCHLIST": Final, "SPAM": Final, "EXTERNAL_DECISION_REJECTION": Final,
		"": Undocumented, "low_quality": Undocumented, "NEVER_HEARD_OF": Undocumented,
	} {
		if got := FinalityOf(foreign.Untrusted(name)); got != want {
			t.Errorf("%q is %v, want %v", name, got, want)
		}
	}
}

// A label in two lists would have two meanings.
func TestEveryLabelIsListedOnce(t *testing.T) {
	listed := map[string]bool{}
	for name := range strings.FieldsSeq(documentedRetry + inferredRetry + inferredFinal) {
		if listed[name] {
			t.Errorf("%s is listed twice", name)
		}
		listed[name] = true
	}
}

func TestLabelDocumented(t *testing.T) {
	if !IsDocumentedLabel(foreign.Untrusted("LOW_QUALITY")) || IsDocumentedLabel(foreign.Untrusted("BAD_SELFIE")) || IsDocumentedLabel(foreign.Untrusted("FORGERY")) {
		t.Error("the manual describes LOW_QUALITY and neither BAD_SELFIE nor FORGERY")
	}
}
