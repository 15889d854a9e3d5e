package personr

import (
	"context"
	"errors"
)

var errNoApplicant = errors.New("an applicant and a release function are needed")

const callCheck = "api-request-applicant-check"

// RequestCheck asks the service to verify the applicant (manual, "Requesting to
// start the verification process"). An applicant has five attempts and too
// early a start harms the result, so the last byte waits for release as that of an
// upload does. A call with an Ambiguous outcome must not be repeated: the
// applicant's status shows whether the check began.
func (c *Client) RequestCheck(ctx context.Context, applicantID string, release func(context.Context) error) Outcome {
	if applicantID == "" || release == nil {
		return invalidRequest(errNoApplicant)
	}
	body, err := newApplicantBody(applicantID)
	if err != nil {
		return invalidRequest(err)
	}
	return c.newOutcome(c.callGated(ctx, gatedCall{callCheck, body, newHold(0, nil), release, validateCheckAnswer}))
}

// validateCheckAnswer knows the one documented answer, {"response":"success"}, and
// takes no other name beside it.
func validateCheckAnswer(f jsonObject) Cause {
	if f.hasForm("response") && f.stringOrEmpty("response") == "success" {
		return ""
	}
	return UnknownAnswer
}
