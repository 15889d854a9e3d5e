package personr

import "context"

const callDetails = "api-applicant-details"

// Details is what the service was told about an applicant at creation. The
// names are not verified.
type Details struct {
	NameFirst, NameLast Foreign
	FlowName            Foreign
	Status              Foreign
}

// ApplicantDetails asks for an applicant's name and flow. The call is known
// from the service's published connector only and is not in the manual: it may
// be gone. Any failure is an [*APIError].
func (c *Client) ApplicantDetails(ctx context.Context, applicantID string) (Details, error) {
	found, err := c.ask(ctx, callDetails, applicantID, acceptResponse)
	if err != nil {
		return Details{}, err
	}
	response := found.fields.sub("response")
	return Details{
		NameFirst: c.foreign(response.string("nameFirst")),
		NameLast:  c.foreign(response.string("nameLast")),
		FlowName:  c.foreign(response.string("flowName")),
		Status:    c.foreign(response.string("status")),
	}, nil
}
