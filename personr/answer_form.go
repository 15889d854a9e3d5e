package personr

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
)

// callerNames are the caller's own keys, which the manual says are returned in all
// responses ("Creating an applicant").
var callerNames = []string{"sourceKey", "externalUserId"}

// complaintNames are the names that the platform's errors have been seen with. An answer
// that has one of them beside a success is of unknown form.
var complaintNames = []string{"error", "error_class", "args", "code", "translation", "statusCode", "message", "body"}

// hasForm reports whether an object has every wanted name and no other one than those and
// the caller's own.
func (o jsonObject) hasForm(wanted ...string) bool {
	for _, name := range wanted {
		if !o.hasName(name) {
			return false
		}
	}
	for name := range o {
		if !slices.Contains(wanted, name) && !slices.Contains(callerNames, name) {
			return false
		}
	}
	return true
}

// hasComplaint reports whether an object has a name of an error.
func (o jsonObject) hasComplaint() bool { return slices.ContainsFunc(complaintNames, o.hasName) }

// isStringOrNone reports whether a value is a string, null or absent.
func (o jsonObject) isStringOrNone(name string) bool {
	_, ok := o.stringValue(name)
	return ok || o.isNull(name)
}

// errorStatus is what an error's statusCode looks like in the manual: a whole number.
var errorStatus = regexp.MustCompile(`^[45][0-9]{2}$`)

// statedErrorStatus is the status of an error that comes under HTTP 200; 0 for anything but
// the three documented forms, exactly.
func statedErrorStatus(o jsonObject) int {
	body := o.objectValue("body")
	_, hasMessage := o.stringValue("message")
	switch {
	case o.hasForm("status", "response") && o.stringOrEmpty("status") == "error":
		if text, isText := o.stringValue("response"); isText && text != "success" {
			return http.StatusBadRequest
		}
	case o.hasForm("statusCode", "message") && hasMessage, o.hasForm("statusCode", "body") && body.hasForm("status", "message"):
		if errorStatus.Match(o["statusCode"]) {
			status, _ := strconv.Atoi(string(o["statusCode"])) // three digits
			return status
		}
	}
	return 0
}

// reportNames are the names of a report on a picture that no error has.
var reportNames = []string{"applicantId", "documentType", "documentSubType", "country", "errors", "warnings"}

// isReport reports whether an answer says, in whatever form, that a request was carried out.
func isReport(o jsonObject) bool {
	success := o.stringOrEmpty("status") == "success" || o.stringOrEmpty("response") == "success"
	return success || slices.ContainsFunc(reportNames, o.hasName)
}

// contradictsStatus reports whether an answer whose status refuses the request says in its
// JSON that the request was carried out, or that it may have been.
func contradictsStatus(r reply, found callResult) bool {
	if found.fields == nil || r.status < 400 || statusVerdict(r.status, r.released) == Ambiguous {
		return false
	}
	stated := found.errorAnswer.status
	return isReport(found.fields) || stated != 0 && statusVerdict(stated, r.released) != Refused
}

func statusVerdict(status int, released bool) Verdict {
	verdict, _ := classifyResponse(exchangeFacts{status: status, released: released})
	return verdict
}
