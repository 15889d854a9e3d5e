package personr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxDepth = 8   // of nested objects and arrays
	maxItems = 200 // in any one of them
)

var errForm = errors.New("the answer is not JSON of the strict form that is read here")

// fields is a JSON object by exact names.
type fields map[string]json.RawMessage

// parse reads an answer. encoding/json alone is too kind for a list of errors:
// it takes "Errors" for "errors" and the last of two equal names, so that
// {"errors":["bad"],"Errors":[]} is read as no error. Refused are such names,
// more than one value, depth above 8 and more than 200 items in one place.
func parse(data []byte) (fields, error) {
	if !json.Valid(data) {
		return nil, fmt.Errorf("%w: not valid", errForm)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := walk(dec, 0); err != nil {
		return nil, err
	}
	return object(data)
}

// object reads an object whose names may be looked up.
func object(data []byte) (fields, error) {
	var f fields
	if err := json.Unmarshal(data, &f); err != nil || f == nil {
		return nil, fmt.Errorf("%w: not an object", errForm)
	}
	for name := range f {
		for _, known := range knownNames {
			if name != known && strings.EqualFold(name, known) {
				return nil, fmt.Errorf("%w: a name in other letters", errForm)
			}
		}
	}
	return f, nil
}

// knownNames are the names that any answer is asked for.
var knownNames = []string{
	"applicantId", "documentType", "documentSubType", "country", "errors", "warnings",
	"status", "statusCode", "message", "body", "response", "error_class", "args", "code", "translation",
	"applicantStatus", "applicantActionStatus", "result", "reviewAnswer", "reviewRejectType", "rejectLabels", "Modified Date",
	"nameFirst", "nameLast", "flowName",
}

func walk(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return fmt.Errorf("%w: cut", errForm)
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return fmt.Errorf("%w: too deep", errForm)
	}
	names := map[string]bool{}
	for items := 0; dec.More(); items++ {
		if items == maxItems {
			return fmt.Errorf("%w: too many items", errForm)
		}
		if opening == '{' {
			if err := name(dec, names); err != nil {
				return err
			}
		}
		if err := walk(dec, depth+1); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: cut", errForm)
	}
	return nil
}

func name(dec *json.Decoder, seen map[string]bool) error {
	token, err := dec.Token()
	if err != nil {
		return fmt.Errorf("%w: cut", errForm)
	}
	text, ok := token.(string)
	if !ok || seen[text] {
		return fmt.Errorf("%w: a name twice", errForm)
	}
	seen[text] = true
	return nil
}

func (f fields) has(name string) bool { _, ok := f[name]; return ok }

func (f fields) null(name string) bool {
	raw, ok := f[name]
	return !ok || string(raw) == "null"
}

// text returns a string; anything else is not one.
func (f fields) text(name string) (string, bool) {
	var s string
	if f.null(name) || json.Unmarshal(f[name], &s) != nil {
		return "", false
	}
	return s, true
}

// string returns a string, or the empty one for anything else.
func (f fields) string(name string) string {
	s, _ := f.text(name)
	return s
}

// int64 returns a whole number, or 0 for anything else.
func (f fields) int64(name string) int64 {
	var n int64
	if json.Unmarshal(f[name], &n) != nil {
		return 0
	}
	return n
}

// sub returns an object, or nothing to be found in it.
func (f fields) sub(name string) fields {
	inner, err := object(f[name])
	if err != nil {
		return nil
	}
	return inner
}

// list returns an array's elements as they came; null and absent are none.
func (f fields) list(name string) ([]json.RawMessage, bool) {
	var items []json.RawMessage
	if f.null(name) || json.Unmarshal(f[name], &items) != nil {
		return nil, false
	}
	return items, true
}
