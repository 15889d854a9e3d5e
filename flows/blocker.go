package flows

// Blocker is one reason why the check cannot start.
type Blocker struct {
	Kind BlockerKind
	Need string
	Slot Slot // when the blocker is about one picture
}

// BlockerKind is the kind of a blocker.
type BlockerKind string

// The kinds of blockers.
const (
	BlockClosed       BlockerKind = "closed"
	BlockNoFlow       BlockerKind = "no flow"
	BlockIncident     BlockerKind = "incident"
	BlockCheckExists  BlockerKind = "check"   // one runs, or has ended
	BlockReopen       BlockerKind = "reopen"  // a rejection; say which pictures to replace
	BlockNoChecksLeft BlockerKind = "checks"  // MaxChecks are used
	BlockNeed         BlockerKind = "need"    // no document chosen
	BlockMissing      BlockerKind = "missing" // a picture is wanted
	BlockBusy         BlockerKind = "busy"    // chosen, sending or awaiting
	BlockUnclear      BlockerKind = "unclear"
	BlockRefused      BlockerKind = "refused"
	BlockSetAside     BlockerKind = "set aside"
	BlockNotSent      BlockerKind = "not sent"
	BlockWarning      BlockerKind = "warning"
)

// StartBlockers returns every reason against starting the check, in the order in
// which the operator would remove them; none means that it may start. Starting
// early is harmful to the result (manual page "Requesting to start the
// verification process"), so nothing overrides this list.
func (j Journey) StartBlockers() []Blocker {
	switch {
	case j.closed:
		return []Blocker{{Kind: BlockClosed}}
	case !j.hasFlow:
		return []Blocker{{Kind: BlockNoFlow}}
	case j.check.State == CheckRejected:
		return []Blocker{{Kind: BlockReopen}}
	case j.check.State != CheckNone:
		return []Blocker{{Kind: BlockCheckExists}}
	}
	return j.checklistBlockers()
}

// checklistBlockers are the reasons that come from the checklist, not from the check.
func (j Journey) checklistBlockers() []Blocker {
	var list []Blocker
	if a, ok := j.Incident(); ok {
		list = append(list, Blocker{Kind: BlockIncident, Slot: a.Slot})
	}
	if j.check.Used >= MaxChecks {
		list = append(list, Blocker{Kind: BlockNoChecksLeft})
	}
	for _, n := range j.Checklist() {
		if !n.Chosen {
			list = append(list, Blocker{Kind: BlockNeed, Need: n.Need.Name})
		}
		for _, l := range n.CausesFirst() {
			if kind, blocks := l.blockerKind(); blocks {
				list = append(list, Blocker{kind, n.Need.Name, l.Slot})
			}
		}
	}
	return append(list, j.unsettledBlockers()...)
}

func (l SlotLine) blockerKind() (BlockerKind, bool) {
	switch l.State {
	case Accepted:
		return BlockWarning, len(l.Open) > 0
	case Missing:
		return BlockMissing, true
	case Unclear:
		return BlockUnclear, true
	case Refused:
		return BlockRefused, true
	case SetAside:
		return BlockSetAside, true
	case Failed:
		if l.IsTakenBack() {
			return BlockMissing, true
		}
		return BlockNotSent, true
	}
	return BlockBusy, true
}

// unsettledBlockers finds requests that await an answer and belong to no slot any
// more: the answer could still set something aside.
func (j Journey) unsettledBlockers() []Blocker {
	var list []Blocker
	for _, a := range j.attempts {
		if a.State == AttemptReleased && !j.isCurrentAttempt(a.Number) {
			list = append(list, Blocker{BlockBusy, a.Slot.Need, a.Slot})
		}
	}
	return list
}

func (j *Journey) isCurrentAttempt(n AttemptNumber) bool {
	_, _, ok := j.slotOfAttempt(n)
	return ok
}
