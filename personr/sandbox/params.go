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

var errBody = errors.New("the body is no JSON object and no form")

// maxForm bounds a multipart field; only the small calls are sent as forms.
const maxForm = 1 << 20

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
		return nil, errBody
	}
	return p, nil
}

func parseForm(body []byte) (params, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errBody
	}
	p := params{}
	for k := range values {
		p[k] = encode(values.Get(k))
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
			return nil, errBody
		}
		value, err := io.ReadAll(io.LimitReader(part, maxForm))
		if err != nil {
			return nil, errBody
		}
		p[part.FormName()] = encode(string(value))
	}
}

// text returns a field that is a string; null counts as absent, anything else as empty.
func (p params) text(name string) (value string, present bool) {
	raw, ok := p[name]
	if !ok || string(raw) == "null" {
		return "", false
	}
	if json.Unmarshal(raw, &value) != nil {
		return "", true
	}
	return value, true
}

// list returns a field that is a list of strings. A form carries the list as JSON in one field.
func (p params) list(name string) []string {
	var out []string
	if json.Unmarshal(p[name], &out) == nil {
		return out
	}
	if s, ok := p.text(name); ok && json.Unmarshal([]byte(s), &out) == nil {
		return out
	}
	return nil
}

// required returns the named fields in order, or the answer that the first one is missing.
func (p params) required(workflow string, names ...string) (map[string]string, *reply) {
	out := map[string]string{}
	for _, name := range names {
		value, _ := p.text(name)
		if value == "" {
			return nil, missingParameter(workflow, name)
		}
		out[name] = value
	}
	return out, nil
}

func badBody() reply {
	return nested(http.StatusBadRequest, "INVALID", "The body of the request is not a valid JSON object")
}
