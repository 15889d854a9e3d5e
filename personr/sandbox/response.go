package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
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
