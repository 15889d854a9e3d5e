package flows

import (
	"dossier/flows/foreign"
	"encoding/json"
	"time"
)

// Event is something that happened to a dossier. The set is closed: only this
// package declares events, so a switch over them can be checked.
type Event interface {
	isEvent()
	eventClass() eventClass
}

// eventClass says who may append an event and what a conflict does to it.
type eventClass int

const (
	choiceClass eventClass = iota // a person's; by the holder; dropped on conflict
	gateClass                     // the machine's, before an effect; by the holder; validated again on conflict
	factClass                     // what came of an effect; appended whoever holds the dossier
)

// IsChoice reports whether e is a person's choice: on a conflict it is asked
// again instead of being appended on the new head.
func IsChoice(e Event) bool { return e.eventClass() == choiceClass }

// Entry is one line of a dossier's journal. The desk stamps it; Apply sees
// nothing else, so time and identity are data.
type Entry struct {
	Seq      uint64    // 1 for the first of the dossier, without gaps
	ID       string    // unique; tells whether an append of unknown outcome took place
	After    string    // ID of the entry in front that the writer knows; "" in what was read from a journal
	At       time.Time // UTC, never before the entry in front
	Session  string    // the run of the program that wrote it
	Operator string    // the person, as the program knows them
	Event    Event
}

// AttemptNumber numbers the requests of a dossier from 1.
type AttemptNumber int

// SHA256 is the hash of a picture's bytes; it stands for the picture
// everywhere but at the descriptor itself.
type SHA256 [32]byte

// Size is a picture's size in pixels; zero when the format has none (PDF).
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Remark is one element of the service's errors[] or warnings[]. The element
// type is undocumented, so the raw JSON is kept beside the code read from it.
type Remark struct {
	Code foreign.Text `json:"code"`
	Raw  foreign.Text `json:"raw"`
}

// ParseRemark reads one element: a string is its own code; of an object "code"
// is; anything else is kept verbatim as the code.
func ParseRemark(raw []byte) Remark {
	r := Remark{Code: foreign.Untrusted(string(raw)), Raw: foreign.Untrusted(string(raw))}
	var s *string
	if json.Unmarshal(raw, &s) == nil && s != nil {
		r.Code = foreign.Untrusted(*s)
		return r
	}
	var object struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(raw, &object) == nil && object.Code != "" {
		r.Code = foreign.Untrusted(object.Code)
	}
	return r
}

// Echo is what the service says it received.
type Echo struct {
	Applicant foreign.Text `json:"applicant"`
	Type      foreign.Text `json:"type"`
	Side      foreign.Text `json:"side"`
	Country   foreign.Text `json:"country"`
}

// AnswerKind is the verdict on an answered request.
type AnswerKind string

// The kinds of Answered.
const (
	AnswerAccepted  AnswerKind = "accepted"  // a valid answer; errors and warnings decide what it means
	AnswerRefused   AnswerKind = "refused"   // the service saw the request and wants another one: 400, 404, 413
	AnswerFailed    AnswerKind = "failed"    // nothing was kept, the same picture may go again: 401, 403
	AnswerThrottled AnswerKind = "throttled" // 429: wait and go again
	AnswerMismatch  AnswerKind = "mismatch"  // the answer speaks of something else than was sent
)

// Cause says why a request did not reach the service or what it met. The
// words are this program's; the desk maps the client's causes to them.
type Cause string

// Causes with automatic retries have an entry in retries (retry.go).
const (
	CauseNoConnection Cause = "no connection"
	CauseInterrupted  Cause = "interrupted"
	CauseEdge         Cause = "service unreachable behind its edge"
	CauseThrottled    Cause = "throttled"
	CauseUntrusted    Cause = "certificate not trusted"
	CauseProxy        Cause = "proxy refused"
	CauseJournal      Cause = "could not be recorded"
	CauseFileChanged  Cause = "file changed"
	CauseUnreadable   Cause = "file not readable"
	CauseCancelled    Cause = "cancelled"
	CauseTakenBack    Cause = "taken back"
	CauseTakenOver    Cause = "taken over"
	CauseSessionGone  Cause = "session ended"
	CauseSignIn       Cause = "sign-in needed"
	CauseForbidden    Cause = "forbidden"
	CausePaused       Cause = "paused"
	CauseRefused      Cause = "not accepted by the service"
	CauseTooLarge     Cause = "too large for the service"
	CauseNoAnswer     Cause = "no answer"
	CauseServerError  Cause = "server error"
	CauseGateway      Cause = "gateway error"
	CauseUnknown      Cause = "answer not understood"
	CauseConflict     Cause = "conflict at the service"
	CauseRedirected   Cause = "redirected"
)

// The events. C is a choice, G a gate, F a fact.
type (
	// Opened makes the session the holder (C, by anyone). Reason is what the
	// person typed when somebody else held the dossier.
	Opened struct {
		Reason string `json:"reason,omitempty"`
	}
	// FlowChosen stores the whole flow (C): a later edit of the file changes
	// nothing here.
	FlowChosen struct {
		Flow   Flow   `json:"flow"`
		Reason string `json:"reason,omitempty"`
	}
	// DocumentChosen says which document satisfies a need (C).
	DocumentChosen struct {
		Need    string  `json:"need"`
		Type    DocType `json:"type"`
		Country Country `json:"country"`
		Sides   []Side  `json:"sides,omitempty"` // nil: as the flow says
	}
	// FileChosen is the consent to send one image (C).
	FileChosen struct {
		Slot      Slot     `json:"slot"`
		SHA256    SHA256   `json:"sha256"`
		Bytes     int64    `json:"bytes"`
		MediaType string   `json:"mediaType"`
		Pixels    Size     `json:"pixels"`
		Overrides []string `json:"overrides,omitempty"` // warnings and blocks the person overrode: "code: reason"
	}
	// SendStarted opens an attempt (G).
	SendStarted struct {
		Attempt AttemptNumber `json:"attempt"`
		Slot    Slot          `json:"slot"`
		RetryOf AttemptNumber `json:"retryOf,omitempty"`
	}
	// SendCancelled takes a send back before its release (C): an attempt, or,
	// when none has begun, the picture chosen for Slot.
	SendCancelled struct {
		Attempt AttemptNumber `json:"attempt,omitempty"`
		Slot    Slot          `json:"slot"`
	}
	// Released is appended before the last byte leaves (G): from here on the
	// picture may have arrived.
	Released struct {
		Attempt AttemptNumber `json:"attempt"`
	}
	// NotSent says that nothing arrived (F). RetryAfter is the wait before the
	// next automatic attempt, already with jitter.
	NotSent struct {
		Attempt    AttemptNumber `json:"attempt"`
		Cause      Cause         `json:"cause"`
		RetryAfter time.Duration `json:"retryAfter,omitempty"` // nanoseconds
	}
	// Answered is the service's word on an attempt (F).
	Answered struct {
		Attempt    AttemptNumber `json:"attempt"`
		Kind       AnswerKind    `json:"kind"`
		Cause      Cause         `json:"cause,omitempty"`
		Status     int           `json:"status"`
		Message    foreign.Text  `json:"message"`
		Errors     []Remark      `json:"errors,omitempty"`
		Warnings   []Remark      `json:"warnings,omitempty"`
		Echo       Echo          `json:"echo"`
		Ray        string        `json:"ray,omitempty"`
		RetryAfter time.Duration `json:"retryAfter,omitempty"`
	}
	// AnswerLost says that the picture may have arrived and no usable answer
	// came (F).
	AnswerLost struct {
		Attempt AttemptNumber `json:"attempt"`
		Cause   Cause         `json:"cause"`
		Status  int           `json:"status,omitempty"`
		Ray     string        `json:"ray,omitempty"`
	}
	// Decided settles an unconfirmed attempt (C).
	Decided struct {
		Attempt  AttemptNumber `json:"attempt"`
		Received bool          `json:"received"` // false: send again
		Reason   string        `json:"reason"`
	}
	// WarningAcknowledged records that a person read a warning and keeps the
	// picture (C). Code is the remark's code, or RemarksUnknown.
	//
	// Undone takes the acknowledgement back, which is possible until the start.
	// Reason is why the picture will do; one taken back has none.
	WarningAcknowledged struct {
		Attempt AttemptNumber `json:"attempt"`
		Code    foreign.Text  `json:"code"`
		Undone  bool          `json:"undone,omitempty"`
		Reason  string        `json:"reason,omitempty"`
	}
	// CheckConfirmed is the person's order to start the check (C); N counts
	// the checks of this dossier from 1.
	CheckConfirmed struct {
		N int `json:"n"`
	}
	// CheckReleased is the start's gate (G).
	CheckReleased struct {
		N int `json:"n"`
	}
	// CheckAnswered is the service's word on the start (F).
	CheckAnswered struct {
		N       int          `json:"n"`
		Started bool         `json:"started"` // false: refused
		Status  int          `json:"status"`
		Message foreign.Text `json:"message"`
		Ray     string       `json:"ray,omitempty"`
	}
	// CheckNotSent says that the start never arrived (F).
	CheckNotSent struct {
		N     int   `json:"n"`
		Cause Cause `json:"cause"`
	}
	// CheckLost says that the start may have arrived (F): the status is read,
	// the start is never repeated.
	CheckLost struct {
		N      int    `json:"n"`
		Cause  Cause  `json:"cause"`
		Status int    `json:"status,omitempty"`
		Ray    string `json:"ray,omitempty"`
	}
	// CheckDecided lets a person settle a lost start that the service's
	// status does not show (C).
	CheckDecided struct {
		N      int    `json:"n"`
		Reason string `json:"reason"`
	}
	// StatusSeen is a change of the applicant's status (F, by the holder).
	// Modified is the service's "Modified Date" of the result in milliseconds
	// since 1970, 0 when absent: it tells a new result from the one before.
	StatusSeen struct {
		Status     foreign.Text   `json:"status"`
		Answer     foreign.Text   `json:"answer"`
		RejectType foreign.Text   `json:"rejectType"`
		Labels     []foreign.Text `json:"labels,omitempty"`
		Modified   int64          `json:"modified,omitempty"`
	}
	// SlotsReopened starts a new round for slots after a rejection that
	// allows another try (C).
	SlotsReopened struct {
		Slots  []Slot         `json:"slots"`
		Labels []foreign.Text `json:"labels,omitempty"`
	}
	// IncidentResolved lifts the block of an echo mismatch (C).
	IncidentResolved struct {
		Reason string `json:"reason"`
	}
	// Closed ends the work on the dossier (C).
	Closed struct {
		Reason string `json:"reason"`
	}
)

// RemarksUnknown is the code to acknowledge on a picture that was decided to
// be received without an answer.
const RemarksUnknown = "remarksUnknown"

// RemarksSilent is the code to acknowledge on a clean answer after
// ReportedAttempts: the service may no longer name faults.
const RemarksSilent = "remarksSilent"

func (Opened) isEvent()              {}
func (FlowChosen) isEvent()          {}
func (DocumentChosen) isEvent()      {}
func (FileChosen) isEvent()          {}
func (SendStarted) isEvent()         {}
func (SendCancelled) isEvent()       {}
func (Released) isEvent()            {}
func (NotSent) isEvent()             {}
func (Answered) isEvent()            {}
func (AnswerLost) isEvent()          {}
func (Decided) isEvent()             {}
func (WarningAcknowledged) isEvent() {}
func (CheckConfirmed) isEvent()      {}
func (CheckReleased) isEvent()       {}
func (CheckAnswered) isEvent()       {}
func (CheckNotSent) isEvent()        {}
func (CheckLost) isEvent()           {}
func (CheckDecided) isEvent()        {}
func (StatusSeen) isEvent()          {}
func (SlotsReopened) isEvent()       {}
func (IncidentResolved) isEvent()    {}
func (Closed) isEvent()              {}

func (Opened) eventClass() eventClass              { return choiceClass }
func (FlowChosen) eventClass() eventClass          { return choiceClass }
func (DocumentChosen) eventClass() eventClass      { return choiceClass }
func (FileChosen) eventClass() eventClass          { return choiceClass }
func (SendStarted) eventClass() eventClass         { return gateClass }
func (SendCancelled) eventClass() eventClass       { return choiceClass }
func (Released) eventClass() eventClass            { return gateClass }
func (NotSent) eventClass() eventClass             { return factClass }
func (Answered) eventClass() eventClass            { return factClass }
func (AnswerLost) eventClass() eventClass          { return factClass }
func (Decided) eventClass() eventClass             { return choiceClass }
func (WarningAcknowledged) eventClass() eventClass { return choiceClass }
func (CheckConfirmed) eventClass() eventClass      { return choiceClass }
func (CheckReleased) eventClass() eventClass       { return gateClass }
func (CheckAnswered) eventClass() eventClass       { return factClass }
func (CheckNotSent) eventClass() eventClass        { return factClass }
func (CheckLost) eventClass() eventClass           { return factClass }
func (CheckDecided) eventClass() eventClass        { return choiceClass }
func (StatusSeen) eventClass() eventClass          { return factClass }
func (SlotsReopened) eventClass() eventClass       { return choiceClass }
func (IncidentResolved) eventClass() eventClass    { return choiceClass }
func (Closed) eventClass() eventClass              { return choiceClass }
