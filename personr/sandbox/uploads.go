package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"
)

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

var countryPattern = regexp.MustCompile(`^[A-Za-z]{3}$`)

// uploadFields are the fields of the manual page "Uploading documents to an applicant".
type uploadFields struct {
	workflow          string
	applicant         string
	docType, subType  string
	hasSubType        bool
	country, fileName string
	encodedContent    string
	content           []byte
	fileIsObject      bool
	isBase64          bool
}

// handleUpload records an upload whose body is complete, judges it unless act says that the
// service never took it in, and returns the documented answer.
func (s *Sandbox) handleUpload(q request, act *Action) response {
	f, parsed := parseUpload(q)
	u := s.recordUpload(f, act)
	r, refused := s.refuseUpload(q, f, parsed)
	switch {
	case act != nil && !act.keepsRequest():
		r = act.refusalResponse()
	case !refused:
		r = s.judgeAndAnswer(f, u, act)
	}
	s.mu.Lock()
	u.Status = r.status
	copied := *u
	s.mu.Unlock()
	if s.cfg.Record != nil {
		s.cfg.Record(copied)
	}
	return r
}

// parseUpload takes what it can from a body, because even a refused upload is listed.
func parseUpload(q request) (f uploadFields, parsed bool) {
	f.workflow = q.workflow
	var p params
	if json.Unmarshal(q.body, &p) != nil || p == nil {
		return f, false
	}
	f.applicant, _ = p.stringField("applicantId")
	f.docType, _ = p.stringField("docType")
	f.subType, f.hasSubType = p.stringField("docSubType")
	f.country, _ = p.stringField("docCountryISO")
	var file params
	if json.Unmarshal(p["docFile"], &file) == nil && file != nil {
		f.fileIsObject = true
		f.fileName, _ = file.stringField("filename")
		f.encodedContent, _ = file.stringField("contents")
	}
	// The standard decoder skips line breaks; the service's samples have none.
	content, err := base64.StdEncoding.DecodeString(f.encodedContent)
	if err == nil && !strings.ContainsAny(f.encodedContent, "\r\n") {
		f.content, f.isBase64 = content, true
	}
	return f, true
}

func (s *Sandbox) recordUpload(f uploadFields, act *Action) *Upload {
	sum := sha256.Sum256(f.content)
	u := &Upload{
		ApplicantID: f.applicant, DocType: f.docType, SubType: f.subType,
		Country: f.country, FileName: f.fileName, Bytes: len(f.content),
		SHA256: hex.EncodeToString(sum[:]), Errors: []string{}, Warnings: []string{},
	}
	if act != nil {
		u.Scripted = act.Kind
	}
	if !s.cfg.DiscardContents {
		u.Content = f.content
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u.N, u.At = len(s.uploads)+1, s.cfg.Now()
	s.uploads = append(s.uploads, u)
	return u
}

// refuseUpload returns the answer to a request that the service does not take in.
func (s *Sandbox) refuseUpload(q request, f uploadFields, parsed bool) (response, bool) {
	if token, ok := s.checkToken(q.header); !ok {
		return unauthorizedError(token), true
	}
	if !parsed {
		return invalidBodyResponse(), true
	}
	if bad := f.missingFieldError(); bad != nil {
		return *bad, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.findApplicant(f.applicant)
	if a == nil {
		return missingApplicantError(), true
	}
	if !s.acceptsType(a.Flow, f.docType) {
		return flatError(http.StatusBadRequest, "Error: Cannot read docSets - invalid docType provided."), true
	}
	if bad := f.invalidFieldError(); bad != nil {
		return *bad, true
	}
	return response{}, false
}

func (f uploadFields) missingFieldError() *response {
	for _, p := range []struct{ name, value string }{
		{"applicantId", f.applicant}, {"docType", f.docType}, {"docCountryISO", f.country},
	} {
		if p.value == "" {
			return missingParameterError(f.workflow, p.name)
		}
	}
	// A text instead of an object would be taken for an address to fetch the file from.
	if !f.fileIsObject || f.fileName == "" || f.encodedContent == "" {
		return missingParameterError(f.workflow, "docFile")
	}
	return nil
}

// invalidFieldError checks the values. Where the manual states a rule but no answer, the answer is
// Bubble's for a bad parameter.
func (f uploadFields) invalidFieldError() *response {
	kind := formatOfName(f.fileName)
	switch {
	case !countryPattern.MatchString(f.country):
		return invalidParameterError("docCountryISO", "an ISO 3166-1 alpha-3 code")
	case f.docType == typeSelfie && f.hasSubType:
		return invalidParameterError("docSubType", "null for SELFIE")
	case f.docType != typeSelfie && f.subType != sideFront && f.subType != sideBack:
		return invalidParameterError("docSubType", "FRONT_SIDE or BACK_SIDE")
	case !f.isBase64 || len(f.content) == 0:
		return invalidParameterError("docFile", "base64 of a file that is not empty")
	case kind == "":
		return invalidParameterError("docFile", "a .jpg, .jpeg, .png or .pdf file")
	case formatOfContent(f.content) != kind:
		return invalidParameterError("docFile", "a file whose content matches its ending")
	}
	return nil
}

// judgeAndAnswer looks at the picture and answers with the bare object of the manual.
func (s *Sandbox) judgeAndAnswer(f uploadFields, u *Upload, act *Action) response {
	var forced *findings
	if act != nil {
		forced = act.scriptedFindings()
	}
	attempt := s.judgeUpload(u, f.content, forced)
	s.mu.Lock()
	defer s.mu.Unlock()
	errs, warnings := u.Errors, u.Warnings
	if attempt > ReportedAttempts && forced == nil {
		errs, warnings = nil, nil
	}
	var side any
	if f.hasSubType {
		side = f.subType
	}
	return newResponse(http.StatusOK, jsonObject{
		{"applicantId", f.applicant}, {"documentType", f.docType}, {"documentSubType", side},
		{"country", strings.ToUpper(f.country)}, {"errors", nonNil(errs)}, {"warnings", nonNil(warnings)},
	})
}
