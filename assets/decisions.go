package assets

import (
	"dossier/flows"
	"dossier/flows/decision"
)

// pictureDecisions are the words for what an operator decided about a picture: Short in
// a list, Long as a sentence without its person.
var pictureDecisions = map[decision.Kind]Words{
	decision.TreatedAsReceived: {"treated as received", "Treated as received, without an answer of the service."},
	decision.SentAnyway:        {"sent anyway", "Accepted; an operator sent it although something spoke against it."},
	decision.WarningKept:       {"warning kept", "Accepted with a warning that somebody has read and kept."},
	decision.BackLeftOut:       {"back left out", "Accepted; an operator said that the document has no back side."},
}

// DecisionWords are the words for a kind of decision.
func DecisionWords(k decision.Kind) Words { return pictureDecisions[k] }

// StandingText is where a slot stands with the weightiest decision about its picture:
// "accepted, warning kept". What an operator treats as received, nobody accepted.
func StandingText(l flows.SlotLine) string {
	d, decided := decision.Main(l)
	switch {
	case !decided:
		return SlotWords(l).Short
	case d.Kind == decision.TreatedAsReceived:
		return pictureDecisions[d.Kind].Short
	}
	return slotStates[l.State].Short + ", " + pictureDecisions[d.Kind].Short
}
