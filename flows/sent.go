package flows

import (
	"slices"
	"time"
)

// Fate is what became of one request.
type Fate string

// The fates of a request.
const (
	FateSending  Fate = "sending"
	FateNotSent  Fate = "not sent" // nothing arrived
	FateReleased Fate = "released" // may have arrived; no answer yet
	FateLost     Fate = "lost"     // may have arrived; the answer is lost
	FateAnswered Fate = "answered"
)

// Sent is the record of one request. Late answers are recorded here always;
// whether they move the slot is another question.
type Sent struct {
	N        Attempt
	Slot     Slot
	Round    int
	Document Document
	Picture  Picture
	Session  string
	Operator string
	RetryOf  Attempt
	Fate     Fate
	Cause    Cause

	StartedAt  time.Time
	ReleasedAt time.Time // zero while the last byte is held
	EndedAt    time.Time

	Kind     Kind
	Status   int
	Message  Foreign
	Errors   []Remark
	Warnings []Remark
	Echo     Echo
	Ray      string

	Decision     *Decision         // a person's, on an unconfirmed attempt
	Acknowledged []Acknowledgement // warnings somebody read and kept
	Rejected     bool              // a check ended in a rejection that concerns this picture
}

// Acknowledgement says who read a warning and keeps the picture, and why.
type Acknowledgement struct {
	Code     Foreign
	Reason   string
	Operator string
	At       time.Time
}

// Decision is how a person settled an unconfirmed attempt.
type Decision struct {
	Received bool
	Reason   string
	Operator string
	At       time.Time
}

// MayHaveArrived reports whether the picture was let go and nothing proves
// that it did not arrive.
func (s Sent) MayHaveArrived() bool {
	return s.Fate == FateReleased || s.Fate == FateLost || (s.Fate == FateAnswered && s.kept())
}

// kept reports whether an answered picture may lie at the service: only
// verdicts that say the opposite count as proof.
func (s Sent) kept() bool {
	return s.Kind != KindRefused && s.Kind != KindFailed && s.Kind != KindThrottled
}

// waiting reports whether the session that released the picture still waits
// for its answer, be it the holder or not.
func (s Sent) waiting() bool {
	return s.Fate == FateReleased || s.Fate == FateLost && s.EndedAt.IsZero()
}

// Seen reports whether the service looked at the picture: such attempts count
// towards ReportedAttempts.
func (s Sent) Seen() bool { return s.MayHaveArrived() }

// Declined reports whether the service found faults in the picture.
func (s Sent) Declined() bool { return s.Kind == KindAccepted && len(s.Errors) > 0 }

// ToSendAgain reports whether a person decided that the picture goes again and
// no answer has come since: a late one settles what the decision was about.
func (s Sent) ToSendAgain() bool {
	return s.Decision != nil && !s.Decision.Received && s.Fate != FateAnswered
}

// Acked reports whether a warning was read and kept.
func (s Sent) Acked(code Foreign) bool {
	return slices.ContainsFunc(s.Acknowledged, func(a Acknowledgement) bool { return a.Code == code })
}

// ReportedAttempts is how many pictures of a document the service names
// faults for; after that silence proves nothing (inferred from the provider's
// manual, page "Add ID documents").
const ReportedAttempts = 4

// SeenOf counts the pictures of a need's document, of its present type, that
// the service looked at, up to and including attempt n.
func (j Journey) SeenOf(n Attempt) int {
	this, ok := j.Attempt(n)
	if !ok {
		return 0
	}
	count := 0
	for _, s := range j.attempts[:n] {
		if s.Slot == this.Slot && s.Document.Type == this.Document.Type && s.Seen() {
			count++
		}
	}
	return count
}

// OpenWarnings are the codes of attempt n that nobody has acknowledged yet:
// the service's warnings, RemarksUnknown on a picture decided to be received,
// and RemarksSilent on a clean answer that came too late to mean much.
func (j Journey) OpenWarnings(n Attempt) []Foreign {
	s, ok := j.Attempt(n)
	if !ok {
		return nil
	}
	var open []Foreign
	for _, code := range j.warningsOf(s) {
		if !s.Acked(code) && !slices.Contains(open, code) {
			open = append(open, code)
		}
	}
	return open
}

func (j Journey) warningsOf(s Sent) []Foreign {
	var codes []Foreign
	for _, w := range s.Warnings {
		codes = append(codes, w.Code)
	}
	if s.assumed() {
		codes = append(codes, Untrusted(RemarksUnknown))
	}
	clean := s.Fate == FateAnswered && s.Kind == KindAccepted && len(s.Errors)+len(s.Warnings) == 0
	if clean && j.SeenOf(s.N) > ReportedAttempts {
		codes = append(codes, Untrusted(RemarksSilent))
	}
	return codes
}

// assumed reports whether a person, not the service, says that it arrived.
func (s Sent) assumed() bool {
	return s.Decision != nil && s.Decision.Received && (s.Fate != FateAnswered || s.Kind != KindAccepted)
}
