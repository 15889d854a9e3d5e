package personr

import (
	"context"
	"encoding/json"
)

const callStatus = "api-applicant-status"

// Status is where an applicant stands (manual, "Retrieving applicant
// verification results"). The answer holds more, all of it personal data,
// which is dropped here. Before the review all but the first two are empty.
type Status struct {
	ApplicantStatus Foreign
	ActionStatus    Foreign
	ReviewAnswer    Foreign
	RejectType      Foreign
	Labels          []Foreign
	// Modified is the result's "Modified Date" in milliseconds since 1970, 0
	// when absent. It tells one result from the next.
	Modified int64
}

// ApplicantStatus asks where an applicant stands. Any failure is an [*APIError].
func (c *Client) ApplicantStatus(ctx context.Context, applicantID string) (Status, error) {
	found, err := c.ask(ctx, callStatus, applicantID, acceptResponse)
	if err != nil {
		return Status{}, err
	}
	response := found.fields.sub("response")
	result := response.sub("result")
	return Status{
		ApplicantStatus: c.foreign(response.string("applicantStatus")),
		ActionStatus:    c.foreign(response.string("applicantActionStatus")),
		ReviewAnswer:    c.foreign(result.string("reviewAnswer")),
		RejectType:      c.foreign(result.string("reviewRejectType")),
		Labels:          c.labels(result),
		Modified:        result.int64("Modified Date"),
	}, nil
}

// labels keeps what is not a string as its JSON text: unknown, but not lost.
func (c *Client) labels(result fields) []Foreign {
	items, _ := result.list("rejectLabels")
	var labels []Foreign
	for _, item := range items {
		var text string
		if json.Unmarshal(item, &text) != nil {
			text = string(item)
		}
		labels = append(labels, c.foreign(text))
	}
	return labels
}

// acceptResponse wants the form {"status":"success","response":{…}}.
func acceptResponse(f fields) Cause {
	if f.string("status") != "success" || f.sub("response") == nil {
		return UnknownAnswer
	}
	return ""
}
