package personr

import (
	"cmp"
	"strconv"
)

// errorAnswer is the error in an answer.
type errorAnswer struct {
	status        int // that the JSON names, or 0
	code, message string
}

// parseErrorAnswer reads the five forms that the platform's errors have been seen in:
//
//	{"statusCode":400,"message":"…"}                     manual, "Uploading documents to an applicant"
//	{"statusCode":400,"body":{"status":"…","message":"…"}}
//	{"status":"NOT_RUN","message":"…"}
//	{"status":"error","response":"…"}                    manual, "Switching workspaces"; under HTTP 200
//	{"error_class":"…","args":{"code":"…"},"message":null,"translation":"…"}
//
// Anything else, HTML for instance, has only its status.
func parseErrorAnswer(f jsonObject) errorAnswer {
	var c errorAnswer
	c.status, _ = strconv.Atoi(string(f["statusCode"]))
	if text, ok := f.stringValue("statusCode"); ok {
		c.status, _ = strconv.Atoi(text)
	}
	body, args := f.objectValue("body"), f.objectValue("args")
	c.code = cmp.Or(f.stringOrEmpty("status"), body.stringOrEmpty("status"), args.stringOrEmpty("code"), f.stringOrEmpty("error_class"))
	c.message = cmp.Or(f.stringOrEmpty("message"), body.stringOrEmpty("message"), f.stringOrEmpty("translation"))
	if f.stringOrEmpty("status") == "error" {
		c.message = cmp.Or(c.message, f.stringOrEmpty("response"))
		if c.status == 0 {
			c.status = 400
		}
	}
	return c
}
