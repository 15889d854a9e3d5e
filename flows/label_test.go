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

// A label in both lists would be final or not by the order of the loops.
func TestNoLabelIsRetryAndFinal(t *testing.T) {
	final := labelSet(inferredFinal)
	for _, names := range []string{documentedRetry, inferredRetry} {
		for name := range strings.FieldsSeq(names) {
			if final[foreign.Untrusted(name)] {
				t.Errorf("%s is in both lists", name)
			}
		}
	}
	if got, want := len(finalityByLabel), len(labelSet(documentedRetry))+len(labelSet(inferredRetry))+len(final); got != want {
		t.Errorf("%d labels, want %d", got, want)
	}
}

func TestLabelDocumented(t *testing.T) {
	if !IsDocumentedLabel(foreign.Untrusted("LOW_QUALITY")) || IsDocumentedLabel(foreign.Untrusted("BAD_SELFIE")) || IsDocumentedLabel(foreign.Untrusted("FORGERY")) {
		t.Error("the manual describes LOW_QUALITY and neither BAD_SELFIE nor FORGERY")
	}
}
