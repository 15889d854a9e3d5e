package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// response is one answer before it goes on the wire.
type response struct {
	status int
	body   []byte
}

// jsonObject is a JSON object that keeps the order of its keys, as the manual prints them.
type jsonObject []jsonField

type jsonField struct {
	key   string
	value any
}

func (o jsonObject) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, value := encodeJSON(f.key), encodeJSON(f.value)
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encodeJSON never fails: the sandbox only encodes strings, numbers, lists and objects of its own.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// nonNil never gives null: the manual's samples show empty lists.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func newResponse(status int, v any) response { return response{status, encodeJSON(v)} }

// successResponse is the family most calls answer with.
func successResponse(response jsonObject) response {
	return newResponse(http.StatusOK, jsonObject{{"status", "success"}, {"response", response}})
}

// flatError is the shape of the one error the manual prints (page "Uploading documents to an
// applicant").
func flatError(status int, message string) response {
	return newResponse(status, jsonObject{{"statusCode", status}, {"message", message}})
}

// nestedError is Bubble's shape for refused parameters and missing objects.
func nestedError(status int, word, message string) response {
	return newResponse(status, jsonObject{{"statusCode", status},
		{"body", jsonObject{{"status", word}, {"message", message}}}})
}

func missingParameterError(workflow, name string) *response {
	r := nestedError(http.StatusBadRequest, "MISSING_DATA",
		"Missing parameter for workflow "+workflow+": parameter "+name)
	return &r
}

func invalidParameterError(name, must string) *response {
	r := nestedError(http.StatusBadRequest, "INVALID", "Invalid value for parameter "+name+" (must be "+must+")")
	return &r
}

func missingApplicantError() response {
	return nestedError(http.StatusNotFound, "MISSING_DATA", "Missing object of type Applicant")
}

// notRunError is Bubble's answer when the condition of a workflow is false.
func notRunError(workflow string) response {
	return newResponse(http.StatusBadRequest, jsonObject{{"status", "NOT_RUN"},
		{"message", "The condition for the workflow " + workflow + " is not met. Workflow won't run"}})
}

// unauthorizedError is Bubble's answer to a bad token. It repeats the token, which is why a client
// must never show it.
func unauthorizedError(token string) response {
	return newResponse(http.StatusUnauthorized, jsonObject{{"error_class", "Unauthorized"},
		{"args", jsonObject{{"code", "INVALID_TOKEN"}}}, {"message", nil},
		{"translation", "Invalid or expired token: " + token}})
}

const (
	contentTypeJSON = "application/json"
	contentTypeHTML = "text/html; charset=UTF-8"
	cloudflareRay   = "8f0123456789abcd-SYD"
)

// cloudflareTitles are the statuses that Cloudflare answers with itself, and their titles.
func cloudflareTitles() map[int]string {
	return map[int]string{
		502: "Bad gateway", 503: "Service temporarily unavailable", 504: "Gateway time-out",
		520: "Web server is returning an unknown error", 521: "Web server is down",
		522: "Connection timed out", 523: "Origin is unreachable", 524: "A timeout occurred",
		525: "SSL handshake failed", 526: "Invalid SSL certificate", 530: "Origin DNS error",
	}
}

// pageContent returns a scripted answer's headers and body.
func (a *Action) pageContent(token string) (headers map[string]string, body []byte) {
	headers = map[string]string{"Content-Type": contentTypeHTML}
	if a.Body != "" {
		return map[string]string{"Content-Type": contentTypeJSON}, []byte(a.Body)
	}
	switch a.Page {
	case PageCloudflare:
		headers["Server"], headers["CF-Ray"] = "cloudflare", cloudflareRay
		return headers, cloudflareHTML(a.Status)
	case PageCloudflareAnonymous:
		return headers, cloudflareHTML(a.Status)
	case PageChallenge:
		headers["Server"], headers["CF-Ray"], headers["Cf-Mitigated"] = "cloudflare", cloudflareRay, "challenge"
		return headers, []byte("<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head>" +
			"<body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>\n")
	case PageHTML:
		return headers, fmt.Appendf(nil, "<html><head><title>%d</title></head><body><h1>%[1]d %s</h1></body></html>\n",
			a.Status, statusText(a.Status))
	case PageEmpty:
		return map[string]string{}, nil
	}
	return map[string]string{"Content-Type": contentTypeJSON}, statusJSON(a.Status, token)
}

func cloudflareHTML(status int) []byte {
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html class="no-js" lang="en-US"> <head>
<title>enterprise.personr.co | %d: %s</title>
<meta charset="UTF-8" /></head>
<body><div id="cf-wrapper"><div id="cf-error-details"><h1>%[2]s</h1> <span>Error code %[1]d</span>
<p>Visit <a href="https://www.cloudflare.com/5xx-error-landing">cloudflare.com</a> for more information.</p>
<p><span>Cloudflare Ray ID: <strong>%[3]s</strong></span></p>
</div></div></body></html>
`, status, statusText(status), strings.TrimSuffix(cloudflareRay, "-SYD"))
}

// statusJSON is what the service itself would say with a status.
func statusJSON(status int, token string) []byte {
	switch status {
	case http.StatusBadRequest:
		return flatError(status, "Error: Cannot read docSets - invalid docType provided.").body
	case http.StatusUnauthorized:
		return unauthorizedError(token).body
	case http.StatusNotFound:
		return nestedError(status, "NOT_FOUND", "Workflow not found").body
	}
	return nestedError(status, "ERROR", statusText(status)).body
}
