package sandbox

import "time"

// Path is where the calls live below the server's address, as on the real service.
const Path = "/api/1.1/wf"

// MaxChecks is how many checks an applicant has before it ends rejected for good (manual page
// "Requesting to start the verification process").
const MaxChecks = 5

// ReportedAttempts is how many upload attempts of one document (applicant and document type) are
// answered with errors and warnings. Later ones are judged all the same, but the lists are empty.
const ReportedAttempts = 4

// Config says what kind of Personr the sandbox is. The zero value accepts any token, knows no
// applicant and no flow, and judges at once.
type Config struct {
	// Token is the one bearer token that is accepted. Empty: any token that is not empty, until
	// a token is generated; from then on only the newest generated one.
	Token string
	// Email and Password are the only credentials for which a token is generated. Both empty:
	// any that are not empty.
	Email, Password string
	// Workspaces are the names that api-change-workspace knows. None: "Sandbox" alone.
	Workspaces []string
	// Applicants exist from the start.
	Applicants []Applicant
	// AutoCreate lets an unknown applicant whose ID has Personr's form (digits, x, digits) come
	// into being in DefaultFlow when it is first named.
	AutoCreate bool
	// DefaultFlow is the flow of applicants for whom none was given.
	DefaultFlow string
	// Flows holds what each flow asks for, by the flow's name. A flow that is not in here takes
	// every document type of the manual and is always complete.
	Flows map[string][]Need
	// ReviewDelay is the time from a check's start to its result. The first half of it the
	// applicant is Pre-Checked, the second half Pending. Zero: Reviewed at once.
	ReviewDelay time.Duration
	// Now is the clock. Nil: time.Now.
	Now func() time.Time
	// Script holds the rules, in order of precedence.
	Script []Rule
	// Record, when set, is called once for every upload whose body arrived completely, before
	// anything is answered. It is called from the request's goroutine, several at a time.
	Record func(Upload)
	// Blind leaves pictures unjudged: any file with an allowed ending and matching first bytes
	// is accepted. The rules about sides and order hold all the same.
	Blind bool
	// DiscardContents keeps only the SHA-256 and the size of each upload.
	DiscardContents bool
	// MaxBody is the largest request body in bytes; more is answered with 413. Zero: 96 MiB,
	// which is a 64 MiB file in base64 and room to spare.
	MaxBody int64
}

// Need is one thing a flow asks for.
type Need struct {
	// Name is the flow author's word for it; the sandbox only keeps it.
	Name string
	// AnyOf are the document types that satisfy it.
	AnyOf []string
	// Sides overrides for single types how many pictures make a complete document, 1 or 2.
	// Otherwise ID_CARD, DRIVERS and RESIDENCE_PERMIT have 2 and all others 1.
	Sides map[string]int
}

// Applicant is an applicant that the sandbox knows from the start.
type Applicant struct {
	// ID has Personr's form: digits, x, digits.
	ID string
	// NameFirst, NameLast, Email and Phone are what was typed at creation.
	NameFirst, NameLast, Email, Phone string
	// Flow is a flow's name; empty: Config.DefaultFlow.
	Flow string
	// Outcome is what a started check ends in. Zero: what the pictures deserve.
	Outcome Outcome
}

// Verdict is what a check may end in.
type Verdict int

// The verdicts. ByPictures approves when the flow is complete and otherwise rejects, with the
// labels that say what is missing, and may be tried again.
const (
	ByPictures Verdict = iota
	Approve
	RejectRetry
	RejectFinal
)

// Outcome decides how checks end. An incomplete document set is rejected even when the outcome
// says Approve, because starting too early is harmful at the service too.
type Outcome struct {
	// Verdict is the answer.
	Verdict Verdict
	// Labels are the rejection labels, for the two rejections.
	Labels []string
	// Times is for how many checks this holds before the pictures decide. Zero: for all.
	Times int
}

// The document types of the manual's table (page "Supported documents and types").
const (
	typeSelfie     = "SELFIE"
	typeBill       = "UTILITY_BILL"
	sideFront      = "FRONT_SIDE"
	sideBack       = "BACK_SIDE"
	defaultMaxBody = 96 << 20
)

func documentedTypes() []string {
	return []string{typeSelfie, "ID_CARD", "DRIVERS", "PASSPORT", "RESIDENCE_PERMIT", typeBill}
}

// sideCount returns how many pictures make one complete document of a type for this need.
func (n Need) sideCount(docType string) int {
	if v, ok := n.Sides[docType]; ok {
		return v
	}
	switch docType {
	case "ID_CARD", "DRIVERS", "RESIDENCE_PERMIT":
		return 2
	}
	return 1
}
