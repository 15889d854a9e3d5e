package flows

import (
	"dossier/flows/foreign"
	"slices"
	"time"
)

// AttemptState is what became of one request.
type AttemptState string

// The fates of a request.
const (
	AttemptSending  AttemptState = "sending"
	AttemptNotSent  AttemptState = "not sent" // nothing arrived
	AttemptReleased AttemptState = "released" // may have arrived; no answer yet
	AttemptUnclear  AttemptState = "lost"     // may have arrived; the answer is lost
	AttemptAnswered AttemptState = "answered"
)

// Attempt is the record of one request. Late answers are recorded here always;
// whether they move the slot is another question.
type Attempt struct {
	Number   AttemptNumber
	Slot     Slot
	Round    int
	Document Document
	Picture  Picture
	Session  string
	Operator string
	RetryOf  AttemptNumber
	State    AttemptState
	Cause    Cause

	StartedAt  time.Time
	ReleasedAt time.Time // zero while the last byte is held
	EndedAt    time.Time

	Kind     AnswerKind
	Status   int
	Message  foreign.Text
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
	Code     foreign.Text
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

// MayBeReceived reports whether the picture was let go and nothing proves
// that it did not arrive.
func (s Attempt) MayBeReceived() bool {
	return s.State == AttemptReleased || s.State == AttemptUnclear || (s.State == AttemptAnswered && s.mayBeKept())
}

// mayBeKept reports whether an answered picture may lie at the service: only
// verdicts that say the opposite count as proof.
func (s Attempt) mayBeKept() bool {
	return s.Kind != AnswerRefused && s.Kind != AnswerFailed && s.Kind != AnswerThrottled
}

// isAwaitingAnswer reports whether the session that released the picture still waits
// for its answer, be it the holder or not.
func (s Attempt) isAwaitingAnswer() bool {
	return s.State == AttemptReleased || s.State == AttemptUnclear && s.EndedAt.IsZero()
}

// WasExamined reports whether the service looked at the picture: such attempts count
// towards ReportedAttempts.
func (s Attempt) WasExamined() bool { return s.MayBeReceived() }

// HasErrors reports whether the service found faults in the picture.
func (s Attempt) HasErrors() bool { return s.Kind == AnswerAccepted && len(s.Errors) > 0 }

// NeedsResend reports whether a person decided that the picture goes again and
// no answer has come since: a late one settles what the decision was about.
func (s Attempt) NeedsResend() bool {
	return s.Decision != nil && !s.Decision.Received && s.State != AttemptAnswered
}

// IsAcknowledged reports whether a warning was read and kept.
func (s Attempt) IsAcknowledged(code foreign.Text) bool {
	return slices.ContainsFunc(s.Acknowledged, func(a Acknowledgement) bool { return a.Code == code })
}

// ReportedAttempts is how many pictures of a document the service names
// faults for; after that silence proves nothing (inferred from the provider's
// manual, page "Add ID documents").
const ReportedAttempts = 4

// ExaminedCount counts the pictures of a need's document, of its present type, that
// the service looked at, up to and including attempt n.
func (j Journey) ExaminedCount(n AttemptNumber) int {
	this, ok := j.Attempt(n)
	if !ok {
		return 0
	}
	count := 0
	for _, s := range j.attempts[:n] {
		if s.Slot == this.Slot && s.Document.Type == this.Document.Type && s.WasExamined() {
			count++
		}
	}
	return count
}

// OpenWarnings are the codes of attempt n that nobody has acknowledged yet:
// the service's warnings, RemarksUnknown on a picture decided to be received,
// and RemarksSilent on a clean answer that came too late to mean much.
func (j Journey) OpenWarnings(n AttemptNumber) []foreign.Text {
	s, ok := j.Attempt(n)
	if !ok {
		return nil
	}
	var open []foreign.Text
	for _, code := range j.warningCodes(s) {
		if !s.IsAcknowledged(code) && !slices.Contains(open, code) {
			open = append(open, code)
		}
	}
	return open
}

func (j Journey) warningCodes(s Attempt) []foreign.Text {
	var codes []foreign.Text
	for _, w := range s.Warnings {
		codes = append(codes, w.Code)
	}
	if s.isAssumedReceived() {
		codes = append(codes, foreign.Untrusted(RemarksUnknown))
	}
	clean := s.State == AttemptAnswered && s.Kind == AnswerAccepted && len(s.Errors)+len(s.Warnings) == 0
	if clean && j.ExaminedCount(s.Number) > ReportedAttempts {
		codes = append(codes, foreign.Untrusted(RemarksSilent))
	}
	return codes
}

// isAssumedReceived reports whether a person, not the service, says that it arrived.
func (s Attempt) isAssumedReceived() bool {
	return s.Decision != nil && s.Decision.Received && (s.State != AttemptAnswered || s.Kind != AnswerAccepted)
}
