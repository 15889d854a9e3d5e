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
	found, err := c.callReadOnly(ctx, callStatus, applicantID, validateStatusAnswer)
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

// validateResponseAnswer wants the form {"status":"success","response":{…}} and no error in
// it.
func validateResponseAnswer(f jsonObject) Cause {
	response := f.objectValue("response")
	if !f.hasForm("status", "response") || f.stringOrEmpty("status") != "success" || response == nil || response.hasComplaint() {
		return UnknownAnswer
	}
	return ""
}

// validateStatusAnswer wants what is acted on to be of the documented types: a list of
// labels that is none would be read as no label.
func validateStatusAnswer(f jsonObject) Cause {
	response := f.objectValue("response")
	_, hasStatus := response.stringValue("applicantStatus")
	if validateResponseAnswer(f) != "" || !hasStatus || !response.isStringOrNone("applicantActionStatus") {
		return UnknownAnswer
	}
	if response.isNull("result") {
		return ""
	}
	return validateResult(response.objectValue("result"))
}

func validateResult(result jsonObject) Cause {
	_, hasLabels := result.listValue("rejectLabels")
	_, hasDate := result.intValue("Modified Date")
	switch {
	case result == nil, result.hasComplaint(),
		!result.isStringOrNone("reviewAnswer"), !result.isStringOrNone("reviewRejectType"),
		!hasLabels && !result.isNull("rejectLabels"), !hasDate && !result.isNull("Modified Date"):
		return UnknownAnswer
	}
	return ""
}
