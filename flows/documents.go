package flows

import "slices"

// FlowChosen stores the whole flow: a later edit of the file changes
// nothing here.
type FlowChosen struct {
	Flow   Flow   `json:"flow"`
	Reason string `json:"reason,omitempty"`
}

func (FlowChosen) eventClass() eventClass { return choiceClass }

// apply stores the flow; slots that still fit keep their state.
func (v FlowChosen) apply(j *Journey, _ Entry) error {
	if len(v.Flow.Needs) == 0 || v.Flow.hasDuplicateNeeds() {
		return outOfTurnErrorf("the flow has no requirement, or one twice")
	}
	if j.hasFlow && v.Reason == "" && j.AnyReleased() {
		return outOfTurnErrorf("changing the flow after something was sent needs a reason")
	}
	for _, n := range j.needs {
		if err := n.requireSettled(); err != nil {
			return err
		}
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	j.replaceFlow(v.Flow)
	return nil
}

// replaceFlow rebuilds the needs and keeps the slots of those whose document the
// new flow still allows.
func (j *Journey) replaceFlow(flow Flow) {
	kept := j.needs
	j.flow, j.hasFlow, j.needs = flow, true, nil
	for _, need := range flow.Needs {
		n := needState{need: need}
		old := slices.IndexFunc(kept, func(o needState) bool { return o.need.Name == need.Name && o.chosen })
		if old >= 0 && need.Allows(kept[old].doc.Type, kept[old].doc.Country) {
			n = kept[old].withNeed(need)
		}
		j.needs = append(j.needs, n)
	}
}

// withNeed keeps a need's slots in an edited flow. Sides follow the flow unless
// the operator had named others.
func (n needState) withNeed(need Need) needState {
	followed := slices.Equal(n.doc.Sides, n.need.SidesOf(n.doc.Type))
	n.need = need
	if followed {
		n.chooseDocument(Document{n.doc.Type, n.doc.Country, need.SidesOf(n.doc.Type)})
	}
	return n
}

// DocumentChosen says which document satisfies a need.
type DocumentChosen struct {
	Need    string  `json:"need"`
	Type    DocType `json:"type"`
	Country Country `json:"country"`
	Sides   []Side  `json:"sides,omitempty"` // nil: as the flow says
}

func (DocumentChosen) eventClass() eventClass { return choiceClass }

func (v DocumentChosen) apply(j *Journey, e Entry) error {
	i := j.needIndex(v.Need)
	if i < 0 {
		return outOfTurnErrorf("the flow has no such requirement")
	}
	n := &j.needs[i]
	if !n.need.Allows(v.Type, v.Country) {
		return &OutOfTurnError{Slot{Need: v.Need}, "the flow does not take that document or country"}
	}
	if err := n.requireSettled(); err != nil {
		return err
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	sides := v.Sides
	if sides == nil {
		sides = n.need.SidesOf(v.Type)
	}
	if !validSides(sides) {
		return &OutOfTurnError{Slot{Need: v.Need}, "a document has a front, a front and a back, or no side"}
	}
	n.chooseDocument(Document{v.Type, v.Country, sides})
	n.docBy, n.docAt = e.Operator, e.At
	return nil
}

func validSides(sides []Side) bool {
	return slices.Equal(sides, []Side{NoSide}) || slices.Equal(sides, []Side{Front}) || slices.Equal(sides, []Side{Front, Back})
}

// chooseDocument rebuilds the need's slots. When only the sides change, pictures of
// sides that stay keep their state; another type or country sets accepted
// pictures aside, because the service has them under the wrong name.
func (n *needState) chooseDocument(doc Document) {
	same := n.chosen && n.doc.Type == doc.Type && n.doc.Country == doc.Country
	old := n.slots
	n.doc, n.chosen, n.slots = doc, true, nil
	if !same {
		n.round++
	}
	for _, side := range doc.Sides {
		s := slotState{slot: Slot{n.need.Name, side}, state: Missing}
		k := slices.IndexFunc(old, func(o slotState) bool { return o.slot == s.slot })
		if k >= 0 {
			s = old[k]
		}
		if k >= 0 && !same {
			s = s.withoutAttempt()
		}
		n.slots = append(n.slots, s)
	}
}

// withoutAttempt forgets the slot's attempt but not its picture, which is offered
// again.
func (s slotState) withoutAttempt() slotState {
	state, reason := Missing, Reason("")
	if s.state == Accepted || s.state == SetAside {
		state, reason = SetAside, ByChange
	}
	return slotState{slot: s.slot, state: state, reason: reason, picture: s.picture, hasPicture: s.hasPicture}
}
