package flows

import "slices"

// IncidentResolved lifts the block after an echo mismatch: an answer that named another
// applicant or document. The client finds it (personr/echo.go), and Answered raises it
// (answer.go).
type IncidentResolved struct {
	Reason string `json:"reason"`
}

func (IncidentResolved) eventClass() eventClass { return choiceClass }

// apply lifts the oldest incident, the one that Incident returns; each needs
// its own resolution.
func (v IncidentResolved) apply(j *Journey, _ Entry) error {
	if len(j.incidents) == 0 {
		return outOfTurnErrorf("there is no incident")
	}
	if v.Reason == "" {
		return outOfTurnErrorf("resolving an incident needs a reason")
	}
	j.incidents = slices.Clone(j.incidents[1:])
	return nil
}

// Incident returns the attempt whose answer spoke of something else than was
// sent, which blocks the dossier: the oldest one that is not resolved.
func (j Journey) Incident() (Attempt, bool) {
	if len(j.incidents) == 0 {
		return Attempt{}, false
	}
	return j.Attempt(j.incidents[0])
}
