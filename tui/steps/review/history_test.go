package review

import (
	"slices"
	"strings"
	"testing"
)

// TestTheHistoryNamesTheSideOfEachRecord proves for every kind of line that it is about the
// side that the record is about: one word decides which picture an operator sends again.
func TestTheHistoryNamesTheSideOfEachRecord(t *testing.T) {
	var got []string
	for _, h := range listHistory(keptStory(t).Journey) {
		got = append(got, h.who+": "+h.what)
	}
	slices.Sort(got)
	want := []string{
		"anna: Identity card · back sent, 2.9 MB",
		"anna: Identity card · back unclear",
		"anna: Identity card · back: treated as received",
		"anna: Identity card · back: warning kept (remarksUnknown)",
		"anna: Identity card · front sent, 2.9 MB",
		"anna: Identity card · front: warning kept (badExposure)",
		"anna: Selfie sent, 2.9 MB",
		"anna: Utility bill sent, 2.9 MB",
		"anna: chose the document: identity card",
		"anna: chose the document: selfie",
		"anna: chose the document: utility bill",
		"service: Identity card · front accepted with a warning",
		"service: Selfie accepted",
		"service: Utility bill accepted",
	}
	if !slices.Equal(got, want) {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
