package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// reply is one answer before it goes on the wire.
type reply struct {
	status int
	body   []byte
}

// object is a JSON object that keeps the order of its keys, as the manual prints them.
type object []field

type field struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, value := encode(f.key), encode(f.value)
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode never fails: the sandbox only encodes strings, numbers, lists and objects of its own.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func respond(status int, v any) reply { return reply{status, encode(v)} }

// success is the family most calls answer with.
func success(response object) reply {
	return respond(http.StatusOK, object{{"status", "success"}, {"response", response}})
}

// flat is the shape of the one error the manual prints (page "Uploading documents to an
// applicant").
func flat(status int, message string) reply {
	return respond(status, object{{"statusCode", status}, {"message", message}})
}

// nested is Bubble's shape for refused parameters and missing objects.
func nested(status int, word, message string) reply {
	return respond(status, object{{"statusCode", status},
		{"body", object{{"status", word}, {"message", message}}}})
}

func missingParameter(workflow, name string) *reply {
	r := nested(http.StatusBadRequest, "MISSING_DATA",
		"Missing parameter for workflow "+workflow+": parameter "+name)
	return &r
}

func invalidParameter(name, must string) *reply {
	r := nested(http.StatusBadRequest, "INVALID", "Invalid value for parameter "+name+" (must be "+must+")")
	return &r
}

func missingApplicant() reply {
	return nested(http.StatusNotFound, "MISSING_DATA", "Missing object of type Applicant")
}

// notRun is Bubble's answer when the condition of a workflow is false.
func notRun(workflow string) reply {
	return respond(http.StatusBadRequest, object{{"status", "NOT_RUN"},
		{"message", "The condition for the workflow " + workflow + " is not met. Workflow won't run"}})
}

// unauthorized is Bubble's answer to a bad token. It repeats the token, which is why a client
// must never show it.
func unauthorized(token string) reply {
	return respond(http.StatusUnauthorized, object{{"error_class", "Unauthorized"},
		{"args", object{{"code", "INVALID_TOKEN"}}}, {"message", nil},
		{"translation", "Invalid or expired token: " + token}})
}
