package personr

import (
	"context"

	"dossier/flows/foreign"
)

const callDetails = "api-applicant-details"

// Details is what the service got about an applicant at creation. The
// names are not verified.
type Details struct {
	NameFirst, NameLast foreign.Text `json:"-"`
	FlowName            foreign.Text `json:"-"`
	Status              foreign.Text `json:"-"`
}

// ApplicantDetails asks for an applicant's name and flow. The call is known
// from the service's published connector only and is not in the manual, so the service
// may remove it. Any failure is an [*APIError].
func (c *Client) ApplicantDetails(ctx context.Context, applicantID string) (Details, error) {
	found, err := c.callReadOnly(ctx, callDetails, applicantID, validateDetailsAnswer)
	if err != nil {
		return Details{}, err
	}
	response := found.fields.objectValue("response")
	return Details{
		NameFirst: c.redactForeign(response.stringOrEmpty("nameFirst")),
		NameLast:  c.redactForeign(response.stringOrEmpty("nameLast")),
		FlowName:  c.redactForeign(response.stringOrEmpty("flowName")),
		Status:    c.redactForeign(response.stringOrEmpty("status")),
	}, nil
}

func validateDetailsAnswer(f jsonObject) Cause {
	response := f.objectValue("response")
	for _, name := range []string{"nameFirst", "nameLast", "flowName", "status"} {
		if !response.isStringOrNone(name) {
			return UnknownAnswer
		}
	}
	return validateResponseAnswer(f)
}
