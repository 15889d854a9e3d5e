package personr

import (
	"fmt"
	"time"

	"dossier/flows/foreign"
	"dossier/personr/edge"
)

// Outcome is what became of one request. [UploadOutcome] and [APIError] embed it.
// Its foreign texts are left out by encoders, and fmt prints none of them.
type Outcome struct {
	Verdict     Verdict
	Cause       Cause         // empty for a good answer
	PausedBy    Cause         // for Paused: the cause of the answer that paused sending
	Begun       bool          // bytes of the request may have been sent
	Released    bool          // the last byte was sent
	Status      int           // of the answer, or named in its JSON under HTTP 200; 0 without an answer
	Code        foreign.Text  `json:"-"`
	Message     foreign.Text  `json:"-"` // of the service; for a certificate that was refused its description
	Certificate Certificate   // that was refused, if any
	Ray         string        // the reference of the service's edge, safe to show; may be empty
	RetryAfter  time.Duration // how long the service asks to wait: 1 s to 24 h, or 0
	Target      foreign.Text  `json:"-"` // host of the redirect or the proxy
	Excerpt     foreign.Text  `json:"-"` // the first 2 KiB of an answer that could not be read
	Err         error         `json:"-"` // for logs: no foreign text, no path; nil for a good answer
}

// newOutcome says what a classified reply means for the caller.
func (c *Client) newOutcome(f callResult) Outcome {
	code, message := c.serviceMessage(f)
	return Outcome{
		Verdict: f.verdict, Cause: f.cause, PausedBy: f.pausedBy, Begun: f.begun, Released: f.released, Status: f.status,
		Code: code, Message: message, Certificate: c.newCertificate(f.refused), Ray: edge.RayID(f.header), RetryAfter: parseRetryAfter(f.header, c.now()),
		Target: c.redactForeign(f.target), Excerpt: c.answerExcerpt(f), Err: f.logError(),
	}
}

// invalidRequest is the outcome of a call that was never made.
func invalidRequest(err error) Outcome {
	return Outcome{Verdict: NotSent, Cause: InvalidRequest, Err: err}
}

// String names verdict, cause and status in words that are safe for logs.
func (o Outcome) String() string {
	return fmt.Sprintf("%s (%s), released %t, status %d", o.Verdict, o.Cause, o.Released, o.Status)
}
