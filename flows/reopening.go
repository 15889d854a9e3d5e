package flows

import "dossier/flows/foreign"

// SlotsReopened starts a new round for slots after a rejection that
// allows another try.
type SlotsReopened struct {
	Slots  []Slot         `json:"slots"`
	Labels []foreign.Text `json:"labels,omitempty"`
}

func (SlotsReopened) eventClass() eventClass { return choiceClass }

// apply asks for the rejected pictures again, in a new round.
func (v SlotsReopened) apply(j *Journey, _ Entry) error {
	if j.check.State != CheckRejected {
		return outOfTurnErrorf("there is no rejection that allows another try")
	}
	if j.closed {
		return outOfTurnErrorf("the dossier is closed")
	}
	for _, slot := range v.Slots {
		i, k, ok := j.slotIndices(slot)
		if !ok {
			return outOfTurnErrorf("the flow wants no such picture")
		}
		s := &j.needs[i].slots[k]
		if err := s.requireSettled(); err != nil {
			return err
		}
		if s.attempt > 0 {
			j.attempts[s.attempt-1].Rejected = true
		}
		*s = slotState{slot: s.slot, state: Missing}
		j.needs[i].round++
	}
	c := &j.check
	c.State, c.priorResult = CheckNone, j.result
	c.Cause, c.PausedBy, c.Refusal, c.Status = "", "", foreign.Text{}, 0 // its start is history
	return nil
}
