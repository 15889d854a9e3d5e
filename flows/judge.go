package flows

import (
	"slices"
	"strings"
)

// Codes of objections to a picture. An override is written "code: reason".
const (
	CodeSameSides      = "same picture as another slot"
	CodeDeclined       = "declined before"
	CodeRejected       = "rejected by a check"
	CodeSentBefore     = "sent before"
	CodeOtherApplicant = "sent for another applicant"
	CodeReplace        = "replace"
)

// Objection is a reason not to send this picture into this slot.
type Objection struct {
	Code string
	Hard bool // no reason overrides it
	Slot Slot // where the picture was met
}

// Judge compares a picture with everything this dossier has seen. Sending the
// picture of a Withdrawn or Failed slot again is no duplicate. Whether the
// picture was sent for another applicant is the journal's to say.
func (j Journey) Judge(slot Slot, hash SHA256) []Objection {
	i, k, ok := j.at(slot)
	if !ok {
		return nil
	}
	var out []Objection
	if other, held := j.heldBy(slot, hash); held {
		out = append(out, Objection{CodeSameSides, true, other})
	}
	s := j.needs[i].slots[k]
	again := s.has && s.picture.SHA256 == hash && (s.state == Withdrawn || s.state == Failed)
	worst := ""
	var where Slot
	for _, a := range j.attempts {
		if a.Picture.SHA256 == hash {
			if code := a.objection(j.needs[i].doc, again); code != "" && rank(code) > rank(worst) {
				worst, where = code, a.Slot
			}
		}
	}
	if worst != "" {
		out = append(out, Objection{worst, false, where})
	}
	return out
}

func rank(code string) int {
	return slices.Index([]string{"", CodeSentBefore, CodeRejected, CodeDeclined}, code)
}

// objection is what one earlier request says against the same picture now.
func (a Sent) objection(doc Document, again bool) string {
	sameDocument := a.Document.Type == doc.Type && a.Document.Country == doc.Country
	switch {
	case a.Rejected:
		return CodeRejected
	case a.Declined() && sameDocument:
		return CodeDeclined
	case again || a.Declined():
		return ""
	case a.MayHaveArrived():
		return CodeSentBefore
	}
	return ""
}

// heldBy finds another slot that holds the same picture now.
func (j Journey) heldBy(slot Slot, hash SHA256) (Slot, bool) {
	for _, n := range j.needs {
		for _, s := range n.slots {
			if s.slot != slot && s.has && s.picture.SHA256 == hash && s.state != Missing && s.state != Refused {
				return s.slot, true
			}
		}
	}
	return Slot{}, false
}

// overrides reports whether the list holds code with a reason.
func overrides(list []string, code string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return IsOverride(o, code) })
}

// IsOverride reports whether o overrides code, with a reason.
func IsOverride(o, code string) bool {
	head, reason, ok := strings.Cut(o, ": ")
	return ok && head == code && strings.TrimSpace(reason) != ""
}

// Override writes an entry for FileChosen.Overrides.
func Override(code, reason string) string { return code + ": " + reason }
