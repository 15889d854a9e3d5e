package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// params are a request's fields. Forms are turned into JSON, because the manual's tables say
// multipart where its samples send JSON, and both are in use.
type params map[string]json.RawMessage

var errInvalidBody = errors.New("the body is no JSON object and no form")

// maxFormField bounds a multipart field; only the small calls are sent as forms.
const maxFormField = 1 << 20

func parseParams(contentType string, body []byte) (params, error) {
	kind, options, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == "multipart/form-data":
		return parseMultipart(body, options["boundary"])
	case err == nil && kind == "application/x-www-form-urlencoded":
		return parseForm(body)
	}
	var p params
	if err := json.Unmarshal(body, &p); err != nil || p == nil {
		return nil, errInvalidBody
	}
	return p, nil
}

func parseForm(body []byte) (params, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errInvalidBody
	}
	p := params{}
	for k := range values {
		p[k] = encodeJSON(values.Get(k))
	}
	return p, nil
}

func parseMultipart(body []byte, boundary string) (params, error) {
	p := params{}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return nil, errInvalidBody
		}
		value, err := io.ReadAll(io.LimitReader(part, maxFormField))
		if err != nil {
			return nil, errInvalidBody
		}
		p[part.FormName()] = encodeJSON(string(value))
	}
}

// stringField returns a field that is a string; null counts as absent, anything else as empty.
func (p params) stringField(name string) (value string, present bool) {
	raw, ok := p[name]
	if !ok || string(raw) == "null" {
		return "", false
	}
	if json.Unmarshal(raw, &value) != nil {
		return "", true
	}
	return value, true
}

// listField returns a field that is a list of strings. A form carries the list as JSON in one field.
func (p params) listField(name string) []string {
	var out []string
	if json.Unmarshal(p[name], &out) == nil {
		return out
	}
	if s, ok := p.stringField(name); ok && json.Unmarshal([]byte(s), &out) == nil {
		return out
	}
	return nil
}

// requiredFields returns the named fields in order, or the answer that the first one is missing.
func (p params) requiredFields(workflow string, names ...string) (map[string]string, *response) {
	out := map[string]string{}
	for _, name := range names {
		value, _ := p.stringField(name)
		if value == "" {
			return nil, missingParameterError(workflow, name)
		}
		out[name] = value
	}
	return out, nil
}

func invalidBodyResponse() response {
	return nestedError(http.StatusBadRequest, "INVALID", "The body of the request is not a valid JSON object")
}
