package flows

import (
	"maps"
	"slices"
)

// applyOpened hands the dossier over: what the former session had not released was
// never sent, what it had released is uncertain, and its open descriptors are
// gone.
func (j *Journey) applyOpened(e Entry, v Opened) error {
	if e.Session == "" || e.Session == j.holder.Session && !j.closed {
		return outOfTurnErrorf("this session holds the dossier already")
	}
	gone := CauseSessionGone
	if v.Reason != "" {
		gone = CauseTakenOver
	}
	for i := range j.needs {
		for k := range j.needs[i].slots {
			j.abandonSlot(&j.needs[i].slots[k], gone, e)
		}
	}
	switch j.check.State {
	case CheckAsked:
		j.check.State = CheckNone
	case CheckReleasing:
		j.check.State, j.check.Cause = CheckUnclear, gone
	}
	j.holder = Holder{Session: e.Session, Operator: e.Operator, Since: e.At, Reason: v.Reason}
	j.closed = false
	return nil
}

func (j *Journey) abandonSlot(s *slotState, gone Cause, e Entry) {
	switch s.state {
	case Sending:
		j.endAttempt(s.attempt, AttemptNotSent, gone, e)
		s.state, s.cause, s.attempt = Failed, gone, 0
	case Awaiting: // EndedAt stays empty: its session may still hear the answer
		j.attempts[s.attempt-1].State = AttemptUnclear
		j.attempts[s.attempt-1].Cause = gone
		s.state = Unclear
	case Chosen:
		s.state = Missing
		if s.wasSetAside { // it still lies at the service, and sending it again is no duplicate
			s.state = SetAside
		}
	}
}

func (j *Journey) endAttempt(n AttemptNumber, fate AttemptState, cause Cause, e Entry) {
	a := &j.attempts[n-1]
	a.State, a.Cause, a.EndedAt = fate, cause, e.At
}

// applyFlowChosen stores the flow; slots that still fit keep their state.
func (j *Journey) applyFlowChosen(v FlowChosen) error {
	if len(v.Flow.Needs) == 0 || v.Flow.hasDuplicateNeeds() {
		return outOfTurnErrorf("the flow has no requirement, or one twice")
	}
	if j.hasFlow && v.Reason == "" && j.AnyReleased() {
		return outOfTurnErrorf("changing the flow after something was sent needs a reason")
	}
	if err := j.requireSettled(); err != nil {
		return err
	}
	kept := j.needs
	j.flow, j.hasFlow, j.needs = v.Flow, true, nil
	for _, need := range v.Flow.Needs {
		n := needState{need: need}
		old := slices.IndexFunc(kept, func(o needState) bool { return o.need.Name == need.Name && o.chosen })
		if old >= 0 && need.Allows(kept[old].doc.Type, kept[old].doc.Country) {
			n = kept[old].withNeed(need)
		}
		j.needs = append(j.needs, n)
	}
	return nil
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

// requireSettled refuses a change of plan while something is on its way or unclear,
// or a check is under way.
func (j *Journey) requireSettled() error {
	for _, n := range j.needs {
		if n.hasSlotIn(Sending, Awaiting, Unclear) {
			return outOfTurnErrorf("%s: a picture is being sent or is unclear", n.need.Name)
		}
	}
	return j.requireOpenForPictures()
}

// requireOpenForPictures refuses anything that leads to a send while a check runs or
// after a final word.
func (j *Journey) requireOpenForPictures() error {
	switch {
	case j.closed:
		return outOfTurnErrorf("the dossier is closed")
	case len(j.incidents) > 0:
		return outOfTurnErrorf("an answer named another applicant or document; resolve that first")
	case j.check.State == CheckRejected:
		return outOfTurnErrorf("choose which pictures to replace first")
	case j.check.State != CheckNone:
		return outOfTurnErrorf("a check is running or has ended")
	}
	return nil
}

func (j *Journey) applyDocumentChosen(v DocumentChosen) error {
	i := j.needIndex(v.Need)
	if i < 0 {
		return outOfTurnErrorf("the flow has no such requirement")
	}
	n := &j.needs[i]
	if !n.need.Allows(v.Type, v.Country) {
		return outOfTurnErrorf("%s: the flow does not take that document or country", v.Need)
	}
	if n.hasSlotIn(Sending, Awaiting, Unclear) {
		return outOfTurnErrorf("%s: a picture is being sent or is unclear", v.Need)
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	sides := v.Sides
	if sides == nil {
		sides = n.need.SidesOf(v.Type)
	}
	if !validSides(sides) {
		return outOfTurnErrorf("%s: a document has a front, a front and a back, or no side", v.Need)
	}
	n.chooseDocument(Document{v.Type, v.Country, sides})
	return nil
}

func validSides(sides []Side) bool {
	return slices.Equal(sides, []Side{NoSide}) || slices.Equal(sides, []Side{Front}) || slices.Equal(sides, []Side{Front, Back})
}

// chooseDocument rebuilds the need's slots. When only the sides change, pictures of
// sides that stay keep their state; another type or country sets accepted
// pictures aside, because they lie at the service under the wrong name.
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

// applyFileChosen is the consent to send one picture.
func (j *Journey) applyFileChosen(e Entry, v FileChosen) error {
	i, k, ok := j.slotIndices(v.Slot)
	if !ok {
		return outOfTurnErrorf("the flow wants no such picture; choose the document first")
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	s := &j.needs[i].slots[k]
	switch s.state {
	case Sending, Awaiting, Unclear:
		return outOfTurnErrorf("%s: a picture is being sent or is unclear", v.Slot)
	case Accepted:
		if !hasOverride(v.Overrides, CodeReplace) {
			return outOfTurnErrorf("%s is accepted already", v.Slot)
		}
	}
	for _, o := range j.Objections(v.Slot, v.SHA256) {
		if o.Hard || !hasOverride(v.Overrides, o.Code) {
			return outOfTurnErrorf("%s: %s", v.Slot, o.Code)
		}
	}
	aside := s.picture.SHA256 == v.SHA256 && (s.state == SetAside || s.state == Failed && s.wasSetAside)
	chosen := slotState{slot: s.slot, state: Chosen, hasPicture: true, wasSetAside: aside, picture: Picture{
		SHA256: v.SHA256, Bytes: v.Bytes, MediaType: v.MediaType, Pixels: v.Pixels,
		Overrides: v.Overrides, ChosenAt: e.At, Session: e.Session,
	}}
	if aside {
		chosen.reason = s.reason
	}
	*s = chosen
	j.consents++
	j.needs[i].requeueOutOfTurn(j, e)
	return nil
}

func (j *Journey) applyWarningAcknowledged(e Entry, v WarningAcknowledged) error {
	s, ok := j.Attempt(v.Attempt)
	if !ok || !slices.Contains(j.warningCodes(s), v.Code) {
		return outOfTurnErrorf("there is no such warning")
	}
	if j.check.State != CheckNone {
		return outOfTurnErrorf("a check is running or has ended")
	}
	a := &j.attempts[v.Attempt-1]
	a.Acknowledged = slices.DeleteFunc(slices.Clone(a.Acknowledged), func(k Acknowledgement) bool { return k.Code == v.Code })
	if !v.Undone {
		a.Acknowledged = append(a.Acknowledged, Acknowledgement{v.Code, v.Reason, e.Operator, e.At})
	}
	return nil
}

// countRetry returns the retries map with one more for cause; maps in old values
// are never written to.
func countRetry(m map[Cause]int, cause Cause) map[Cause]int {
	m = maps.Clone(m)
	if m == nil {
		m = map[Cause]int{}
	}
	m[cause]++
	return m
}
