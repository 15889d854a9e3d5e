package rejection

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
		if got := LabelFinality(foreign.Untrusted(name)); got != want {
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
	if !IsDocumented(foreign.Untrusted("LOW_QUALITY")) || IsDocumented(foreign.Untrusted("BAD_SELFIE")) || IsDocumented(foreign.Untrusted("FORGERY")) {
		t.Error("the manual describes LOW_QUALITY and neither BAD_SELFIE nor FORGERY")
	}
}

func TestFinalityOfARejection(t *testing.T) {
	for _, test := range []struct {
		kind, labels string
		want         Finality
	}{
		{"", "", Undocumented}, {"", "LOW_QUALITY", Retry}, {"", "FORGERY", Final},
		{"", "LOW_QUALITY FORGERY", Final}, {"", "FORGERY LOW_QUALITY", Final},
		{"", "LOW_QUALITY NOBODY_KNOWS", Undocumented}, {"", "NOBODY_KNOWS LOW_QUALITY", Undocumented},
		{"", "LOW_QUALITY SCREENSHOTS", Retry}, {"RETRY", "FORGERY", Retry}, {"Rejected (Final)", "LOW_QUALITY", Final},
	} {
		if got := FinalityOf(foreign.Untrusted(test.kind), labelsOf(test.labels)); got != test.want {
			t.Errorf("%q %q: got %v, want %v", test.kind, test.labels, got, test.want)
		}
	}
}

func labelsOf(names string) []foreign.Text {
	var list []foreign.Text
	for name := range strings.FieldsSeq(names) {
		list = append(list, foreign.Untrusted(name))
	}
	return list
}
