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
	Slot Slot // where the picture was used
}

// Objections compares a picture with everything this dossier has seen. Sending the
// picture of a SetAside or Failed slot again is no duplicate. Only the journal can
// say whether it was sent for another applicant.
func (j Journey) Objections(slot Slot, hash SHA256) []Objection {
	i, k, ok := j.slotIndices(slot)
	if !ok {
		return nil
	}
	var out []Objection
	if other, held := j.slotWithPicture(slot, hash); held {
		out = append(out, Objection{CodeSameSides, true, other})
	}
	s := j.needs[i].slots[k]
	again := s.hasPicture && s.picture.SHA256 == hash && (s.state == SetAside || s.state == Failed)
	worst := ""
	var where Slot
	for _, a := range j.attempts {
		if a.Picture.SHA256 == hash {
			if code := a.objectionCode(j.needs[i].doc, again); code != "" && objectionRank(code) > objectionRank(worst) {
				worst, where = code, a.Slot
			}
		}
	}
	if worst != "" {
		out = append(out, Objection{worst, false, where})
	}
	return out
}

func objectionRank(code string) int {
	return slices.Index([]string{"", CodeSentBefore, CodeRejected, CodeDeclined}, code)
}

// objectionCode is what one earlier request says against the same picture now.
func (a Attempt) objectionCode(doc Document, again bool) string {
	sameDocument := a.Document.Type == doc.Type && a.Document.Country == doc.Country
	switch {
	case a.Rejected:
		return CodeRejected
	case a.HasErrors() && sameDocument:
		return CodeDeclined
	case again || a.HasErrors():
		return ""
	case a.MayBeReceived():
		return CodeSentBefore
	}
	return ""
}

// slotWithPicture finds another slot that holds the same picture now.
func (j Journey) slotWithPicture(slot Slot, hash SHA256) (Slot, bool) {
	return j.firstSlot(func(s slotState) bool {
		return s.slot != slot && s.hasPicture && s.picture.SHA256 == hash && s.state != Missing && s.state != Refused
	})
}

// hasOverride reports whether the list holds code with a reason.
func hasOverride(list []string, code string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return IsOverride(o, code) })
}

// IsOverride reports whether o overrides code, with a reason.
func IsOverride(o, code string) bool {
	head, reason, ok := strings.Cut(o, ": ")
	return ok && head == code && strings.TrimSpace(reason) != ""
}

// FormatOverride writes an entry for FileChosen.Overrides.
func FormatOverride(code, reason string) string { return code + ": " + reason }
