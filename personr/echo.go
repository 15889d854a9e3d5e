package personr

import (
	"strings"

	"dossier/flows/foreign"
)

// Echo is what the service says it attached the picture to. No encoder writes it.
type Echo struct {
	ApplicantID, DocumentType, DocumentSubType, Country foreign.Text `json:"-"`
}

// isAnsweredForAnother reports whether an answer names another applicant than was sent.
func (d Document) isAnsweredForAnother(f jsonObject) bool {
	applicant, ok := f.stringValue("applicantId")
	return ok && applicant != d.ApplicantID
}

// compareEcho finds an answer that names another document, side or country than what was
// sent: the picture may be attached to another applicant.
func (d Document) compareEcho(f jsonObject) Cause {
	_, hasApplicant := f.stringValue("applicantId")
	kind, hasKind := f.stringValue("documentType")
	country, hasCountry := f.stringValue("country")
	side, hasSide := f.stringValue("documentSubType")
	if !hasApplicant || !hasKind || !hasCountry || !(hasSide || f.isNull("documentSubType")) {
		return UnknownAnswer
	}
	// A missing side and an empty one are the same, and right for a selfie only.
	if kind != d.DocType || side != d.SubType || !isSameCountry(country, d.Country) {
		return EchoMismatch
	}
	return ""
}

// isSameCountry compares two codes of ASCII letters. EqualFold alone would take the long s
// and the Kelvin sign for letters; in UTF-8 they are longer.
func isSameCountry(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }

func (c *Client) readEcho(f jsonObject) Echo {
	return Echo{
		ApplicantID:     c.redactForeign(f.stringOrEmpty("applicantId")),
		DocumentType:    c.redactForeign(f.stringOrEmpty("documentType")),
		DocumentSubType: c.redactForeign(f.stringOrEmpty("documentSubType")),
		Country:         c.redactForeign(f.stringOrEmpty("country")),
	}
}
