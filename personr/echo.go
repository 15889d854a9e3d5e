package personr

import (
	"dossier/flows/foreign"
	"strings"
)

// Echo is what the service says it attached the picture to. No encoder writes it.
type Echo struct {
	ApplicantID, DocumentType, DocumentSubType, Country foreign.Text `json:"-"`
}

// compareEcho finds an answer that names another applicant, document, side or country
// than what was sent: the picture may be attached to another applicant.
func (d Document) compareEcho(f jsonObject) Cause {
	applicant, hasApplicant := f.stringValue("applicantId")
	kind, hasKind := f.stringValue("documentType")
	country, hasCountry := f.stringValue("country")
	side, hasSide := f.stringValue("documentSubType")
	if !hasApplicant || !hasKind || !hasCountry || !(hasSide || f.isNull("documentSubType")) {
		return UnknownAnswer
	}
	// A missing side and an empty one are the same, and right for a selfie only.
	if applicant != d.ApplicantID || kind != d.DocType || side != d.SubType || !strings.EqualFold(country, d.Country) {
		return EchoMismatch
	}
	return ""
}

func (c *Client) readEcho(f jsonObject) Echo {
	return Echo{
		ApplicantID:     c.redactForeign(f.stringOrEmpty("applicantId")),
		DocumentType:    c.redactForeign(f.stringOrEmpty("documentType")),
		DocumentSubType: c.redactForeign(f.stringOrEmpty("documentSubType")),
		Country:         c.redactForeign(f.stringOrEmpty("country")),
	}
}
