package startlist

import (
	"testing"

	"dossier/flows"
)

// TestAStandingIsReadAsItWasStored: what this version stores comes back whole, and what
// older versions stored has the code of today.
func TestAStandingIsReadAsItWasStored(t *testing.T) {
	front, back := flows.Slot{Need: "identity", Side: flows.Front}, flows.Slot{Need: "identity", Side: flows.Back}
	stored := map[string]Standing{
		"":                                       {},
		"closed":                                 {Code: Closed},
		"rejected, final":                        {Code: RejectedForGood},
		"waiting for the answer":                 {Code: Awaiting},
		"identity.back refused, ID_CARD back":    {PictureRefused, back, flows.IDCard, true},
		"identity.front stopped, PASSPORT":       {PictureStopped, front, flows.Passport, false},
		"selfie accepted with a warning, SELFIE": {PictureWarning, flows.Slot{Need: "selfie"}, flows.Selfie, false},
		"of another version":                     {Code: "of another version"},
		"another version":                        {Code: "another version"},
	}
	for _, code := range dossierCodes() {
		stored[string(code)] = Standing{Code: code}
	}
	for _, code := range pictureCodes() {
		s := Standing{code, back, flows.Drivers, true}
		stored[s.String()] = s
	}
	for text, want := range stored {
		if got := Parse(text); got != want {
			t.Errorf("%q is read as %+v, want %+v", text, got, want)
		}
		if got := want.String(); got != text {
			t.Errorf("%+v is stored as %q, want %q", want, got, text)
		}
	}
	for text, want := range map[string]Standing{
		"an answer named somebody else": {Code: Incident},
		"identity.back refused":         {Code: PictureRefused, Slot: back, HasOtherSide: true},
		"identity.front withdrawn":      {Code: PictureSetAside, Slot: front, HasOtherSide: true},
		"identity.front unconfirmed":    {Code: PictureUnclear, Slot: front, HasOtherSide: true},
		"identity.front failed":         {Code: PictureFailed, Slot: front, HasOtherSide: true},
		"selfie accepted":               {Code: PictureWarning, Slot: flows.Slot{Need: "selfie"}},
		"identity.back not accepted":    {Code: PictureNotAccepted, Slot: back, HasOtherSide: true},
		"selfie probably not received":  {Code: PictureNotReceived, Slot: flows.Slot{Need: "selfie"}},
	} {
		if got := Parse(text); got != want {
			t.Errorf("%q of an older version is read as %+v, want %+v", text, got, want)
		}
	}
}
