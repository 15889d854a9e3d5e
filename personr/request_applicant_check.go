package personr

import (
	"context"
	"time"
)

const callCheck = "api-request-applicant-check"

// CheckOutcome is what became of a request to start the check. Its fields mean
// what they mean in [Outcome].
type CheckOutcome struct {
	Verdict    Verdict
	Cause      Cause
	Released   bool
	Status     int
	Code       Foreign
	Message    Foreign
	Ray        string
	RetryAfter time.Duration
	Target     Foreign
	Excerpt    Foreign
	Err        error
}

// RequestCheck asks the service to verify the applicant (manual, "Requesting to
// start the verification process"). An applicant has five attempts and too
// early a start does harm, so the last byte waits for release as that of an
// upload does, and an Ambiguous outcome must not be repeated: the applicant's
// status tells.
func (c *Client) RequestCheck(ctx context.Context, applicantID string, release func(context.Context) error) CheckOutcome {
	if applicantID == "" || release == nil {
		return CheckOutcome{Verdict: NotSent, Cause: InvalidRequest, Err: errNoApplicant}
	}
	body, err := newApplicantBody(applicantID)
	if err != nil {
		return CheckOutcome{Verdict: NotSent, Cause: InvalidRequest, Err: err}
	}
	return c.newCheckOutcome(c.callGated(ctx, callCheck, body, release, validateCheckAnswer))
}

func (c *Client) newCheckOutcome(f callResult) CheckOutcome {
	code, message := c.serviceMessage(f)
	return CheckOutcome{
		Verdict: f.verdict, Cause: f.cause, Released: f.released, Status: f.status,
		Code: code, Message: message, Ray: parseRay(f.header), RetryAfter: parseRetryAfter(f.header, c.now()),
		Target: c.redactForeign(f.target), Excerpt: c.answerExcerpt(f), Err: f.logError(),
	}
}

// validateCheckAnswer knows the one documented answer: {"response":"success"}.
func validateCheckAnswer(f jsonObject) Cause {
	if f.stringOrEmpty("response") == "success" {
		return ""
	}
	return UnknownAnswer
}
