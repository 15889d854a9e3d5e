package sandbox_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

func TestUploadAnswersAsTheManualPrints(t *testing.T) {
	s, v := start(t, config())
	content := jpegOf(t, card(1, true), 90)
	status, body := call(t, v, "api-document-upload", form(ann, "ID_CARD", "FRONT_SIDE", "front.jpg", content))
	want(t, "status", status, 200)
	want(t, "body", body, `{"applicantId":"`+ann+`","documentType":"ID_CARD","documentSubType":"FRONT_SIDE",`+
		`"country":"AUS","errors":[],"warnings":[]}`)
	_, body = call(t, v, "api-document-upload", form(ann, "SELFIE", nil, "me.JPEG", jpegOf(t, face(1), 90)))
	want(t, "selfie", body, `{"applicantId":"`+ann+`","documentType":"SELFIE","documentSubType":null,`+
		`"country":"AUS","errors":[],"warnings":[]}`)
	null := form(ann, "SELFIE", nil, "me.jpg", jpegOf(t, face(0.9), 90))
	null["docSubType"] = nil
	status, _ = call(t, v, "api-document-upload", null)
	want(t, "a selfie's sub-type may be null", status, 200)
	u := s.Uploads()[0]
	want(t, "recorded", []any{u.N, u.ApplicantID, u.DocType, u.SubType, u.Country, u.FileName, u.SHA256, u.Bytes, u.Status},
		[]any{1, ann, "ID_CARD", "FRONT_SIDE", "AUS", "front.jpg", sum(content), len(content), 200})
	want(t, "content", bytes.Equal(u.Content, content), true)
}

func TestRefusedUploads(t *testing.T) {
	picture := jpegOf(t, card(1, true), 80)
	with := func(key string, value any) map[string]any {
		f := form(ann, "PASSPORT", "FRONT_SIDE", "x.jpg", picture)
		f[key] = value
		return f
	}
	file := func(name, contents string) map[string]any {
		return map[string]any{"filename": name, "contents": contents}
	}
	for name, c := range map[string]struct {
		fields any
		status int
		body   string
	}{
		"type not in flow":        {with("docType", "UTILITY_BILL"), 400, `{"statusCode":400,"message":"Error: Cannot read docSets - invalid docType provided."}`},
		"no applicant":            {with("applicantId", nil), 400, `{"statusCode":400,"body":{"status":"MISSING_DATA","message":"Missing parameter for workflow api-document-upload: parameter applicantId"}}`},
		"no country":              {with("docCountryISO", ""), 400, "parameter docCountryISO"},
		"alpha-2 country":         {with("docCountryISO", "AU"), 400, "parameter docCountryISO"},
		"unknown applicant":       {with("applicantId", "3x4"), 404, "Missing object"},
		"document without side":   {with("docSubType", nil), 400, "parameter docSubType"},
		"the text NULL":           {with("docSubType", "NULL"), 400, "parameter docSubType"},
		"selfie with side":        {form(ann, "SELFIE", "FRONT_SIDE", "x.jpg", picture), 400, "parameter docSubType"},
		"bare base64":             {with("docFile", "AAAA"), 400, "parameter docFile"},
		"no base64":               {with("docFile", file("x.jpg", "%%%")), 400, "base64"},
		"data address":            {with("docFile", file("x.jpg", "data:image/jpeg;base64,/9j/")), 400, "base64"},
		"line breaks":             {with("docFile", file("x.jpg", "/9j/\n/9j/")), 400, "base64"},
		"ending not on the list":  {form(ann, "PASSPORT", "FRONT_SIDE", "x.heic", picture), 400, ".jpg"},
		"PDF named JPEG":          {form(ann, "PASSPORT", "FRONT_SIDE", "x.jpg", bill), 400, "content matches"},
		"no object":               {[]string{"x"}, 400, "not a valid JSON object"},
		"a number for an ID":      {with("applicantId", 5), 400, "parameter applicantId"},
		"missing comes before ID": {map[string]any{}, 400, "applicantId"},
	} {
		s, v := start(t, config())
		status, body := call(t, v, "api-document-upload", c.fields)
		want(t, name, status, c.status)
		if !strings.Contains(body, c.body) {
			t.Errorf("%s: %s lacks %s", name, body, c.body)
		}
		u := s.Uploads()
		want(t, name+": the body arrived, but was not taken in", []any{len(u), u[0].Judged, u[0].Status}, []any{1, false, c.status})
	}
}

func TestAuthorisation(t *testing.T) {
	_, v := start(t, config())
	status, body := callAs(t, v, "bus|wrong", "api-applicant-status", map[string]string{"applicantId": ann})
	want(t, "wrong token", status, 401)
	want(t, "the body repeats the token", body, `{"error_class":"Unauthorized","args":{"code":"INVALID_TOKEN"},`+
		`"message":null,"translation":"Invalid or expired token: bus|wrong"}`)
	status, _ = callAs(t, v, "", "api-applicant-status", map[string]string{"applicantId": ann})
	want(t, "no token", status, 401)

	anyToken := config()
	anyToken.Token = ""
	_, v = start(t, anyToken)
	status, _ = callAs(t, v, "whatever", "api-applicant-status", map[string]string{"applicantId": ann})
	want(t, "any token", status, 200)
}

func TestANewTokenEndsTheFormerOne(t *testing.T) {
	cfg := config()
	cfg.Email, cfg.Password = "e@example.com", "secret"
	_, v := start(t, cfg)
	sign := func(password string) (int, string) {
		status, body := callAs(t, v, "", "api-token-generate", map[string]string{"email": "e@example.com", "password": password})
		var a struct {
			Status   string
			Response struct {
				Token   string
				Expires int
			}
		}
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			t.Fatal(err)
		}
		return status, a.Response.Token
	}
	status, _ := sign("wrong")
	want(t, "wrong password", status, 401)
	use := func(tok string) int {
		status, _ := callAs(t, v, tok, "api-applicant-details", map[string]string{"applicantId": ann})
		return status
	}
	want(t, "a failed sign-in ends nothing", use(token), 200)
	_, first := sign("secret")
	want(t, "configured token is over, first is good", []int{use(token), use(first)}, []int{401, 200})
	r, _ := http.NewRequest("POST", v.BaseURL()+"/api-basic-auth", nil)
	r.SetBasicAuth("e@example.com", "secret")
	status, body := do(t, r)
	want(t, "basic", status, 200)
	want(t, "expiry in seconds", strings.Contains(body, `"expires":31536000`), true)
	want(t, "first is over", use(first), 401)
}

func TestWorkspaceAnswers200EvenForUnknown(t *testing.T) {
	cfg := config()
	cfg.Workspaces = []string{"XYZ Co"}
	_, v := start(t, cfg)
	_, body := call(t, v, "api-change-workspace", map[string]string{"workspace": "XYZ Co"})
	want(t, "known", body, `{"status":"success","response":{"currentWorkspace":"XYZ Co"}}`)
	status, body := call(t, v, "api-change-workspace", map[string]string{"workspace": "ABC"})
	want(t, "unknown", []any{status, body}, []any{200, `{"status":"error","response":"Workspace not found"}`})
}

func TestCreateLinkDetails(t *testing.T) {
	s, v := start(t, config())
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	for k, val := range map[string]string{"email": "a@example.com", "phone": "+61 424 424 424", "nameFirst": "A",
		"flowName": "Identity", "sourceKey": "k1", "externalUserId": `["U1","U2"]`} {
		_ = m.WriteField(k, val)
	}
	_ = m.Close()
	r, _ := http.NewRequest("POST", v.BaseURL()+"/api-applicant-create", &form)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+token)
	status, body := do(t, r)
	var a struct {
		Response struct {
			ApplicantID, ApplicantStatus, FlowName, SourceKey string
			ExternalUserID                                    []string
		}
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil || status != 200 {
		t.Fatal(status, body)
	}
	want(t, "created", a.Response.ApplicantStatus+a.Response.FlowName+a.Response.SourceKey+strings.Join(a.Response.ExternalUserID, ","), "CreatedIdentityk1U1,U2")
	id := a.Response.ApplicantID
	_, body = call(t, v, "api-verificationlink-create", map[string]string{"applicant": id})
	want(t, "link", strings.Contains(body, `"verificationLink":"`+v.URL+`/verification/`+id+`"`), true)
	_, body = call(t, v, "api-applicant-details", map[string]string{"applicantId": id})
	want(t, "details", strings.Contains(body, `"flowName":"Identity","status":"Created"`), true)
	status, body = call(t, v, "api-verificationlink-create", map[string]string{"applicantId": id})
	want(t, "the link's field is applicant", []any{status, strings.Contains(body, "parameter applicant")}, []any{400, true})
	status, _ = call(t, v, "api-applicant-create", map[string]string{"email": "a", "phone": "1", "flowName": "Other"})
	want(t, "unknown flow", status, 400)
	want(t, "requests", s.Requests(), map[string]int{"create": 2, "details": 1, "link": 2})
}

// complete sends everything the flow asks for.
func complete(t *testing.T, v *sandbox.Server, applicant string) {
	upload(t, v, applicant, "PASSPORT", "FRONT_SIDE", jpegOf(t, card(7, true), 90))
	upload(t, v, applicant, "SELFIE", nil, jpegOf(t, face(1), 90))
}

func check(t *testing.T, v *sandbox.Server, applicant string) (int, string) {
	t.Helper()
	return call(t, v, "api-request-applicant-check", map[string]string{"applicantId": applicant})
}

type result struct {
	ReviewAnswer     string
	ReviewRejectType string
	RejectLabels     []string
	Modified         int64 `json:"Modified Date"`
}

func status(t *testing.T, v *sandbox.Server, applicant string) (string, *result) {
	t.Helper()
	_, body := call(t, v, "api-applicant-status", map[string]string{"applicantId": applicant})
	var a struct {
		Response struct {
			ApplicantStatus string
			Result          *result
		}
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatal(err)
	}
	return a.Response.ApplicantStatus, a.Response.Result
}

func TestAReviewTakesItsTime(t *testing.T) {
	c := newClock()
	cfg := config()
	cfg.Now, cfg.ReviewDelay = c.Now, 10*time.Second
	s, v := start(t, cfg)
	complete(t, v, ann)
	st, r := status(t, v, ann)
	want(t, "before", []any{st, r}, []any{"Created", (*result)(nil)})
	code, body := check(t, v, ann)
	want(t, "check", []any{code, body}, []any{200, `{"response":"success"}`})
	for _, wanted := range []string{"Pre-Checked", "Pending"} {
		st, r = status(t, v, ann)
		want(t, "running", []any{st, r}, []any{wanted, (*result)(nil)})
		c.add(5 * time.Second)
	}
	st, r = status(t, v, ann)
	want(t, "done", []any{st, s.Status(ann), r.ReviewAnswer, r.RejectLabels}, []any{"Reviewed", "Reviewed", "Approved", []string{}})
	want(t, "dates are epoch milliseconds", r.Modified, c.Now().UnixMilli())
}

func TestOnlyOneCheckRuns(t *testing.T) {
	cfg := config()
	cfg.ReviewDelay = time.Hour
	s, v := start(t, cfg)
	check(t, v, ann)
	code, body := check(t, v, ann)
	want(t, "second", []any{code, strings.Contains(body, "NOT_RUN"), s.Checks(ann)}, []any{400, true, 1})
}

func TestStartingEarlyIsHarmful(t *testing.T) {
	for name, c := range map[string]struct {
		send   func(*sandbox.Server)
		labels string
	}{
		"nothing sent": {func(*sandbox.Server) {}, "[DOC_PAGE_MISSING]"},
		"back missing": {func(v *sandbox.Server) {
			upload(t, v, ann, "DRIVERS", "FRONT_SIDE", jpegOf(t, card(1, true), 90))
			upload(t, v, ann, "SELFIE", nil, jpegOf(t, face(1), 90))
		}, "[BACK_SIDE_MISSING]"},
		"front missing": {func(v *sandbox.Server) {
			upload(t, v, ann, "DRIVERS", "BACK_SIDE", jpegOf(t, card(1, false), 90))
			upload(t, v, ann, "SELFIE", nil, jpegOf(t, face(1), 90))
		}, "[FRONT_SIDE_MISSING]"},
		"only a blurred one": {func(v *sandbox.Server) {
			upload(t, v, ann, "PASSPORT", "FRONT_SIDE", jpegOf(t, blur(card(1, true), 6), 90))
		}, "[LOW_QUALITY DOC_PAGE_MISSING]"},
	} {
		_, v := start(t, config())
		c.send(v)
		check(t, v, ann)
		_, r := status(t, v, ann)
		want(t, name, []any{r.ReviewAnswer, r.ReviewRejectType, r.RejectLabels}, []any{"Rejected", "RETRY", c.labels})
		complete(t, v, ann)
		code, _ := check(t, v, ann)
		_, r = status(t, v, ann)
		want(t, name+": then complete", []any{code, r.ReviewAnswer}, []any{200, "Approved"})
	}
}

func TestTheFifthRejectionIsFinal(t *testing.T) {
	s, v := start(t, config())
	for n := 1; n <= sandbox.MaxChecks; n++ {
		code, _ := check(t, v, ann)
		_, r := status(t, v, ann)
		wanted := "RETRY"
		if n == sandbox.MaxChecks {
			wanted = "FINAL"
		}
		want(t, "check", []any{code, r.ReviewRejectType}, []any{200, wanted})
	}
	code, body := check(t, v, ann)
	want(t, "sixth", []any{code, strings.Contains(body, "NOT_RUN")}, []any{400, true})
	want(t, "checks", s.Checks(ann), sandbox.MaxChecks)
}

// A passport has no back that could be missing, whatever the script says.
func TestNoBackIsMissingOfAPassport(t *testing.T) {
	for docType, labels := range map[string]string{"PASSPORT": "[LOW_QUALITY]", "ID_CARD": "[BACK_SIDE_MISSING]"} {
		s, v := start(t, config())
		upload(t, v, ann, docType, "FRONT_SIDE", jpegOf(t, card(1, true), 90))
		if docType == "ID_CARD" {
			upload(t, v, ann, docType, "BACK_SIDE", jpegOf(t, card(1, false), 90))
		}
		upload(t, v, ann, "SELFIE", nil, jpegOf(t, face(1), 90))
		s.SetOutcome(ann, sandbox.Outcome{Verdict: sandbox.RejectRetry, Labels: []string{"BACK_SIDE_MISSING"}, Times: 1})
		check(t, v, ann)
		_, r := status(t, v, ann)
		want(t, docType, []any{r.ReviewRejectType, r.RejectLabels}, []any{"RETRY", labels})
	}
}

func TestOutcomes(t *testing.T) {
	s, v := start(t, config())
	complete(t, v, ann)
	complete(t, v, bob)
	s.SetOutcome(ann, sandbox.Outcome{Verdict: sandbox.RejectRetry, Labels: []string{"EXPIRATION_DATE"}, Times: 1})
	s.SetOutcome(bob, sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"FORGERY"}})
	check(t, v, ann)
	_, r := status(t, v, ann)
	want(t, "retry", []any{r.ReviewRejectType, r.RejectLabels}, []any{"RETRY", "[EXPIRATION_DATE]"})
	check(t, v, ann)
	_, r = status(t, v, ann)
	want(t, "once only", r.ReviewAnswer, "Approved")
	check(t, v, bob)
	_, r = status(t, v, bob)
	want(t, "final", []any{r.ReviewRejectType, r.RejectLabels}, []any{"FINAL", "[FORGERY]"})
	code, _ := check(t, v, bob)
	want(t, "no more tries", code, 400)
}

func TestAutoCreate(t *testing.T) {
	cfg := config()
	cfg.AutoCreate = true
	_, v := start(t, cfg)
	for id, wanted := range map[string]int{"5x6": 200, "56": 404, "5x6 ": 404} {
		code, _ := call(t, v, "api-applicant-details", map[string]string{"applicantId": id})
		want(t, id, code, wanted)
	}
}

func TestQuestionsFromOutside(t *testing.T) {
	_, v := start(t, config())
	content := jpegOf(t, card(1, true), 90)
	upload(t, v, ann, "PASSPORT", "FRONT_SIDE", content)
	check(t, v, ann)
	get := func(what string) string {
		r, _ := http.NewRequest("GET", v.URL+"/_sandbox/"+what, nil)
		_, body := do(t, r)
		return body
	}
	var list []sandbox.Upload
	if err := json.Unmarshal([]byte(get("uploads")), &list); err != nil {
		t.Fatal(err)
	}
	want(t, "uploads", []any{len(list), list[0].SHA256, list[0].Bytes, list[0].DocType, list[0].Content == nil},
		[]any{1, sum(content), len(content), "PASSPORT", true})
	want(t, "checks", get("checks"), `{"`+ann+`":1,"`+bob+`":0}`)
	want(t, "requests", get("requests"), `{"check":1,"upload":1}`)
}

func TestUnknownWorkflowAndMethod(t *testing.T) {
	_, v := start(t, config())
	code, _ := call(t, v, "api-nothing", map[string]string{})
	want(t, "workflow", code, 404)
	r, _ := http.NewRequest("GET", v.BaseURL()+"/api-applicant-status", nil)
	code, _ = do(t, r)
	want(t, "method", code, 405)
}

func TestLargeBodiesAreRefused(t *testing.T) {
	cfg := config()
	cfg.MaxBody = 1000
	s, v := start(t, cfg)
	got, _ := raw(t, v, "POST "+sandbox.Path+"/api-document-upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n"+
		strings.Repeat(" ", 1001))
	want(t, "announced", strings.HasPrefix(got, "HTTP/1.1 413 "), true)
	got, _ = raw(t, v, "POST "+sandbox.Path+"/api-document-upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"+
		strings.Repeat(" ", 1001)+"\r\n0\r\n\r\n")
	want(t, "chunked", strings.HasPrefix(got, "HTTP/1.1 413 "), true)
	want(t, "recorded", len(s.Uploads()), 0)
}

func TestAGeneratedTokenEndsAnyToken(t *testing.T) {
	cfg := config()
	cfg.Token = ""
	_, v := start(t, cfg)
	callAs(t, v, "", "api-token-generate", map[string]string{"email": "e", "password": "p"})
	status, _ := callAs(t, v, "whatever", "api-applicant-status", map[string]string{"applicantId": ann})
	want(t, "any token", status, 401)
}
