package personr

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "null": "null", "an array": "[]", "a string": `"x"`, "two values": `{} {}`, "trailing comma": `{"a":1,}`,
		"trailing text": `{}x`, "cut": `{"errors":[`, "a name twice": `{"a":1,"a":1}`, "a name twice below": `{"a":[{"b":1,"b":2}]}`,
		"a name twice by escape": `{"a":1,"\u0061":1}`, "other letters": `{"Errors":[]}`, "both letters": `{"errors":["x"],"ERRORS":[]}`,
		"other letters by folding": "{\"\u017ftatus\":1}",
		"depth 9":                  strings.Repeat(`{"a":`, 9) + "1" + strings.Repeat("}", 9),
		"201 items":                `{"a":[` + strings.Repeat("1,", 200) + `1]}`,
		"comment":                  "{} // x",
	} {
		if _, err := parseAnswer([]byte(text)); !errors.Is(err, errJSONForm) {
			t.Errorf("%s was read: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"depth 8":                     strings.Repeat(`{"a":`, 8) + "1" + strings.Repeat("}", 8),
		"200 items":                   `{"a":[` + strings.Repeat("1,", 199) + `1]}`,
		"unknown":                     `{"errorsX":null,"A":1,"a":2}`,
		"the same name in two places": `{"a":{"b":1},"c":{"b":1},"b":1}`,
	} {
		if _, err := parseAnswer([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestComplaints(t *testing.T) {
	for text, want := range map[string]errorAnswer{
		`{"statusCode":400,"message":"m"}`:                                                    {400, "", "m"},
		`{"statusCode":"400","message":"m"}`:                                                  {400, "", "m"},
		`{"statusCode":404,"body":{"status":"MISSING_DATA","message":"m"}}`:                   {404, "MISSING_DATA", "m"},
		`{"status":"NOT_RUN","message":"m"}`:                                                  {0, "NOT_RUN", "m"},
		`{"status":"error","response":"m"}`:                                                   {400, "error", "m"},
		`{"error_class":"Unauthorized","args":{"code":"c"},"message":null,"translation":"m"}`: {0, "c", "m"},
		`{"error_class":"Unauthorized","args":null,"message":null,"translation":"m"}`:         {0, "Unauthorized", "m"},
		`{"statusCode":{},"message":["m"],"body":"x","args":[],"status":7}`:                   {},
		goodAnswer: {},
	} {
		f, err := parseAnswer([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := parseErrorAnswer(f); got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

// Any bytes as the answer to any call, under any status, through the edge or not: no
// panic; an answer that counts is HTTP 200 with our echo and has no name but the
// documented ones; a whole request counts as not received only in the edge's own form.
func FuzzUploadAnswer(f *testing.F) {
	for _, seed := range []string{goodAnswer, flat400, "", "{", `{"errors":["a"],"Errors":[]}`, "<html>", `{"status":"error","response":"x"}`,
		strings.Replace(goodAnswer, `"errors":[]`, `"errors":[{"a":[1]},null,"b"]`, 1), `{"statusCode":4e2,"message":"m"}`,
		strings.Replace(goodAnswer, "{", `{"statusCode":{},`, 1), `{"response":"success"}`,
		`{"status":"success","response":{"applicantStatus":"Reviewed","result":{"rejectLabels":["FORGERY"],"Modified Date":1700000000000}}}`} {
		f.Add([]byte(seed), 200, "application/json")
	}
	f.Add([]byte(edgePage(521)), 521, "text/html")
	f.Add([]byte(edgeProblem(530)), 530, "application/problem+json")
	f.Add([]byte(goodAnswer), 429, "application/json")
	client := newClient(f, DefaultBaseURL)
	d := document([]byte("x"))
	f.Fuzz(func(t *testing.T, body []byte, status int, kind string) {
		r := replyOf(status, string(body), edgeHead()...)
		r.header["Content-Type"] = []string{kind}
		for _, accept := range []func(jsonObject) Cause{validateCheckAnswer, validateStatusAnswer, validateDetailsAnswer} {
			if found := classifyReply(r, accept); found.verdict == Answered && (status != 200 || found.fields.hasComplaint()) {
				t.Fatal("an answer that is none")
			}
		}
		got := client.newUploadOutcome(classifyReply(r, d.validateUploadAnswer))
		if got.Verdict == NotSent && !strings.Contains(string(body), testRay) {
			t.Fatal("a whole request that is said not to be received")
		}
		checkFuzzedUpload(t, body, status, got)
	})
}

func checkFuzzedUpload(t *testing.T, body []byte, status int, got UploadOutcome) {
	t.Helper()
	if got.Verdict < NotSent || got.Verdict > Ambiguous {
		t.Fatal("no verdict")
	}
	if got.Verdict != Answered {
		return
	}
	var plainly struct {
		ApplicantID      string `json:"applicantId"`
		Errors, Warnings []json.RawMessage
	}
	body = []byte(strings.TrimPrefix(string(body), string(byteOrderMark)))
	if err := json.Unmarshal(body, &plainly); err != nil || status != 200 || plainly.ApplicantID != testApplicant {
		t.Fatal("an answer that is none")
	}
	var names map[string]json.RawMessage
	_ = json.Unmarshal(body, &names)
	for name := range names {
		if !slices.Contains(reportNames, name) && !slices.Contains(callerNames, name) {
			t.Fatal("an answer with a name that is not documented")
		}
	}
	if len(plainly.Errors) != len(got.Errors) || len(plainly.Warnings) != len(got.Warnings) {
		t.Fatal("remarks were lost")
	}
	for _, item := range got.Errors {
		if !json.Valid(item) {
			t.Fatal("a remark is not JSON")
		}
	}
}
