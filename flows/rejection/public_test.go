package rejection

import (
	"reflect"
	"testing"

	"dossier/flows/foreign"
)

// TestNothingOfAFinalRejectionIsPublic proves that only labels that are known to allow
// another try are public, and none of a rejection that is final by its type or by a label.
func TestNothingOfAFinalRejectionIsPublic(t *testing.T) {
	texts := func(list ...string) (out []foreign.Text) {
		for _, s := range list {
			out = append(out, foreign.Untrusted(s))
		}
		return out
	}
	for _, test := range []struct {
		kind     string
		labels   []foreign.Text
		wantKind string
		want     []foreign.Text
		isPart   bool
	}{
		{"", nil, "", nil, false},
		{"RETRY", texts("LOW_QUALITY", "BAD_SELFIE"), "RETRY", texts("LOW_QUALITY", "BAD_SELFIE"), false},
		{"Rejected (Retry)", texts("LOW_QUALITY", "PEP"), "Rejected (Retry)", texts("LOW_QUALITY"), true},
		{"RETRY", texts("NEVER_HEARD_OF"), "RETRY", nil, true},
		{"", texts("LOW_QUALITY", "FORGERY"), "", nil, true},
		{"Rejected (Final)", texts("LOW_QUALITY"), "Rejected (Final)", nil, true},
		{"FINAL", nil, "FINAL", nil, true},
		{"final: SANCTIONS", texts("LOW_QUALITY"), "", nil, true},
		{"retry, but a PEP", texts("LOW_QUALITY"), "", texts("LOW_QUALITY"), true},
	} {
		got := PublicPart(foreign.Untrusted(test.kind), test.labels)
		want := Public{foreign.Untrusted(test.wantKind), test.want, test.isPart}
		if !reflect.DeepEqual(got, want) && (len(got.Labels)+len(want.Labels) > 0 || got.RejectType != want.RejectType || got.IsPart != want.IsPart) {
			t.Errorf("%q, %v: %v, want %v", test.kind, test.labels, got, want)
		}
	}
}
