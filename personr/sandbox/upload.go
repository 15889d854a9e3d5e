package sandbox

import "time"

// Upload is one upload whose complete body arrived. The JSON form, served at /_sandbox/uploads,
// has everything but the content.
type Upload struct {
	// N counts uploads from 1 in the order in which their bodies were complete.
	N int `json:"n"`
	// ApplicantID, DocType, SubType, Country and FileName are as the request had them; empty
	// when the body could not be understood or lacked them.
	ApplicantID string `json:"applicantId"`
	DocType     string `json:"docType"`
	SubType     string `json:"docSubType"`
	Country     string `json:"docCountryISO"`
	FileName    string `json:"fileName"`
	// Content is the decoded file. It is shared, not copied: do not change it. Nil when
	// Config.DiscardContents is set or the base64 was wrong.
	Content []byte `json:"-"`
	// Bytes is the decoded file's size.
	Bytes int `json:"bytes"`
	// SHA256 is the decoded file's digest in lower-case hexadecimal.
	SHA256 string `json:"sha256"`
	// At is when the body was complete, by Config.Now.
	At time.Time `json:"at"`
	// Judged says that the sandbox took the picture in and looked at it. It is false when the
	// request was refused (wrong token, bad parameter, a scripted refusal).
	Judged bool `json:"judged"`
	// Status is the HTTP status that the service itself gave; a script may have sent another.
	// For a scripted refusal (see Action.Keep) it is the scripted one.
	Status int `json:"status"`
	// Accepted says that the picture was taken in without errors.
	Accepted bool `json:"accepted"`
	// Errors and Warnings are the judge's, also where the answer no longer reports them.
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
	// SetAside says that the picture was accepted and is set aside since, because the other
	// side of its document had an error.
	SetAside bool `json:"withdrawn"`
	// Scripted is the kind of the scripted action that met this request; empty: none.
	Scripted string `json:"scripted,omitempty"`
}
