package sandbox

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
)

// callNames maps the last part of a call's address to the name that scripts use for it.
func callNames() map[string]string {
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
	for _, name := range callNames() {
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

// serveCall routes one call, finds out what the script says about it, and answers.
func (s *Sandbox) serveCall(w http.ResponseWriter, r *http.Request, workflow string) {
	call, known := callNames()[workflow]
	if !known {
		nestedError(http.StatusNotFound, "NOT_FOUND", "Workflow not found").writeTo(w)
		return
	}
	s.mu.Lock()
	s.requests[call]++
	s.mu.Unlock()
	q := request{call: call, workflow: workflow, header: r.Header, method: r.Method, host: r.Host}
	in := newRequestBody(r)
	var fields bodyFields
	if s.rules.needsFields(call) {
		fields = in.peekFields(s.cfg.MaxBody)
	}
	if act := s.rules.nextAction(call, fields); act != nil {
		s.applyRule(w, in, q, act)
		return
	}
	s.answerDocumented(w, in, q)
}

// answerDocumented answers as documented.
func (s *Sandbox) answerDocumented(w http.ResponseWriter, in *requestBody, q request) {
	if !isMethodAllowed(q) {
		nestedError(http.StatusMethodNotAllowed, "ERROR", "This workflow takes POST").writeTo(w)
		return
	}
	if in.length > s.cfg.MaxBody || in.readTo(-1, s.cfg.MaxBody+1) == nil && int64(in.buf.Len()) > s.cfg.MaxBody {
		w.Header().Set("Connection", "close")
		nestedError(http.StatusRequestEntityTooLarge, "ERROR", "The body of the request is too large").writeTo(w)
		return
	}
	if !in.complete {
		w.Header().Set("Connection", "close")
		invalidBodyResponse().writeTo(w)
		return
	}
	s.processRequest(q, in, nil).writeTo(w)
}

// isMethodAllowed says whether the method fits: every call is a POST, and the manual's samples fetch the
// basic-auth token with GET too.
func isMethodAllowed(q request) bool {
	return q.method == http.MethodPost || q.method == http.MethodGet && q.call == "basic"
}

// processRequest does what a complete request asks for.
func (s *Sandbox) processRequest(q request, in *requestBody, act *Action) response {
	q.body = in.buf.Bytes()
	if q.call == "upload" {
		return s.handleUpload(q, act)
	}
	if act != nil && !act.keepsRequest() {
		return act.refusalResponse()
	}
	return s.answerCall(q)
}

// answerCall does what the call asks and says what the manual says about it. Uploads go through
// handleUpload instead.
func (s *Sandbox) answerCall(q request) response {
	if q.call == "token" || q.call == "basic" {
		return s.signIn(q)
	}
	if token, ok := s.checkToken(q.header); !ok {
		return unauthorizedError(token)
	}
	p, err := parseParams(q.header.Get("Content-Type"), q.body)
	if err != nil {
		return invalidBodyResponse()
	}
	switch q.call {
	case "workspace":
		return s.changeWorkspace(q, p)
	case "create":
		return s.createApplicant(q, p)
	case "link":
		return s.withApplicant(q, p, "applicant", s.createLink)
	case "check":
		return s.withApplicant(q, p, "applicantId", s.requestCheck)
	case "status":
		return s.withApplicant(q, p, "applicantId", s.showStatus)
	}
	return s.withApplicant(q, p, "applicantId", s.showDetails)
}

// checkToken checks the bearer token and returns it for the answer, which repeats it.
func (s *Sandbox) checkToken(h http.Header) (token string, ok bool) {
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
func (s *Sandbox) signIn(q request) response {
	email, password, bad := parseCredentials(q)
	if bad != nil {
		return *bad
	}
	if email == "" || password == "" || s.cfg.Email != "" && email != s.cfg.Email ||
		s.cfg.Password != "" && password != s.cfg.Password {
		return newResponse(http.StatusUnauthorized, jsonObject{{"error_class", "Unauthorized"},
			{"args", jsonObject{{"code", "INVALID_LOGIN_CREDENTIALS"}}}, {"message", nil},
			{"translation", "We didn't find an account with those login credentials"}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenCount++
	s.token = "bus|" + s.newID() + "|" + s.newID() + rand.Text() // unguessable, as the sandbox may listen beyond loopback
	return successResponse(jsonObject{{"token", s.token}, {"user_id", "1000000000000x400000000000000000"}, {"expires", 31536000}})
}

func parseCredentials(q request) (email, password string, bad *response) {
	if q.call == "basic" {
		r := http.Request{Header: q.header}
		email, password, _ = r.BasicAuth()
		return email, password, nil
	}
	p, err := parseParams(q.header.Get("Content-Type"), q.body)
	if err != nil {
		r := invalidBodyResponse()
		return "", "", &r
	}
	f, bad := p.requiredFields(q.workflow, "email", "password")
	return f["email"], f["password"], bad
}

// changeWorkspace answers an unknown name with HTTP 200 and a text for a response (manual page
// "Switching workspaces").
func (s *Sandbox) changeWorkspace(q request, p params) response {
	f, bad := p.requiredFields(q.workflow, "workspace")
	if bad != nil {
		return *bad
	}
	if !slices.Contains(s.cfg.Workspaces, f["workspace"]) {
		return newResponse(http.StatusOK, jsonObject{{"status", "error"}, {"response", "Workspace not found"}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workspace = f["workspace"]
	return successResponse(jsonObject{{"currentWorkspace", s.workspace}})
}
