package flows

import (
	"slices"
	"time"

	"dossier/flows/foreign"
)

// WarningAcknowledged records that an operator read a warning and keeps the
// picture. Code is that of the warning, RemarksUnknown or RemarksSilent.
//
// Undone takes the acknowledgement back, which is possible until the start.
// Reason is why the picture is good enough; one taken back has none.
type WarningAcknowledged struct {
	Attempt AttemptNumber `json:"attempt"`
	Code    foreign.Text  `json:"code"`
	Undone  bool          `json:"undone,omitempty"`
	Reason  string        `json:"reason,omitempty"`
}

func (WarningAcknowledged) eventClass() eventClass         { return choiceClass }
func (v WarningAcknowledged) attemptNumber() AttemptNumber { return v.Attempt }

func (v WarningAcknowledged) apply(j *Journey, e Entry) error {
	s, ok := j.Attempt(v.Attempt)
	if !ok || !slices.Contains(j.warningCodes(s), v.Code) {
		return outOfTurnErrorf("there is no such warning")
	}
	if err := j.requireNoCheck(); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	a.Acknowledged = slices.DeleteFunc(slices.Clone(a.Acknowledged), func(k Acknowledgement) bool { return k.Code == v.Code })
	if !v.Undone {
		a.Acknowledged = append(a.Acknowledged, Acknowledgement{v.Code, v.Reason, e.Operator, e.At})
	}
	return nil
}

// Acknowledgement says who read a warning and keeps the picture, and why.
type Acknowledgement struct {
	Code     foreign.Text
	Reason   string
	Operator string
	At       time.Time
}

// RemarksUnknown is the code to acknowledge on a picture that an operator decided was
// received, without an answer.
const RemarksUnknown = "remarksUnknown"

// RemarksSilent is the code to acknowledge on a clean answer after
// ReportedAttempts: the service may no longer report errors.
const RemarksSilent = "remarksSilent"

// ReportedAttempts is how many pictures of a document the service reports errors
// for; after that a clean answer proves nothing (inferred from the provider's
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
		if s.Slot == this.Slot && s.Document.Type == this.Document.Type && s.MayBeReceived() {
			count++
		}
	}
	return count
}

// OpenWarnings are the codes of attempt n that are not acknowledged yet: the service's
// warnings, RemarksUnknown on a picture that an operator decided was received, and RemarksSilent on a clean answer after ReportedAttempts.
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
	if s.IsAssumedReceived() {
		codes = append(codes, foreign.Untrusted(RemarksUnknown))
	}
	clean := s.State == AttemptAnswered && s.Kind == AnswerAccepted && len(s.Errors)+len(s.Warnings) == 0
	if clean && j.ExaminedCount(s.Number) > ReportedAttempts {
		codes = append(codes, foreign.Untrusted(RemarksSilent))
	}
	return codes
}

// IsAcknowledged reports whether a warning was read and kept.
func (a Attempt) IsAcknowledged(code foreign.Text) bool {
	return slices.ContainsFunc(a.Acknowledged, func(k Acknowledgement) bool { return k.Code == code })
}
