package audit

import (
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// Check is one check of the applicant.
type Check struct {
	N         int          `json:"n,omitempty"` // of this dossier's own, from 1
	Elsewhere bool         `json:"elsewhere"`   // started by a link or another tool
	Operator  foreign.Text `json:"confirmedBy,omitzero"`
	Confirmed time.Time    `json:"confirmed,omitzero"`
	Released  time.Time    `json:"released,omitzero"` // from then on the start may have been received
	Answered  time.Time    `json:"answered,omitzero"`
	Outcome   string       `json:"outcome"` // of the start: confirmed, released, started, refused, not sent, lost, "seen in the status"
	// Transfer is how much of a start left that was not received, and Ours why it began nothing
	// or is unclear, in words.
	Transfer flows.Transfer `json:"transfer,omitempty"`
	Ours     string         `json:"ours,omitempty"`
	Cause    foreign.Text   `json:"cause,omitzero"`
	Status   int            `json:"httpStatus,omitempty"`
	Message  foreign.Text   `json:"message,omitzero"`
	Ray      foreign.Text   `json:"cfRay,omitzero"`
	Decision *Decision      `json:"decision,omitempty"` // on a lost start: that it never began
	Results  []Result       `json:"results"`            // several when the service changed its result
}

// Two outcomes of a start, as Check has them.
const (
	StartNotSent = "not sent" // the service did not receive it; Transfer says how much left
	StartLost    = "lost"     // it may have been received
)

// Result is the service's result of a check.
type Result struct {
	At         time.Time    `json:"at"` // when it was read
	Status     foreign.Text `json:"status"`
	Answer     foreign.Text `json:"answer"`
	RejectType foreign.Text `json:"rejectType,omitzero"`
	Verdict    VerdictCode  `json:"verdict"`
	Ours       string       `json:"ours"` // what the verdict follows from
	Labels     []Label      `json:"labels"`
	Note       string       `json:"note,omitempty"` // TippingOffNote, where reasons are for compliance only
}

// Label is one reason of a rejection.
type Label struct {
	Label          foreign.Text `json:"label"`
	Ours           string       `json:"ours"`
	Finality       string       `json:"finality"`   // retry, final or undocumented
	Documented     bool         `json:"documented"` // by the service's manual; otherwise inferred
	ComplianceOnly bool         `json:"complianceOnly"`
}
