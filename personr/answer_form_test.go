package personr

import (
	"fmt"
	"strings"
	"testing"

	"dossier/personr/edge"
)

const testRay = "8c1f0a2b3c4d5e6f"

// edgeHead are the headers that the service's edge puts on every answer.
func edgeHead(more ...string) []string {
	return append([]string{"Server: cloudflare", "CF-Ray: " + testRay + "-SYD"}, more...)
}

func edgePage(status int) string {
	return fmt.Sprintf(`<!DOCTYPE html><html><body><div id="cf-error-details"><span>Error code %d</span></div>`+
		`<span>Cloudflare Ray ID: <strong class="font-semibold">%s</strong></span></body></html>`, status, testRay)
}

func edgeProblem(status int) string {
	return fmt.Sprintf(`{"type":"https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-%d/",`+
		`"title":"Error %[1]d: Web server is down","status":%[1]d,"detail":"The origin refused the connection.","instance":"%[2]s","error_code":%[1]d,`+
		`"error_name":"web_server_down","error_category":"origin","ray_id":"%[2]s","timestamp":"2026-06-23T19:34:49Z","zone":"enterprise.personr.co",`+
		`"cloudflare_error":true,"retryable":true,"retry_after":120,"owner_action_required":true,"what_you_should_do":"Wait.","footer":"f"}`, status, testRay)
}

// replyOf is a complete exchange that ended with an answer.
func replyOf(status int, body string, head ...string) reply {
	r := reply{begun: true, released: true, status: status, body: []byte(body), header: map[string][]string{}}
	for _, line := range head {
		name, value, _ := strings.Cut(line, ": ")
		r.header.Set(name, value)
	}
	return r
}

// accepts are the calls with what each takes for a success, and a documented one.
func accepts() map[string]struct {
	accept func(jsonObject) Cause
	answer string
} {
	selfie := document([]byte("x"))
	selfie.DocType, selfie.SubType = "SELFIE", ""
	type row = struct {
		accept func(jsonObject) Cause
		answer string
	}
	return map[string]row{
		"upload": {document([]byte("x")).validateUploadAnswer, goodAnswer},
		"selfie without a side": {selfie.validateUploadAnswer,
			strings.Replace(strings.Replace(goodAnswer, `"documentSubType":"FRONT_SIDE",`, "", 1), "PASSPORT", "SELFIE", 1)},
		"selfie with null":  {selfie.validateUploadAnswer, strings.Replace(strings.Replace(goodAnswer, `"FRONT_SIDE"`, "null", 1), "PASSPORT", "SELFIE", 1)},
		"with remarks":      {document([]byte("x")).validateUploadAnswer, strings.Replace(goodAnswer, `"errors":[]`, `"errors":["expiredDoc",{"code":1},null]`, 1)},
		"with caller's own": {document([]byte("x")).validateUploadAnswer, strings.Replace(goodAnswer, `{`, `{"sourceKey":"k","externalUserId":["u"],`, 1)},
		"check":             {validateCheckAnswer, `{"response":"success"}`},
		"status before the review": {validateStatusAnswer,
			`{"status":"success","response":{"applicantStatus":"Created"}}`},
		"status after it": {validateStatusAnswer, `{"status":"success","response":{"applicantStatus":"Reviewed","applicantActionStatus":"Reviewed",` +
			`"result":{"Modified Date":1700000000000,"Created Date":1700000000000,"reviewAnswer":"Rejected","rejectLabels":["FORGERY"],"reviewRejectType":null},` +
			`"extractedFirstName":"","documents":["PASSPORT"],"ipCity":"x","sourceKey":"k"}}`},
		"details": {validateDetailsAnswer,
			`{"status":"success","response":{"email":"e","nameFirst":"","nameLast":null,"tags":[],"flowName":"f","status":"Created"}}`},
	}
}

func TestDocumentedAnswersAreTaken(t *testing.T) {
	for name, call := range accepts() {
		if found := classifyReply(replyOf(200, call.answer, edgeHead()...), call.accept); found.verdict != Answered || found.cause != "" {
			t.Errorf("%s: %v (%s)", name, found.verdict, found.cause)
		}
	}
}

// A success that has anything of an error beside it, in whatever form, is of unknown form.
func TestAnAnswerThatComplainsIsNoSuccess(t *testing.T) {
	for name, call := range accepts() {
		for _, beside := range []string{
			`"statusCode":400`, `"statusCode":"400"`, `"statusCode":4e2`, `"statusCode":400.0`, `"statusCode":"400 Bad Request"`, `"statusCode":{}`,
			`"statusCode":200`, `"statusCode":null`, `"error":"x"`, `"error":null`, `"error_class":"Unauthorized"`, `"message":"x"`, `"message":null`,
			`"body":{}`, `"args":{}`, `"translation":"x"`, `"code":1`, `"Error":"x"`, `"STATUSCODE":400`, `"success":false`, `"rejected":true`,
		} {
			answer := strings.Replace(call.answer, "{", "{"+beside+",", 1)
			if found := classifyReply(replyOf(200, answer), call.accept); found.verdict != Ambiguous || found.cause != UnknownAnswer {
				t.Errorf("%s with %s: %v (%s)", name, beside, found.verdict, found.cause)
			}
		}
	}
	for _, status := range []string{`"status":"error"`, `"status":"NOT_RUN"`, `"status":"success"`, `"status":400`} {
		for _, name := range []string{"upload", "check"} {
			call := accepts()[name]
			answer := strings.Replace(call.answer, "{", "{"+status+",", 1)
			if found := classifyReply(replyOf(200, answer), call.accept); found.verdict != Ambiguous {
				t.Errorf("%s with %s: %v (%s)", name, status, found.verdict, found.cause)
			}
		}
	}
}

// What is acted on has the documented type, or the answer is of unknown form.
func TestAnAnswerWithOtherTypesIsOfUnknownForm(t *testing.T) {
	calls := accepts()
	for _, row := range []struct{ call, from, to string }{
		{"upload", `"errors":[]`, `"errors":{}`},
		{"upload", `"warnings":[]`, `"warnings":"x"`},
		{"upload", `"documentSubType":"FRONT_SIDE",`, ""},
		{"check", `"success"`, `{"result":"success"}`},
		{"check", `"success"`, `"Success"`},
		{"status before the review", `"Created"`, `null`},
		{"status before the review", `"Created"`, `7`},
		{"status before the review", `"applicantStatus":"Created"`, ``},
		{"status before the review", `"applicantStatus"`, `"error":"x","applicantStatus"`},
		{"status after it", `["FORGERY"]`, `"FORGERY"`},
		{"status after it", `["FORGERY"]`, `{"0":"FORGERY"}`},
		{"status after it", `"reviewAnswer":"Rejected"`, `"reviewAnswer":["Rejected"]`},
		{"status after it", `"reviewRejectType":null`, `"reviewRejectType":1`},
		{"status after it", `"Modified Date":1700000000000`, `"Modified Date":1.7e12`},
		{"status after it", `"reviewAnswer"`, `"message":"x","reviewAnswer"`},
		{"status after it", `"applicantActionStatus":"Reviewed"`, `"applicantActionStatus":{}`},
		{"details", `"flowName":"f"`, `"flowName":["f"]`},
		{"details", `"nameLast":null`, `"nameLast":7`},
	} {
		call := calls[row.call]
		answer := strings.Replace(call.answer, row.from, row.to, 1)
		if answer == call.answer {
			t.Fatalf("%s has no %s", row.call, row.from)
		}
		if found := classifyReply(replyOf(200, answer), call.accept); found.verdict != Ambiguous || found.cause != UnknownAnswer {
			t.Errorf("%s, %s: %v (%s)", row.call, row.to, found.verdict, found.cause)
		}
	}
}

// An error under HTTP 200 counts in its documented forms only.
func TestAnErrorUnderHTTP200CountsInItsDocumentedForms(t *testing.T) {
	accept := document([]byte("x")).validateUploadAnswer
	for _, row := range []struct {
		answer  string
		verdict Verdict
		cause   Cause
	}{
		{flat400, Refused, BadRequest},
		{`{"statusCode":404,"body":{"status":"MISSING_DATA","message":"m"}}`, Refused, NotAccepted},
		{`{"status":"error","response":"Workspace not found"}`, Refused, BadRequest},
		{`{"statusCode":401,"message":"m"}`, Refused, Unauthorized},
		{`{"statusCode":500,"message":"m"}`, Ambiguous, ServerError},
		{`{"statusCode":521,"message":"m"}`, Ambiguous, GatewayError},
		{`{"statusCode":429,"message":"m"}`, Ambiguous, UnknownAnswer}, // sent again by itself if it were believed
		{`{"statusCode":200,"message":"m"}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":302,"message":"m"}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":4e2,"message":"m"}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":400.0,"message":"m"}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":"400","message":"m"}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":400}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":400,"message":null}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":400,"message":"m","errors":[]}`, Ambiguous, UnknownAnswer},
		{`{"statusCode":400,"message":"m","id":"x"}`, Ambiguous, UnknownAnswer},
		{`{"status":"error","response":{}}`, Ambiguous, UnknownAnswer},
		{`{"status":"NOT_RUN","message":"m"}`, Ambiguous, UnknownAnswer},
		{`{"error_class":"Unauthorized","args":{"code":"c"},"message":null,"translation":"m"}`, Ambiguous, UnknownAnswer},
		{strings.Replace(goodAnswer, "{", `{"message":"m",`, 1), Ambiguous, UnknownAnswer},
		{strings.Replace(strings.Replace(goodAnswer, "{", `{"message":"m",`, 1), testApplicant, "1x2", 1), Ambiguous, EchoMismatch},
		{`{"applicantId":"1x2"}`, Ambiguous, EchoMismatch},
		{strings.Replace(goodAnswer, `"AUS"`, `"AU\u017f"`, 1), Ambiguous, EchoMismatch},
	} {
		if found := classifyReply(replyOf(200, row.answer), accept); found.verdict != row.verdict || found.cause != row.cause {
			t.Errorf("%s: %v (%s), want %v (%s)", row.answer, found.verdict, found.cause, row.verdict, row.cause)
		}
	}
}

// A refusal whose body says that the request was carried out, or may have been, is none:
// after 429 the picture would be sent again by itself.
func TestARefusalThatReportsIsUnclear(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405, 413, 415, 422, 429} {
		for name, call := range accepts() {
			found := classifyReply(replyOf(status, call.answer, edgeHead()...), call.accept)
			if found.verdict != Ambiguous || found.cause != UnknownAnswer {
				t.Errorf("HTTP %d with a success of %s: %v (%s)", status, name, found.verdict, found.cause)
			}
		}
		for _, stated := range []string{"200", "500", "502", "409", "521"} {
			answer := `{"statusCode":` + stated + `,"message":"m"}`
			if found := classifyReply(replyOf(status, answer), validateCheckAnswer); found.verdict != Ambiguous {
				t.Errorf("HTTP %d that states %s: %v (%s)", status, stated, found.verdict, found.cause)
			}
		}
		if found := classifyReply(replyOf(status, `{"statusCode":400,"message":"m"}`), validateCheckAnswer); found.verdict != Refused {
			t.Errorf("HTTP %d that states 400: %v (%s)", status, found.verdict, found.cause)
		}
	}
}

// TestTheEdgeIsBelievedInItsOwnFormsOnly: its headers are on every answer of the service
// too, so they alone do not say that the service was not reached.
func TestTheEdgeIsBelievedInItsOwnFormsOnly(t *testing.T) {
	accept := document([]byte("x")).validateUploadAnswer
	const html, problem, plain = "Content-Type: text/html; charset=UTF-8", "Content-Type: application/problem+json", "Content-Type: application/json"
	for _, status := range edge.UnreachedStatuses() {
		for name, row := range map[string]struct {
			reply reply
			edge  bool
		}{
			"page":                       {replyOf(status, edgePage(status), edgeHead(html)...), true},
			"problem":                    {replyOf(status, edgeProblem(status), edgeHead(problem)...), true},
			"problem as JSON":            {replyOf(status, edgeProblem(status), edgeHead(plain)...), true},
			"page without headers":       {replyOf(status, edgePage(status), html), false},
			"page without Server":        {replyOf(status, edgePage(status), "CF-Ray: "+testRay+"-SYD", html), false},
			"page with another ray":      {replyOf(status, edgePage(status), "Server: cloudflare", "CF-Ray: 0123456789abcdef-SYD", html), false},
			"page with a ray of no form": {replyOf(status, edgePage(status), "Server: cloudflare", "CF-Ray: -", html), false},
			"page of another status":     {replyOf(status, edgePage(502), edgeHead(html)...), false},
			"page of the platform":       {replyOf(status, edgePage(status), edgeHead(html, "X-Bubble-Perf: {}")...), false},
			"page called JSON":           {replyOf(status, edgePage(status), edgeHead(plain)...), false},
			"other page":                 {replyOf(status, "<html>down</html>", edgeHead(html)...), false},
			"empty":                      {replyOf(status, "", edgeHead()...), false},
			"JSON of the service":        {replyOf(status, fmt.Sprintf(`{"statusCode":%d,"message":"m"}`, status), edgeHead(plain)...), false},
			"other problem":              {replyOf(status, `{"type":"about:blank","title":"x","status":521}`, edgeHead(problem)...), false},
			"problem with another ray":   {replyOf(status, strings.ReplaceAll(edgeProblem(status), testRay, "0123456789abcdef"), edgeHead(problem)...), false},
			"problem of another status":  {replyOf(status, edgeProblem(502), edgeHead(problem)...), false},
			"problem that is not its":    {replyOf(status, strings.Replace(edgeProblem(status), `_error":true`, `_error":"true"`, 1), edgeHead(problem)...), false},
			"problem that reports":       {replyOf(status, strings.Replace(edgeProblem(status), "{", `{"errors":[],`, 1), edgeHead(problem)...), false},
			"problem that complains":     {replyOf(status, strings.Replace(edgeProblem(status), "{", `{"message":"m",`, 1), edgeHead(problem)...), false},
		} {
			verdict, cause := Ambiguous, GatewayError
			if row.edge {
				verdict, cause = NotSent, EdgeError
			}
			if found := classifyReply(row.reply, accept); found.verdict != verdict || found.cause != cause {
				t.Errorf("%d, %s: %v (%s), want %v (%s)", status, name, found.verdict, found.cause, verdict, cause)
			}
		}
	}
	cut := replyOf(521, edgePage(521), edgeHead(html)...)
	cut.bodyFlaw = UnknownAnswer
	if found := classifyReply(cut, accept); found.verdict != Ambiguous {
		t.Errorf("a page that was cut: %v (%s)", found.verdict, found.cause)
	}
}

// TestA52xIsUnclearAfterTheWholeBody: what is not in the edge's own form can have passed
// through the service, so neither a picture nor a start is sent again by itself.
func TestA52xIsUnclearAfterTheWholeBody(t *testing.T) {
	const html, plain = "Content-Type: text/html; charset=UTF-8", "Content-Type: application/json"
	for status := 520; status <= 530; status++ {
		for name, body := range map[string]string{
			"JSON of the service": fmt.Sprintf(`{"statusCode":%d,"message":"m"}`, status), "JSON of a refusal": `{"statusCode":400,"message":"m"}`,
			"JSON without a status": `{"message":"m"}`, "JSON of a success": goodAnswer, "no JSON": `{"statusCode":`, "page": "<html>down</html>", "empty": "",
		} {
			for _, head := range [][]string{nil, {html}, {plain}, edgeHead(html), edgeHead(plain)} {
				for call, accept := range map[string]func(jsonObject) Cause{"upload": document([]byte("x")).validateUploadAnswer, "check": validateCheckAnswer} {
					answer := replyOf(status, body, head...)
					if found := classifyReply(answer, accept); found.verdict != Ambiguous || found.cause != GatewayError && found.cause != ServerError {
						t.Errorf("%s, %d, %s, %q: %v (%s)", call, status, name, head, found.verdict, found.cause)
					}
					answer.released = false
					if found := classifyReply(answer, accept); found.verdict != NotSent {
						t.Errorf("%s, %d, %s, %q, before the last byte: %v (%s)", call, status, name, head, found.verdict, found.cause)
					}
				}
			}
		}
	}
}

func TestAChallengeIsAMarkedPageOfTheEdge(t *testing.T) {
	const html, mark = "Content-Type: text/html; charset=UTF-8", "Cf-Mitigated: challenge"
	for name, row := range map[string]struct {
		reply   reply
		verdict Verdict
		cause   Cause
	}{
		"challenge":      {replyOf(503, "<html>", edgeHead(html, mark)...), Refused, Forbidden},
		"without edge":   {replyOf(503, "<html>", html, mark), Ambiguous, GatewayError},
		"other mark":     {replyOf(503, "<html>", edgeHead(html, "Cf-Mitigated: no")...), Ambiguous, GatewayError},
		"no page":        {replyOf(503, "{}", edgeHead("Content-Type: application/json", mark)...), Ambiguous, GatewayError},
		"under success":  {replyOf(200, "<html>", edgeHead(html, mark)...), Ambiguous, UnknownAnswer},
		"server's error": {replyOf(500, "<html>", edgeHead(html, mark)...), Ambiguous, ServerError},
	} {
		if found := classifyReply(row.reply, validateCheckAnswer); found.verdict != row.verdict || found.cause != row.cause {
			t.Errorf("%s: %v (%s), want %v (%s)", name, found.verdict, found.cause, row.verdict, row.cause)
		}
	}
}
