package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

var countryForm = regexp.MustCompile(`^[A-Za-z]{3}$`)

// uploadFields are the fields of the manual page "Uploading documents to an applicant".
type uploadFields struct {
	workflow          string
	applicant         string
	docType, subType  string
	hasSubType        bool
	country, fileName string
	contents          string
	content           []byte
	fileIsObject      bool
	base64            bool
}

// takeUpload records an upload whose body is complete, judges it unless act says that the
// service never took it in, and returns the documented answer.
func (s *Sandbox) takeUpload(q request, act *Action) reply {
	f, parsed := readUpload(q)
	u := s.arrive(f, act)
	r, refused := s.refuseUpload(q, f, parsed)
	switch {
	case act != nil && !act.keeps():
		r = act.refusal()
	case !refused:
		r = s.judged(f, u, act)
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

// readUpload takes what it can from a body, because even a refused upload is listed.
func readUpload(q request) (f uploadFields, parsed bool) {
	f.workflow = q.workflow
	var p params
	if json.Unmarshal(q.body, &p) != nil || p == nil {
		return f, false
	}
	f.applicant, _ = p.text("applicantId")
	f.docType, _ = p.text("docType")
	f.subType, f.hasSubType = p.text("docSubType")
	f.country, _ = p.text("docCountryISO")
	var file params
	if json.Unmarshal(p["docFile"], &file) == nil && file != nil {
		f.fileIsObject = true
		f.fileName, _ = file.text("filename")
		f.contents, _ = file.text("contents")
	}
	// The standard decoder skips line breaks; the service's samples have none.
	content, err := base64.StdEncoding.DecodeString(f.contents)
	if err == nil && !strings.ContainsAny(f.contents, "\r\n") {
		f.content, f.base64 = content, true
	}
	return f, true
}

func (s *Sandbox) arrive(f uploadFields, act *Action) *Upload {
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
func (s *Sandbox) refuseUpload(q request, f uploadFields, parsed bool) (reply, bool) {
	if token, ok := s.authorized(q.header); !ok {
		return unauthorized(token), true
	}
	if !parsed {
		return badBody(), true
	}
	if bad := f.missing(); bad != nil {
		return *bad, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(f.applicant)
	if a == nil {
		return missingApplicant(), true
	}
	if !s.takes(a.Flow, f.docType) {
		return flat(http.StatusBadRequest, "Error: Cannot read docSets - invalid docType provided."), true
	}
	if bad := f.invalid(); bad != nil {
		return *bad, true
	}
	return reply{}, false
}

func (f uploadFields) missing() *reply {
	for _, p := range []struct{ name, value string }{
		{"applicantId", f.applicant}, {"docType", f.docType}, {"docCountryISO", f.country},
	} {
		if p.value == "" {
			return missingParameter(f.workflow, p.name)
		}
	}
	// A text instead of an object would be taken for an address to fetch the file from.
	if !f.fileIsObject || f.fileName == "" || f.contents == "" {
		return missingParameter(f.workflow, "docFile")
	}
	return nil
}

// invalid checks the values. Where the manual states a rule but no answer, the answer is
// Bubble's for a bad parameter.
func (f uploadFields) invalid() *reply {
	kind := formatOfName(f.fileName)
	switch {
	case !countryForm.MatchString(f.country):
		return invalidParameter("docCountryISO", "an ISO 3166-1 alpha-3 code")
	case f.docType == typeSelfie && f.hasSubType:
		return invalidParameter("docSubType", "null for SELFIE")
	case f.docType != typeSelfie && f.subType != sideFront && f.subType != sideBack:
		return invalidParameter("docSubType", "FRONT_SIDE or BACK_SIDE")
	case !f.base64 || len(f.content) == 0:
		return invalidParameter("docFile", "base64 of a file that is not empty")
	case kind == "":
		return invalidParameter("docFile", "a .jpg, .jpeg, .png or .pdf file")
	case format(f.content) != kind:
		return invalidParameter("docFile", "a file whose content matches its ending")
	}
	return nil
}

// judged looks at the picture and answers with the bare object of the manual.
func (s *Sandbox) judged(f uploadFields, u *Upload, act *Action) reply {
	var forced *verdict
	if act != nil {
		forced = act.verdict()
	}
	attempt := s.receive(u, f.content, forced)
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
	return respond(http.StatusOK, object{
		{"applicantId", f.applicant}, {"documentType", f.docType}, {"documentSubType", side},
		{"country", strings.ToUpper(f.country)}, {"errors", listOf(errs)}, {"warnings", listOf(warnings)},
	})
}

// listOf never gives null: the manual's samples show empty lists.
func listOf(v []string) []string {
	if v == nil {
		return []string{}
	}
	return v
}
