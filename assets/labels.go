package assets

import (
	"slices"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/rejection"
)

// Concerns is a set of kinds of pictures that a label is about.
type Concerns uint8

// The kinds of pictures. AskOperator stands for a label that names none: the operator
// has to say which pictures it is about.
const (
	Fronts  Concerns = 1 << iota // fronts of identity documents
	Backs                        // backs of identity documents
	Selfies                      // pictures of the face
	Bills                        // proofs of address
	AskOperator
)

// IdentitySides is both sides of identity documents.
const IdentitySides = Fronts | Backs

// Label is what a rejection label means.
type Label struct {
	// ForApplicant is empty for final and for unknown labels: an applicant must not be
	// tipped off.
	Explanation
	// Documented says that the manual page "Rejection labels" describes the
	// label; otherwise meaning and finality are inferred.
	Documented bool
	Finality   rejection.Finality
	Concerns   Concerns
}

// finalRemedy is the remedy of every final label.
const finalRemedy = "Stop here and hand the case over to compliance. Tell the applicant nothing about the reason."

// ExplainLabel explains a rejection label. The operator sees an unknown label as
// it came, with the Meaning. The reject type of the answer outweighs the label's:
// after a final rejection ForApplicant must not be shown, whatever the label.
func ExplainLabel(code foreign.Text) Label {
	l := Label{
		Documented: rejection.IsDocumented(code),
		Finality:   rejection.LabelFinality(code),
		Explanation: Explanation{
			Meaning: "The service gave this label; its meaning is not documented.",
			Remedy:  "Ask Personr or compliance before anything is sent again.",
		},
		Concerns: AskOperator,
	}
	if shorter, ok := providerSpellings[code]; ok {
		code = shorter
	}
	if reason, ok := finalLabels[code]; ok {
		l.Explanation, l.Concerns = Explanation{Known: true, Meaning: reason, Remedy: finalRemedy}, 0
	}
	if w, ok := retryLabels[code]; ok {
		l.Explanation, l.Concerns = Explanation{true, w.meaning, w.remedy, w.forApplicant}, w.concerns
	}
	return l
}

// SlotInfo is a slot and the type of the document chosen for it.
type SlotInfo struct {
	Slot flows.Slot
	Type flows.DocType
}

// SlotsForLabel lists which of the slots a label is about. With ask the label
// does not settle it: concerned is empty, and the operator picks, with nothing preset.
// That is so when the label names no kind of picture, when there is no slot of
// that kind, and when slots of more than one need are of that kind. A final
// label concerns no slot and asks nothing.
func SlotsForLabel(label foreign.Text, slots []SlotInfo) (concerned []flows.Slot, ask bool) {
	l := ExplainLabel(label)
	if l.Finality == rejection.Final {
		return nil, false
	}
	for _, s := range slots {
		if l.Concerns&slotKind(s) != 0 {
			concerned = append(concerned, s.Slot)
		}
	}
	if len(concerned) == 0 || hasSeveralNeeds(concerned) {
		return nil, true
	}
	return concerned, false
}

func slotKind(s SlotInfo) Concerns {
	switch {
	case s.Type == flows.Selfie:
		return Selfies
	case s.Type == flows.UtilityBill:
		return Bills
	case s.Slot.Side == flows.Back:
		return Backs
	}
	return Fronts
}

func hasSeveralNeeds(slots []flows.Slot) bool {
	return slices.ContainsFunc(slots, func(s flows.Slot) bool { return s.Need != slots[0].Need })
}
