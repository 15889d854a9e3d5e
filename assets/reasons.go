package assets

import "slices"

// ReasonFor is a decision that needs a reason.
type ReasonFor int

// The decisions.
const (
	ReasonReceived       ReasonFor = iota // an unclear picture is treated as received
	ReasonSendAgain                       // an unclear picture is sent again
	ReasonSettled                         // an answer that named something else is settled
	ReasonKeep                            // a warning is kept
	ReasonOtherApplicant                  // a picture is sent that was sent for another applicant
	ReasonReplace                         // an accepted picture is replaced
	ReasonSendAnyway                      // any other objection is overridden
	ReasonTakeOver                        // the dossier of another session is taken over
	ReasonNotStarted                      // a start is treated as not received
)

// reasonPresets are the reasons that are offered for a decision, and the text that is
// recorded. Each is a clause in lower case without a full stop, as it stands after a verb
// ("Keep: everything can be read") and in quotes; so none begins with a name.
var reasonPresets = [...][]string{
	ReasonReceived:       {"confirmed by Personr", "seen in the dashboard", "the answer was lost after the upload"},
	ReasonSendAgain:      {"reported missing by Personr", "not seen in the dashboard", "a second picture does no harm"},
	ReasonSettled:        {"cleared by compliance", "put right by Personr", "a test; no real person is concerned"},
	ReasonKeep:           {"everything can be read", "compared with the original", "the applicant has no better one"},
	ReasonOtherApplicant: {"the same person has two applicants", "the other applicant was a mistake", "a test picture"},
	ReasonReplace:        {"a better picture", "the wrong picture was sent", "asked for by the applicant"},
	ReasonSendAnyway:     {"seen by eye: everything is readable", "there is no other picture", "sent with other choices then"},
	ReasonTakeOver:       {"agreed with the other operator", "the other session is gone", "urgent"},
	ReasonNotStarted:     {"confirmed by Personr", "no check in the dashboard", "waited long enough"},
}

// Presets are the reasons that are offered for the decision.
func (r ReasonFor) Presets() []string { return slices.Clone(reasonPresets[r]) }
