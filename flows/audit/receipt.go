package audit

import (
	"bytes"
	"encoding/json"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/decision"
	"dossier/flows/foreign"
)

// receiptSchema is the version of the receipt's form; fields are only ever
// added to one.
const receiptSchema = 1

// Receipt is what the journal says of one dossier, whole and in the order of
// the flow. As JSON it is one object; times are UTC, RFC 3339; what does not
// apply is left out. Fields called "ours" are this program's explanation of
// the fields next to them; all other texts are the service's, the flow file's
// or an operator's, verbatim. The last line but one, "head", is the end of the
// journal's chain and can be read by itself (chain.ReadHeads).
type Receipt struct {
	Schema    int          `json:"schema"`      // 1
	Title     string       `json:"document"`    // "dossier receipt"
	Made      time.Time    `json:"made"`        // when this receipt was made
	Program   foreign.Text `json:"program"`     // version of dossier that made it
	Service   foreign.Text `json:"service"`     // base URL
	Applicant foreign.Text `json:"applicantId"` // whole
	Flow      foreign.Text `json:"flow"`        // its name; "" when none was chosen
	Verdict   Verdict      `json:"verdict"`
	Closed    bool         `json:"closed"` // the work on it has ended
	// ComplianceOnly says that the receipt holds reasons of a final rejection.
	ComplianceOnly bool       `json:"complianceOnly"`
	Needs          []Need     `json:"needs"`
	Checks         []Check    `json:"checks"`
	Holders        []Holder   `json:"holders"`
	Changes        []Change   `json:"changes"`
	Incidents      []Incident `json:"incidents"`
	Consents       int        `json:"consents"` // pictures an operator agreed to send
	Limits         []string   `json:"doesNotProve"`
	Verify         string     `json:"verify"`
	Chain          Chain      `json:"chain"`
	Proof          Proof      `json:"proof"`
	Head           chain.Head `json:"-"` // written by JSON as the last field, "head"
}

// Verdict says where the dossier stands.
type Verdict struct {
	Code    VerdictCode `json:"code"`
	Text    string      `json:"text"`              // the same in words
	Missing []string    `json:"missing,omitempty"` // of an incomplete one: what is missing, each in words
}

// VerdictCode is the verdict in one word.
type VerdictCode string

// The verdicts on a dossier.
const (
	VerdictApproved      VerdictCode = "approved"
	VerdictRejectedRetry VerdictCode = "rejected-retry" // another try is possible, or not ruled out
	VerdictRejectedFinal VerdictCode = "rejected-final"
	VerdictRunning       VerdictCode = "check-running"
	VerdictUnclear       VerdictCode = "check-unclear" // its start may have been received
	VerdictReady         VerdictCode = "ready"         // complete, no check asked for
	VerdictIncomplete    VerdictCode = "incomplete"
	VerdictStopped       VerdictCode = "stopped" // an answer named something else: a privacy incident
)

// Document is a type of document from a country.
type Document struct {
	Type        foreign.Text `json:"type"`    // the service's word: "ID_CARD"
	Name        foreign.Text `json:"name"`    // for people: "Identity card"
	Country     foreign.Text `json:"country"` // ISO 3166-1 alpha-3
	CountryName foreign.Text `json:"countryName"`
}

// Need is one thing the flow asks for.
type Need struct {
	Name     foreign.Text `json:"name"` // "identity"
	Title    foreign.Text `json:"title"`
	Wanted   bool         `json:"wanted"` // false: only an earlier flow asked for it
	Document *Document    `json:"document,omitempty"`
	Slots    []Slot       `json:"slots"`
}

// Slot is one picture wanted, with every attempt to send one.
type Slot struct {
	Slot  string         `json:"slot"` // "identity.front"
	Side  flows.Side     `json:"side,omitempty"`
	State string         `json:"state"`                  // flows.State, or "no longer wanted"
	Ours  string         `json:"ours"`                   // the state in words
	Open  []foreign.Text `json:"openWarnings,omitempty"` // that no operator has acknowledged
	// Decided is what operators decided about the picture that counts.
	Decided []PictureDecision `json:"decided,omitempty"`
	// TakenBack says who took the present picture back, and when.
	TakenBack *TakeBack `json:"takenBack,omitempty"`
	Attempts  []Attempt `json:"attempts"`
}

// TakeBack says who took a picture back, and when.
type TakeBack struct {
	Operator foreign.Text `json:"operator"`
	At       time.Time    `json:"at"`
}

// PictureDecision is one decision about a picture that counts although something speaks
// against it.
type PictureDecision struct {
	What     decision.Kind `json:"what"` // "warning kept"
	Ours     string        `json:"ours"`
	Code     foreign.Text  `json:"code,omitzero"` // the warning's or the objection's
	Operator foreign.Text  `json:"operator"`
	At       time.Time     `json:"at"`
	Reason   foreign.Text  `json:"reason,omitzero"`
}

// Attempt is one request with a picture.
type Attempt struct {
	N         flows.AttemptNumber `json:"attempt"`
	RetryOf   flows.AttemptNumber `json:"retryOf,omitempty"` // repeated by the program
	Document  Document            `json:"document"`          // as sent
	SHA256    flows.SHA256        `json:"sha256"`
	Bytes     int64               `json:"bytes"`
	MediaType foreign.Text        `json:"mediaType"`
	Pixels    flows.Size          `json:"pixels,omitzero"`
	Overrides []foreign.Text      `json:"overrides,omitempty"` // "code: reason", given when it was chosen
	Operator  foreign.Text        `json:"operator"`
	Session   foreign.Text        `json:"session"`
	Chosen    time.Time           `json:"chosen"`
	Released  time.Time           `json:"released,omitzero"`  // from then on it may have been received
	Ended     time.Time           `json:"ended,omitzero"`     // answered, lost or given up
	Transfer  flows.Transfer      `json:"transfer,omitempty"` // how much left this computer: none, part (at most) or all
	Outcome   Outcome             `json:"outcome"`
	Ours      string              `json:"ours"`           // the outcome in words
	Cause     foreign.Text        `json:"cause,omitzero"` // the program's word
	Status    int                 `json:"httpStatus,omitempty"`
	Message   foreign.Text        `json:"message,omitzero"`
	Ray       foreign.Text        `json:"cfRay,omitzero"`
	Echo      *flows.Echo         `json:"echo,omitempty"` // what the service says it received
	Errors    []Remark            `json:"errors"`
	Warnings  []Remark            `json:"warnings"`
	Kept      []Acknowledgement   `json:"acknowledged"`
	Decision  *Decision           `json:"decision,omitempty"`
	SetAside  *SetAside           `json:"setAside,omitempty"`
	Reopened  bool                `json:"reopened,omitempty"` // reopened for another picture after a rejection
}

// Outcome is what became of an attempt.
type Outcome string

// The outcomes of an attempt.
const (
	OutAccepted    Outcome = "accepted"
	OutWarnings    Outcome = "accepted with warnings"
	OutErrors      Outcome = "refused with errors"
	OutRefused     Outcome = "refused"
	OutFailed      Outcome = "not kept"
	OutMismatch    Outcome = "answer named something else"
	OutNotSent     Outcome = "not sent"
	OutUnknown     Outcome = "unclear"    // it may have been received
	OutUnderWay    Outcome = "under way"  // begun, its end is not recorded yet
	OutNoAnswer    Outcome = "unanswered" // released, its answer is not recorded yet
	noLongerWanted         = "no longer wanted"
)

// Remark is an error or a warning of the service.
type Remark struct {
	Code foreign.Text `json:"code"`
	Raw  foreign.Text `json:"raw"` // the JSON element as it came
	Ours string       `json:"ours"`
}

// Acknowledgement says who acknowledged a warning and kept the picture, and why.
type Acknowledgement struct {
	Code     foreign.Text `json:"code"`
	Ours     string       `json:"ours"`
	Operator foreign.Text `json:"operator"`
	At       time.Time    `json:"at"`
	Reason   foreign.Text `json:"reason"`
}

// Decision is what an operator decided about something unclear.
type Decision struct {
	Received bool         `json:"received"` // of a picture; false: to be sent again
	Operator foreign.Text `json:"operator"`
	At       time.Time    `json:"at"`
	Reason   foreign.Text `json:"reason"`
}

// SetAside says since when an accepted picture does not count any more, and
// why: with the other side, or because the document was changed.
type SetAside struct {
	At  time.Time    `json:"at"`
	Why flows.Reason `json:"why"`
}

// Holder says who opened the dossier for work.
type Holder struct {
	At       time.Time    `json:"at"`
	Operator foreign.Text `json:"operator"`
	Session  foreign.Text `json:"session"`
	TookOver bool         `json:"tookOver"` // from somebody who held it
	Reason   foreign.Text `json:"reason,omitzero"`
	// Proxy is the host and port through which the session reached the service; absent:
	// none, or recorded by a version that did not name it.
	Proxy foreign.Text `json:"proxy,omitzero"`
	// CustomRoots says that SSL_CERT_FILE or SSL_CERT_DIR was set for the session.
	CustomRoots bool `json:"customRoots,omitempty"`
}

// Change is a choice about the dossier as a whole or a document.
type Change struct {
	At       time.Time    `json:"at"`
	Operator foreign.Text `json:"operator"`
	What     string       `json:"what"`             // flow chosen, document chosen, pictures reopened, dossier closed
	Subject  foreign.Text `json:"subject,omitzero"` // the flow, the document, the pictures
	Reason   foreign.Text `json:"reason,omitzero"`
	SetAside []string     `json:"setAside,omitempty"` // accepted pictures that do not count since then
}

// Incident is an answer that named another applicant or document than was
// sent.
type Incident struct {
	Attempt  flows.AttemptNumber `json:"attempt"`
	At       time.Time           `json:"at"`
	Echo     flows.Echo          `json:"echo"`
	Resolved *Decision           `json:"resolved,omitempty"`
}

// Chain says where the dossier's records stand in the journal.
type Chain struct {
	Journal string `json:"journal"`
	Records int    `json:"records"`
	First   Place  `json:"first"`
	Last    Place  `json:"last"`
}

// Proof is what was verified of the dossier's records and the head when the receipt was
// made: every link, and with the audit key every seal.
type Proof struct {
	Seals bool   `json:"seals"`
	Ours  string `json:"ours"`
}

// Place is one record.
type Place struct {
	Pos  uint64     `json:"pos"`
	Seq  uint64     `json:"seq"`
	At   time.Time  `json:"at"`
	Hash chain.Hash `json:"hash"`
}

// JSON writes the receipt in printable ASCII, one field a line and the head on one
// line of its own.
func (r Receipt) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(r.Head)
	if err != nil {
		return nil, err
	}
	text = append(bytes.TrimSuffix(text, []byte("\n}")), ",\n  \"head\": "...)
	return []byte(EscapeASCII(string(append(append(text, head...), "\n}\n"...)))), nil
}
