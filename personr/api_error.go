package personr

import (
	"errors"
	"fmt"
	"time"
)

var errNoApplicant = errors.New("an applicant and a release function are needed")

// APIError is the failure of a call that changes nothing. Its text holds no
// word of the service.
type APIError struct {
	Status     int // of the answer, or that its JSON names under HTTP 200; 0 without an answer
	Code       Foreign
	Message    Foreign
	Ray        string
	Cause      Cause
	RetryAfter time.Duration // 1 to 120 s, or 0
	Err        error         // the reason in known words
}

// Error names the cause and the status.
func (e *APIError) Error() string { return fmt.Sprintf("ask personr: %v", e.Err) }

// Unwrap gives access to the reason: context.Canceled, for instance.
func (e *APIError) Unwrap() error { return e.Err }

func (c *Client) newAPIError(f callResult) *APIError {
	code, message := c.serviceMessage(f)
	return &APIError{
		Status: f.status, Code: code, Message: message, Ray: parseRay(f.header),
		Cause: f.cause, RetryAfter: parseRetryAfter(f.header, c.now()), Err: f.logError(),
	}
}
