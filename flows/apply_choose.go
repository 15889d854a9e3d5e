package flows

import (
	"maps"
	"slices"
)

// opened hands the dossier over: what the former session had not released was
// never sent, what it had released is uncertain, and its open descriptors are
// gone.
func (j *Journey) opened(e Entry, v Opened) error {
	if e.Session == "" || e.Session == j.holder.Session && !j.closed {
		return outOfTurn("this session holds the dossier already")
	}
	gone := CauseSessionGone
	if v.Reason != "" {
		gone = CauseTakenOver
	}
	for i := range j.needs {
		for k := range j.needs[i].slots {
			j.abandon(&j.needs[i].slots[k], gone, e)
		}
	}
	switch j.check.State {
	case CheckAsked:
		j.check.State = CheckNone
	case CheckReleasedState:
		j.check.State, j.check.Cause = CheckLostState, gone
	}
	j.holder = Holder{Session: e.Session, Operator: e.Operator, Since: e.At, Reason: v.Reason}
	j.closed = false
	return nil
}

func (j *Journey) abandon(s *slotState, gone Cause, e Entry) {
	switch s.state {
	case Sending:
		j.end(s.attempt, FateNotSent, gone, e)
		s.state, s.cause, s.attempt = Failed, gone, 0
	case Awaiting: // EndedAt stays empty: its session may still hear the answer
		j.attempts[s.attempt-1].Fate = FateLost
		j.attempts[s.attempt-1].Cause = gone
		s.state = Unconfirmed
	case Chosen:
		s.state = Missing
		if s.aside { // it still lies at the service, and sending it again is no duplicate
			s.state = Withdrawn
		}
	}
}

func (j *Journey) end(n Attempt, fate Fate, cause Cause, e Entry) {
	a := &j.attempts[n-1]
	a.Fate, a.Cause, a.EndedAt = fate, cause, e.At
}

// flowChosen stores the flow; slots that still fit keep their state.
func (j *Journey) flowChosen(v FlowChosen) error {
	if len(v.Flow.Needs) == 0 || v.Flow.repeats() {
		return outOfTurn("the flow asks for nothing, or for one need twice")
	}
	if j.hasFlow && v.Reason == "" && j.AnyReleased() {
		return outOfTurn("changing the flow after something was sent needs a reason")
	}
	if err := j.settled(); err != nil {
		return err
	}
	kept := j.needs
	j.flow, j.hasFlow, j.needs = v.Flow, true, nil
	for _, need := range v.Flow.Needs {
		n := needState{need: need}
		old := slices.IndexFunc(kept, func(o needState) bool { return o.need.Name == need.Name && o.chosen })
		if old >= 0 && need.Allows(kept[old].doc.Type, kept[old].doc.Country) {
			n = kept[old].under(need)
		}
		j.needs = append(j.needs, n)
	}
	return nil
}

// under keeps a need's slots in an edited flow. Sides follow the flow unless
// the operator had named others.
func (n needState) under(need Need) needState {
	followed := slices.Equal(n.doc.Sides, n.need.SidesOf(n.doc.Type))
	n.need = need
	if followed {
		n.choose(Document{n.doc.Type, n.doc.Country, need.SidesOf(n.doc.Type)})
	}
	return n
}

// settled refuses a change of plan while something is on its way or unclear,
// or a check is under way.
func (j *Journey) settled() error {
	for _, n := range j.needs {
		if n.has(Sending, Awaiting, Unconfirmed) {
			return outOfTurn("%s: a picture is being sent or is unclear", n.need.Name)
		}
	}
	return j.openForPictures()
}

// openForPictures refuses anything that leads to a send while a check runs or
// after a final word.
func (j *Journey) openForPictures() error {
	switch {
	case j.closed:
		return outOfTurn("the dossier is closed")
	case len(j.incidents) > 0:
		return outOfTurn("an answer named another applicant or document; resolve that first")
	case j.check.State == CheckRejected:
		return outOfTurn("choose which pictures to replace first")
	case j.check.State != CheckNone:
		return outOfTurn("a check is running or has ended")
	}
	return nil
}

func (j *Journey) documentChosen(v DocumentChosen) error {
	i := j.needIndex(v.Need)
	if i < 0 {
		return outOfTurn("the flow has no such need")
	}
	n := &j.needs[i]
	if !n.need.Allows(v.Type, v.Country) {
		return outOfTurn("%s: the flow does not take that document or country", v.Need)
	}
	if n.has(Sending, Awaiting, Unconfirmed) {
		return outOfTurn("%s: a picture is being sent or is unclear", v.Need)
	}
	if err := j.openForPictures(); err != nil {
		return err
	}
	sides := v.Sides
	if sides == nil {
		sides = n.need.SidesOf(v.Type)
	}
	if !validSides(sides) {
		return outOfTurn("%s: a document has a front, a front and a back, or no side", v.Need)
	}
	n.choose(Document{v.Type, v.Country, sides})
	return nil
}

func validSides(sides []Side) bool {
	return slices.Equal(sides, []Side{NoSide}) || slices.Equal(sides, []Side{Front}) || slices.Equal(sides, []Side{Front, Back})
}

// choose rebuilds the need's slots. When only the sides change, pictures of
// sides that stay keep their state; another type or country sets accepted
// pictures aside, because they lie at the service under the wrong name.
func (n *needState) choose(doc Document) {
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
			s = s.restart()
		}
		n.slots = append(n.slots, s)
	}
}

// restart forgets the slot's attempt but not its picture, which is offered
// again.
func (s slotState) restart() slotState {
	state, reason := Missing, Reason("")
	if s.state == Accepted || s.state == Withdrawn {
		state, reason = Withdrawn, ByChange
	}
	return slotState{slot: s.slot, state: state, reason: reason, picture: s.picture, has: s.has}
}

// fileChosen is the consent to send one picture.
func (j *Journey) fileChosen(e Entry, v FileChosen) error {
	i, k, ok := j.at(v.Slot)
	if !ok {
		return outOfTurn("the flow wants no such picture; choose the document first")
	}
	if err := j.openForPictures(); err != nil {
		return err
	}
	s := &j.needs[i].slots[k]
	switch s.state {
	case Sending, Awaiting, Unconfirmed:
		return outOfTurn("%s: a picture is being sent or is unclear", v.Slot)
	case Accepted:
		if !overrides(v.Overrides, CodeReplace) {
			return outOfTurn("%s is accepted already", v.Slot)
		}
	}
	for _, o := range j.Judge(v.Slot, v.SHA256) {
		if o.Hard || !overrides(v.Overrides, o.Code) {
			return outOfTurn("%s: %s", v.Slot, o.Code)
		}
	}
	aside := s.picture.SHA256 == v.SHA256 && (s.state == Withdrawn || s.state == Failed && s.aside)
	chosen := slotState{slot: s.slot, state: Chosen, has: true, aside: aside, picture: Picture{
		SHA256: v.SHA256, Bytes: v.Bytes, MediaType: v.MediaType, Pixels: v.Pixels,
		Overrides: v.Overrides, ChosenAt: e.At, Session: e.Session,
	}}
	if aside {
		chosen.reason = s.reason
	}
	*s = chosen
	j.consents++
	j.needs[i].callBack(j, e)
	return nil
}

func (j *Journey) acknowledged(e Entry, v WarningAcknowledged) error {
	s, ok := j.Attempt(v.Attempt)
	if !ok || !slices.Contains(j.warningsOf(s), v.Code) {
		return outOfTurn("there is no such warning")
	}
	if j.check.State != CheckNone {
		return outOfTurn("a check is running or has ended")
	}
	a := &j.attempts[v.Attempt-1]
	a.Acknowledged = slices.DeleteFunc(slices.Clone(a.Acknowledged), func(k Acknowledgement) bool { return k.Code == v.Code })
	if !v.Undone {
		a.Acknowledged = append(a.Acknowledged, Acknowledgement{v.Code, v.Reason, e.Operator, e.At})
	}
	return nil
}

// count returns the retries map with one more for cause; maps in old values
// are never written to.
func count(m map[Cause]int, cause Cause) map[Cause]int {
	m = maps.Clone(m)
	if m == nil {
		m = map[Cause]int{}
	}
	m[cause]++
	return m
}
