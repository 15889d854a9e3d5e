package personr

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"
	"unicode/utf8"
)

const callUpload = "api-document-upload"

var errFields = errors.New("fill in applicant, document type, country, file name, content, size and release, all in UTF-8")

// Document is one picture to be sent: one side of a document, or a selfie. The
// values of its fields are listed in the manual, "Supported documents and
// types".
type Document struct {
	ApplicantID string
	DocType     string
	SubType     string // empty for a selfie: the field is left out
	Country     string // ISO 3166-1 alpha-3
	FileName    string // with its ending; a neutral name, not the file's own
	Content     io.ReaderAt
	Size        int64             // of Content, in bytes
	SHA256      [sha256.Size]byte // of Content as it was approved
	// Hold is how long nothing of the request is sent, from the call on; only the
	// connection is opened meanwhile. No time limit runs during it.
	Hold time.Duration
	// Begin, if any, is called after the hold, before the first byte of the request.
	// An error leaves all of it unsent. It may take any time and must end when its
	// context does.
	Begin func(context.Context) error
	// Release is called when everything but the last byte was handed over. Nil
	// sends the document, an error withholds it. It may take any time and must end
	// when its context does. Its nil may come too late: only Outcome.Released says
	// whether the byte was sent.
	Release func(context.Context) error
	// Progress, if any, is called on the transport's goroutine after every chunk with
	// the bytes of the file that were read for sending.
	Progress func(sent, total int64)
}

// uploadRequest has the fields of the manual's page "Uploading documents to an
// applicant". The page's samples send JSON with the picture as plain base64. A
// selfie has no side, so its docSubType is left out.
type uploadRequest struct {
	ApplicantID string     `json:"applicantId"`
	DocType     string     `json:"docType"`
	SubType     string     `json:"docSubType,omitempty"`
	Country     string     `json:"docCountryISO"`
	File        uploadFile `json:"docFile"`
}

type uploadFile struct {
	Name     string `json:"filename"`
	Contents string `json:"contents"`
}

func (d Document) validateFields() error {
	for _, text := range []string{d.ApplicantID, d.DocType, d.Country, d.FileName} {
		if text == "" || !utf8.ValidString(text) {
			return errFields
		}
	}
	if !utf8.ValidString(d.SubType) || d.Content == nil || d.Size <= 0 || d.Release == nil {
		return errFields
	}
	return nil
}

// UploadOutcome is what became of an upload.
type UploadOutcome struct {
	Outcome
	// Errors and Warnings are the service's lists, byte for byte as they came
	// unless they held a secret. Only for Answered, and then never nil. The type
	// of their elements is not documented.
	Errors, Warnings []json.RawMessage
	Echo             Echo
	Mismatch         bool // the echo names something else than what was sent
}

// UploadDocument sends one picture (manual, "Uploading documents to an
// applicant"), after its hold. Before the last byte it checks that the content is what was
// approved, that ctx is alive and that d.Release agrees. It returns when the
// request is over and no longer reads d.Content nor calls d.Release. After
// the last byte was sent, the end of ctx ends only the waiting: the outcome is then
// Ambiguous. While the token is paused it returns Paused until [Client.Resume].
func (c *Client) UploadDocument(ctx context.Context, d Document) UploadOutcome {
	if err := d.validateFields(); err != nil {
		return UploadOutcome{Outcome: invalidRequest(err)}
	}
	held := newHold(d.Hold, d.Begin)
	body, err := newDocumentBody(d, c.encode)
	if err != nil {
		return UploadOutcome{Outcome: invalidRequest(err)}
	}
	defer body.wipe()
	return c.newUploadOutcome(c.callGated(ctx, gatedCall{callUpload, body, held, d.Release, d.validateUploadAnswer}))
}

func (c *Client) newUploadOutcome(f callResult) UploadOutcome {
	o := UploadOutcome{Outcome: c.newOutcome(f), Mismatch: f.cause == EchoMismatch}
	if f.verdict == Answered || o.Mismatch {
		o.Echo = c.readEcho(f.fields)
	}
	if f.verdict == Answered {
		o.Errors, o.Warnings = c.redactedRemarks(f.fields, "errors"), c.redactedRemarks(f.fields, "warnings")
	}
	return o
}

// validateUploadAnswer reads a success (manual, "Uploading documents to an applicant").
// Without both lists it says nothing about the picture, without the echo nothing about
// whose it is, and with anything else beside them it is of unknown form. An answer that
// names another applicant is an incident, whatever else it says.
func (d Document) validateUploadAnswer(f jsonObject) Cause {
	if d.isAnsweredForAnother(f) {
		return EchoMismatch
	}
	names := slices.Clone(reportNames)
	if d.SubType == "" && !f.hasName("documentSubType") { // may be absent for a selfie
		names = slices.DeleteFunc(names, func(name string) bool { return name == "documentSubType" })
	}
	_, hasErrors := f.listValue("errors")
	_, hasWarnings := f.listValue("warnings")
	if !f.hasForm(names...) || !hasErrors || !hasWarnings {
		return UnknownAnswer
	}
	return d.compareEcho(f)
}

func (c *Client) redactedRemarks(f jsonObject, name string) []json.RawMessage {
	items, _ := f.listValue(name)
	for i := range items {
		items[i] = c.redactJSON(items[i])
	}
	return items
}
