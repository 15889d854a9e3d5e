package flows

import (
	"slices"
	"time"
)

// State is where one slot stands. There is one word per state, and warnings
// are no state: they are remarks on an accepted picture.
type State string

// The states of a slot.
const (
	Missing  State = "missing"     // no picture chosen, or not by this session
	Chosen   State = "chosen"      // consented to, waiting for its turn
	Sending  State = "sending"     // bytes are moving, the last one is held back
	Awaiting State = "awaiting"    // released; an answer is expected
	Unclear  State = "unconfirmed" // released, and the answer is lost: a person decides
	Accepted State = "accepted"    // the service took it; it may carry warnings
	Refused  State = "refused"     // the service saw it: another picture or choice is needed
	Failed   State = "failed"      // nothing arrived or nothing was kept: the same picture may go again
	SetAside State = "withdrawn"   // accepted, then set aside with its other side or by a changed choice
)

// Reason says why a slot was set aside.
type Reason string

// The reasons of a Withdrawn slot.
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

// Picture is a chosen image, known by its hash.
type Picture struct {
	SHA256    SHA256
	Bytes     int64
	MediaType string
	Pixels    Size
	Overrides []string
	ChosenAt  time.Time
	Session   string // the run that holds the descriptor
}

// Journey is a dossier as its entries made it. It is a value: Apply returns a
// new one and never changes the old, so a snapshot stays true for ever.
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
	wasSetAside bool // the picture was set aside and is to go again
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

// Check is the verification as far as it is known.
func (j Journey) Check() Check { return j.check }

// Incident returns the attempt whose answer spoke of something else than was
// sent, which blocks the dossier: the oldest one that is not resolved.
func (j Journey) Incident() (Attempt, bool) {
	if len(j.incidents) == 0 {
		return Attempt{}, false
	}
	return j.Attempt(j.incidents[0])
}

// Consents counts the FileChosen entries: no more pictures can have arrived.
func (j Journey) Consents() int { return j.consents }

// Document returns the choice for a need; false while it is not made.
func (j Journey) Document(need string) (Document, bool) {
	if i := j.needIndex(need); i >= 0 && j.needs[i].chosen {
		return j.needs[i].doc, true
	}
	return Document{}, false
}

// Attempt returns the record of one request.
func (j Journey) Attempt(n AttemptNumber) (Attempt, bool) {
	if n < 1 || int(n) > len(j.attempts) {
		return Attempt{}, false
	}
	return j.attempts[n-1], true
}

// Attempts returns every request, oldest first.
func (j Journey) Attempts() []Attempt { return slices.Clone(j.attempts) }

// IsSending reports whether anything is moving or waits for its answer.
func (j Journey) IsSending() bool {
	for _, n := range j.needs {
		if n.hasSlotIn(Sending, Awaiting) {
			return true
		}
	}
	return false
}

// AnyReleased reports whether any picture may have reached the service, after
// which the applicant of this dossier is settled.
func (j Journey) AnyReleased() bool {
	return slices.ContainsFunc(j.attempts, func(s Attempt) bool { return s.MayBeReceived() })
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
		for k, s := range n.slots {
			if s.slot == slot {
				return i, k, true
			}
		}
	}
	return 0, 0, false
}

// FindSlot resolves a slot as a person writes it: a bare need stands for its
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
