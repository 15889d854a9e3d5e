package flows

import (
	"slices"
	"time"
)

// State is where one slot stands. A warning is not a state: an
// accepted picture may have some. The stored values of Unclear and SetAside are
// older than their names and stay.
type State string

// The states of a slot.
const (
	Missing  State = "missing"     // no picture chosen, or not by this session
	Chosen   State = "chosen"      // consented to, waiting for its turn
	Sending  State = "sending"     // bytes are moving, the last one is held back
	Awaiting State = "awaiting"    // released; an answer is expected
	Unclear  State = "unconfirmed" // released and the answer is lost: an operator decides
	Accepted State = "accepted"    // accepted by the service, perhaps with warnings
	Refused  State = "refused"     // the service saw it: another picture or choice is needed
	Failed   State = "failed"      // not received, or not kept: the same picture may be sent again
	SetAside State = "withdrawn"   // accepted, then set aside with its other side or by a changed choice
)

// Reason says why a slot was set aside.
type Reason string

// Why a slot is SetAside.
const (
	WithOtherSide Reason = "with the other side"
	ByChange      Reason = "document changed"
)

// Holder is the session that may choose and send.
type Holder struct {
	Session  string
	Operator string
	Since    time.Time
	Reason   string // typed when the dossier was taken over
}

// Document is the choice that satisfies a need.
type Document struct {
	Type    DocType
	Country Country
	Sides   []Side
}

// HasTwoSides reports whether a picture of the document is known by its side.
func (d Document) HasTwoSides() bool { return len(d.Sides) > 1 }

// Picture is a chosen picture, known by its hash.
type Picture struct {
	SHA256    SHA256
	Bytes     int64
	MediaType string
	Pixels    Size
	Overrides []string
	ChosenAt  time.Time
	Session   string // the session that has the file open
}

// Journey is a dossier as its entries made it. It is a value: Apply returns a
// new one and never changes the old, so a snapshot stays true.
type Journey struct {
	key      Key
	head     uint64
	lastID   string // ID of the latest entry
	updated  time.Time
	holder   Holder
	flow     Flow
	hasFlow  bool
	needs    []needState
	attempts []Attempt
	check    Check
	status   ApplicantStatus
	result   ApplicantStatus // the latest status that said reviewed
	closed   bool
	consents int
	// incidents are the attempts whose echo did not match, oldest first.
	incidents []AttemptNumber
}

type needState struct {
	need   Need
	doc    Document
	docBy  string    // who chose it
	docAt  time.Time // and when
	chosen bool
	round  int // grows when an error ends a pair's round
	slots  []slotState
}

type slotState struct {
	slot        Slot
	state       State
	reason      Reason
	cause       Cause // of Failed
	picture     Picture
	hasPicture  bool          // picture is set
	attempt     AttemptNumber // the current one, 0 for none
	lastAttempt AttemptNumber // the latest attempt of the consent, for retryOf
	retries     map[Cause]int
	notBefore   time.Time
	wasSetAside bool // the picture was set aside and will be sent again
	takenBack   TakeBack
}

// NewJourney is the empty journey of a dossier.
func NewJourney(key Key) Journey { return Journey{key: key, check: Check{State: CheckNone}} }

// Fold applies entries in order. It stops at the first one that does not fit.
func Fold(key Key, entries []Entry) (Journey, error) {
	j := NewJourney(key)
	for _, e := range entries {
		next, err := j.Apply(e)
		if err != nil {
			return j, err
		}
		j = next
	}
	return j, nil
}

// Key is the dossier's name.
func (j Journey) Key() Key { return j.key }

// Head is the sequence number of the latest entry, 0 when there is none.
func (j Journey) Head() uint64 { return j.head }

// LastID is the ID of the latest entry.
func (j Journey) LastID() string { return j.lastID }

// Updated is when the latest entry was written.
func (j Journey) Updated() time.Time { return j.updated }

// Holder is the session that may choose and send.
func (j Journey) Holder() Holder { return j.holder }

// Flow is the chosen flow; false before FlowChosen.
func (j Journey) Flow() (Flow, bool) { return j.flow, j.hasFlow }

// IsClosed reports whether the work on the dossier has ended.
func (j Journey) IsClosed() bool { return j.closed }

// Status is the service's latest word on the applicant.
func (j Journey) Status() ApplicantStatus { return j.status }

// ShowStatus is the journey for somebody who sees this status in place of its own.
func (j Journey) ShowStatus(s ApplicantStatus) Journey {
	j.status = s
	return j
}

// Check is the verification as far as it is known.
func (j Journey) Check() Check { return j.check }

// Consents counts the FileChosen entries: the service cannot have more pictures.
func (j Journey) Consents() int { return j.consents }

// Document returns the choice for a need; false while it is not made.
func (j Journey) Document(need string) (Document, bool) {
	if i := j.needIndex(need); i >= 0 && j.needs[i].chosen {
		return j.needs[i].doc, true
	}
	return Document{}, false
}

// IsSending reports whether any picture is being sent or awaits its answer.
func (j Journey) IsSending() bool {
	return slices.ContainsFunc(j.needs, func(n needState) bool { return n.hasSlotIn(Sending, Awaiting) })
}

func (n needState) hasSlotIn(states ...State) bool {
	return slices.ContainsFunc(n.slots, func(s slotState) bool { return slices.Contains(states, s.state) })
}

func (j Journey) needIndex(name string) int {
	return slices.IndexFunc(j.needs, func(n needState) bool { return n.need.Name == name })
}

// slotIndices returns the indices of a slot, or false.
func (j Journey) slotIndices(slot Slot) (need, side int, ok bool) {
	for i, n := range j.needs {
		if k := slices.IndexFunc(n.slots, func(s slotState) bool { return s.slot == slot }); k >= 0 {
			return i, k, true
		}
	}
	return 0, 0, false
}

// firstSlot returns the first slot, in the flow's order, that matches.
func (j Journey) firstSlot(matches func(slotState) bool) (Slot, bool) {
	for _, n := range j.needs {
		if k := slices.IndexFunc(n.slots, matches); k >= 0 {
			return n.slots[k].slot, true
		}
	}
	return Slot{}, false
}

// FindSlot resolves a slot as an operator writes it: a bare need stands for its
// only picture, and need.front for the picture of a need without sides.
func (j Journey) FindSlot(written Slot) (Slot, bool) {
	if _, _, ok := j.slotIndices(written); ok {
		return written, true
	}
	i := j.needIndex(written.Need)
	if i >= 0 && len(j.needs[i].slots) == 1 && written.Side != Back {
		return j.needs[i].slots[0].slot, true
	}
	return Slot{}, false
}

// clone copies what Apply may change.
func (j Journey) clone() Journey {
	j.needs = slices.Clone(j.needs)
	for i := range j.needs {
		j.needs[i].slots = slices.Clone(j.needs[i].slots)
	}
	j.attempts = slices.Clone(j.attempts)
	return j
}
