package personr

import (
	"context"
	"encoding/json"

	"dossier/flows/foreign"
)

const callStatus = "api-applicant-status"

// Status is where an applicant stands (manual, "Retrieving applicant
// verification results"). The answer holds more, all of it personal data,
// which is dropped here. Before the review all but the first two are empty.
type Status struct {
	ApplicantStatus foreign.Text   `json:"-"`
	ActionStatus    foreign.Text   `json:"-"`
	ReviewAnswer    foreign.Text   `json:"-"`
	RejectType      foreign.Text   `json:"-"`
	Labels          []foreign.Text `json:"-"`
	// Modified is the result's "Modified Date" in milliseconds since 1970, 0
	// when absent. The next result has another one.
	Modified int64
}

// ApplicantStatus asks where an applicant stands. Any failure is an [*APIError].
func (c *Client) ApplicantStatus(ctx context.Context, applicantID string) (Status, error) {
	found, err := c.callReadOnly(ctx, callStatus, applicantID, validateResponseAnswer)
	if err != nil {
		return Status{}, err
	}
	response := found.fields.objectValue("response")
	result := response.objectValue("result")
	return Status{
		ApplicantStatus: c.redactForeign(response.stringOrEmpty("applicantStatus")),
		ActionStatus:    c.redactForeign(response.stringOrEmpty("applicantActionStatus")),
		ReviewAnswer:    c.redactForeign(result.stringOrEmpty("reviewAnswer")),
		RejectType:      c.redactForeign(result.stringOrEmpty("reviewRejectType")),
		Labels:          c.readLabels(result),
		Modified:        result.intOrZero("Modified Date"),
	}, nil
}

// readLabels keeps what is not a string as its JSON text: unknown, but not lost.
func (c *Client) readLabels(result jsonObject) []foreign.Text {
	items, _ := result.listValue("rejectLabels")
	var labels []foreign.Text
	for _, item := range items {
		var text string
		if json.Unmarshal(item, &text) != nil {
			text = string(item)
		}
		labels = append(labels, c.redactForeign(text))
	}
	return labels
}

// validateResponseAnswer wants the form {"status":"success","response":{…}}.
func validateResponseAnswer(f jsonObject) Cause {
	if f.stringOrEmpty("status") != "success" || f.objectValue("response") == nil {
		return UnknownAnswer
	}
	return ""
}
