package steps

import (
	"slices"

	"dossier/assets"
	"dossier/flows"
)

// BlockedReason says why nothing can be chosen or sent in this dossier now, and
// what to do about it; "" when work can go on.
func BlockedReason(f Frame) string {
	check := f.Journey.Check()
	switch _, incident := f.Journey.Incident(); {
	case f.ReadOnly:
		return ReadOnlyReason(f, EnterAsksTakeOver)
	case f.Journey.IsClosed():
		return assets.ClosedForGood.String()
	case incident:
		return assets.Sentence(assets.Mismatch.Short) + " Settle that on Review first (ctrl+g)."
	case check.State == flows.CheckRejected:
		return "The check was rejected. Say on Result which pictures to replace."
	case check.HasResult():
		return assets.CheckIsOver.String()
	case check.State != flows.CheckNone:
		return assets.CheckIsRunning.String()
	}
	return ""
}

// UnchangeableReason says why the pictures of a need cannot be changed now; "" when they
// can. When only sends that can be cancelled are in the way, it also returns
// their cancellations.
func UnchangeableReason(lines []flows.SlotLine) (why string, cancel []flows.Event) {
	for _, l := range lines {
		switch l.State {
		case flows.Awaiting:
			return assets.AwaitsAnswer.With(SlotTitle(l)), nil
		case flows.Unclear:
			return assets.MaybeReceived.With(SlotTitle(l)), nil
		case flows.Sending:
			why = assets.BeingSent.With(SlotTitle(l))
			cancel = append(cancel, flows.SendCancelled{Attempt: l.Attempt.Number, Slot: l.Slot})
		}
	}
	return why, cancel
}

// LinesOfNeed are the slots of one need.
func LinesOfNeed(j flows.Journey, need string) []flows.SlotLine {
	return slices.DeleteFunc(j.Lines(), func(l flows.SlotLine) bool { return l.Slot.Need != need })
}

// ResendEvent is the consent to send a slot's picture once more, with what was
// overridden for it.
func ResendEvent(l flows.SlotLine) flows.FileChosen {
	p := l.Picture
	return flows.FileChosen{
		Slot: l.Slot, SHA256: p.SHA256, Bytes: p.Bytes, MediaType: p.MediaType, Pixels: p.Pixels, Overrides: slices.Clone(p.Overrides),
	}
}

// repeatTimeout is how long a second Enter is ignored when the journal does not
// answer the first.
const repeatTimeout = 3

// LastSubmit remembers an Enter that posted something, so that a second one does
// nothing: the journal has not moved since.
type LastSubmit struct {
	head     uint64
	postedAt int64 // seconds since 1970; 0: nothing was posted
}

func NewLastSubmit(f Frame) LastSubmit { return LastSubmit{f.Journey.Head(), f.Now.Unix()} }

func (l LastSubmit) IsPending(f Frame) bool {
	return l.postedAt != 0 && l.head == f.Journey.Head() && f.Now.Unix()-l.postedAt < repeatTimeout
}

// HasPosted reports whether an Enter posted something.
func (l LastSubmit) HasPosted() bool { return l.postedAt != 0 }

// IsLocked reports whether nothing can be changed any more: the checklist
// can only be read.
func IsLocked(j flows.Journey) bool { return j.IsClosed() || j.Check().State != flows.CheckNone }

// HasUnsettledSend reports whether a picture of a need is being sent, waits for its
// answer, or is unclear.
func HasUnsettledSend(n flows.NeedLine) bool {
	return slices.ContainsFunc(n.Lines, func(l flows.SlotLine) bool {
		return l.State == flows.Sending || l.State == flows.Awaiting || l.State == flows.Unclear
	})
}
