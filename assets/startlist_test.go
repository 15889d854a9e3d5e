package assets

import (
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/startlist"
)

// TestTheStartListSpeaksInWords: every row of this version and of older ones is put in
// the words of the other screens, with no handle and no code of a document in it.
func TestTheStartListSpeaksInWords(t *testing.T) {
	for stored, want := range map[string]string{
		"identity.back refused, ID_CARD back":    "Identity card · back refused",
		"identity.front set aside, PASSPORT":     "Passport set aside",
		"selfie accepted with a warning, SELFIE": "Selfie warning",
		"identity.back refused":                  "Identity · back refused",
		"identity.front withdrawn":               "Identity · front set aside",
		"selfie unconfirmed":                     "Selfie unclear",
		"selfie accepted":                        "Selfie warning",
		"address.front failed":                   "Address · front to be sent again",
		"an answer named somebody else":          "an answer named another applicant",
		"rejected, may try again":                "rejected, may try again",
		"stopped while sending":                  "stopped while sending",
		"of another version":                     "of another version",
	} {
		if got := StartListText(startlist.Parse(stored)); got != want {
			t.Errorf("%q reads %q, want %q", stored, got, want)
		}
	}
}

// TestEveryStandingHasWords: no code is shown for want of words.
func TestEveryStandingHasWords(t *testing.T) {
	constants := enumConstants(t, "startlist.Code")
	for name, code := range constants {
		if words, ok := standingTexts[startlist.Code(code)]; !ok || words == "" && code != "" {
			t.Errorf("%s has no words", name)
		}
	}
	if len(standingTexts) != len(constants) || len(constants) == 0 {
		t.Errorf("%d codes have words, %d exist", len(standingTexts), len(constants))
	}
}

// TestTheStartListHasTheWordsOfTheReview: what is the matter with a picture is called the
// same in the list of dossiers and in the dossier.
func TestTheStartListHasTheWordsOfTheReview(t *testing.T) {
	for _, state := range []flows.AttemptState{flows.AttemptNotSent, flows.AttemptAnswered} {
		for _, left := range transfers {
			l := flows.SlotLine{State: flows.Failed, Tried: true, Cause: flows.CauseNoConnection, Transfer: left, Attempt: flows.Attempt{State: state}}
			if got, want := StartListText(startlist.StandingOf(l)), SlotWords(l).Short; got != want && !strings.HasSuffix(got, " "+want) {
				t.Errorf("%s, %q left: %q, want %q", state, left, got, want)
			}
		}
	}
	for _, state := range []flows.State{flows.Refused, flows.Unclear, flows.SetAside} {
		l := flows.SlotLine{State: state, Slot: flows.Slot{Need: "selfie"}}
		if got, want := StartListText(startlist.StandingOf(l)), "Selfie "+SlotWords(l).Short; got != want {
			t.Errorf("%s: %q, want %q", state, got, want)
		}
	}
}

// TestANarrowStartListStillSaysWhatIsTheMatter: where the document has no room, the side
// and the words stay.
func TestANarrowStartListStillSaysWhatIsTheMatter(t *testing.T) {
	for stored, want := range map[string]string{
		"identity.back refused, ID_CARD back": "back refused", "identity.back refused": "back refused",
		"identity.front refused, PASSPORT": "Passport refused", "ready to start": "ready to start",
	} {
		if got := ShortStartListText(startlist.Parse(stored)); got != want {
			t.Errorf("%q reads %q, want %q", stored, got, want)
		}
	}
}
