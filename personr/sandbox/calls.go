package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

// workflows maps the last part of a call's address to the name that scripts use for it.
func workflows() map[string]string {
	return map[string]string{
		"api-token-generate":          "token",
		"api-basic-auth":              "basic",
		"api-change-workspace":        "workspace",
		"api-applicant-create":        "create",
		"api-verificationlink-create": "link",
		"api-document-upload":         "upload",
		"api-request-applicant-check": "check",
		"api-applicant-status":        "status",
		"api-applicant-details":       "details",
	}
}

// Calls returns the names that a rule's "call" may have, sorted; "*" is any of them.
func Calls() []string {
	out := []string{"*"}
	for _, name := range workflows() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// request is one call with its complete body.
type request struct {
	call, workflow string
	header         http.Header
	method, host   string
	body           []byte
}

// answer does what the call asks and says what the manual says about it. Uploads go through
// takeUpload instead.
func (s *Sandbox) answer(q request) reply {
	if q.call == "token" || q.call == "basic" {
		return s.signIn(q)
	}
	if token, ok := s.authorized(q.header); !ok {
		return unauthorized(token)
	}
	p, err := parseParams(q.header.Get("Content-Type"), q.body)
	if err != nil {
		return badBody()
	}
	switch q.call {
	case "workspace":
		return s.changeWorkspace(q, p)
	case "create":
		return s.createApplicant(q, p)
	case "link":
		return s.forApplicant(q, p, "applicant", s.makeLink)
	case "check":
		return s.forApplicant(q, p, "applicantId", s.requestCheck)
	case "status":
		return s.forApplicant(q, p, "applicantId", s.showStatus)
	}
	return s.forApplicant(q, p, "applicantId", s.showDetails)
}

// authorized checks the bearer token and returns it for the answer, which repeats it.
func (s *Sandbox) authorized(h http.Header) (token string, ok bool) {
	token, bearer := strings.CutPrefix(h.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if !bearer || token == "" {
		return token, false
	}
	return token, s.token == "" || token == s.token
}

// signIn makes a token and ends the former one (manual page "Generating an authentication
// token"). The answer to wrong credentials is not documented; this is Bubble's shape.
func (s *Sandbox) signIn(q request) reply {
	email, password, bad := credentials(q)
	if bad != nil {
		return *bad
	}
	if email == "" || password == "" || s.cfg.Email != "" && email != s.cfg.Email ||
		s.cfg.Password != "" && password != s.cfg.Password {
		return respond(http.StatusUnauthorized, object{{"error_class", "Unauthorized"},
			{"args", object{{"code", "INVALID_LOGIN_CREDENTIALS"}}}, {"message", nil},
			{"translation", "We didn't find an account with those login credentials"}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.minted++
	s.token = "bus|" + s.newID() + "|" + s.newID() + randomTail()
	return success(object{{"token", s.token}, {"user_id", "1000000000000x400000000000000000"}, {"expires", 31536000}})
}

// randomTail keeps tokens unguessable on a sandbox that listens beyond loopback.
func randomTail() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

func credentials(q request) (email, password string, bad *reply) {
	if q.call == "basic" {
		r := http.Request{Header: q.header}
		email, password, _ = r.BasicAuth()
		return email, password, nil
	}
	p, err := parseParams(q.header.Get("Content-Type"), q.body)
	if err != nil {
		r := badBody()
		return "", "", &r
	}
	f, bad := p.required(q.workflow, "email", "password")
	return f["email"], f["password"], bad
}

// changeWorkspace answers an unknown name with HTTP 200 and a text for a response (manual page
// "Switching workspaces").
func (s *Sandbox) changeWorkspace(q request, p params) reply {
	f, bad := p.required(q.workflow, "workspace")
	if bad != nil {
		return *bad
	}
	if !slices.Contains(s.cfg.Workspaces, f["workspace"]) {
		return respond(http.StatusOK, object{{"status", "error"}, {"response", "Workspace not found"}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workspace = f["workspace"]
	return success(object{{"currentWorkspace", s.workspace}})
}
