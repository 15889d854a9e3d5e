package personr

import (
	"cmp"
	"strconv"
)

// complaint is what an answer says against a request.
type complaint struct {
	status        int // that the JSON names, or 0
	code, message string
}

// complain reads the five forms that the platform's errors have been seen in:
//
//	{"statusCode":400,"message":"…"}                     manual, "Uploading documents to an applicant"
//	{"statusCode":400,"body":{"status":"…","message":"…"}}
//	{"status":"NOT_RUN","message":"…"}
//	{"status":"error","response":"…"}                    manual, "Switching workspaces"; under HTTP 200
//	{"error_class":"…","args":{"code":"…"},"message":null,"translation":"…"}
//
// Anything else, HTML for instance, is no complaint but a status.
func complain(f fields) complaint {
	var c complaint
	c.status, _ = strconv.Atoi(string(f["statusCode"]))
	if text, ok := f.text("statusCode"); ok {
		c.status, _ = strconv.Atoi(text)
	}
	body, args := f.sub("body"), f.sub("args")
	c.code = cmp.Or(f.string("status"), body.string("status"), args.string("code"), f.string("error_class"))
	c.message = cmp.Or(f.string("message"), body.string("message"), f.string("translation"))
	if f.string("status") == "error" {
		c.message = cmp.Or(c.message, f.string("response"))
		if c.status == 0 {
			c.status = 400
		}
	}
	return c
}
