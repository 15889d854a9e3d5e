package personr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

const (
	maxDepth = 8   // of nested objects and arrays
	maxItems = 200 // in any one of them
)

var errJSONForm = errors.New("the answer is not JSON of the strict form that is read here")

// jsonObject is a JSON object by exact names.
type jsonObject map[string]json.RawMessage

// parseAnswer reads an answer. encoding/json alone is too kind for a list of errors:
// it takes "Errors" for "errors" and the last of two equal names, so that
// {"errors":["bad"],"Errors":[]} is read as no error. Refused are such names,
// more than one value, depth above 8 and more than 200 items in one place.
func parseAnswer(data []byte) (jsonObject, error) {
	if !json.Valid(data) {
		return nil, fmt.Errorf("%w: not valid", errJSONForm)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := checkStructure(dec, 0); err != nil {
		return nil, err
	}
	return parseObject(data)
}

// parseObject reads an object whose names may be looked up.
func parseObject(data []byte) (jsonObject, error) {
	var f jsonObject
	if err := json.Unmarshal(data, &f); err != nil || f == nil {
		return nil, fmt.Errorf("%w: not an object", errJSONForm)
	}
	for name := range f {
		for _, known := range knownNames {
			if name != known && strings.EqualFold(name, known) {
				return nil, fmt.Errorf("%w: a name in other letters", errJSONForm)
			}
		}
	}
	return f, nil
}

// knownNames are the names that any answer is asked for.
var knownNames = []string{
	"applicantId", "documentType", "documentSubType", "country", "errors", "warnings",
	"status", "statusCode", "message", "body", "response", "error", "error_class", "args", "code", "translation",
	"applicantStatus", "applicantActionStatus", "result", "reviewAnswer", "reviewRejectType", "rejectLabels", "Modified Date",
	"nameFirst", "nameLast", "flowName",
}

func checkStructure(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return fmt.Errorf("%w: cut", errJSONForm)
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return fmt.Errorf("%w: too deep", errJSONForm)
	}
	names := map[string]bool{}
	for items := 0; dec.More(); items++ {
		if items == maxItems {
			return fmt.Errorf("%w: too many items", errJSONForm)
		}
		if opening == '{' {
			if err := readUniqueName(dec, names); err != nil {
				return err
			}
		}
		if err := checkStructure(dec, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token() // the closing bracket
	return err
}

func readUniqueName(dec *json.Decoder, seen map[string]bool) error {
	token, err := dec.Token()
	if err != nil {
		return fmt.Errorf("%w: cut", errJSONForm)
	}
	text, ok := token.(string)
	if !ok || seen[text] {
		return fmt.Errorf("%w: a name twice", errJSONForm)
	}
	seen[text] = true
	return nil
}

func (o jsonObject) hasName(name string) bool { _, ok := o[name]; return ok }

func (o jsonObject) isNull(name string) bool {
	raw, ok := o[name]
	return !ok || string(raw) == "null"
}

// stringValue returns a string; anything else is not one.
func (o jsonObject) stringValue(name string) (string, bool) {
	var s string
	if o.isNull(name) || json.Unmarshal(o[name], &s) != nil {
		return "", false
	}
	return s, true
}

// stringOrEmpty returns a string, or the empty one for anything else.
func (o jsonObject) stringOrEmpty(name string) string {
	s, _ := o.stringValue(name)
	return s
}

// intValue returns a whole number; anything else is not one.
func (o jsonObject) intValue(name string) (int64, bool) {
	var n int64
	if o.isNull(name) || json.Unmarshal(o[name], &n) != nil {
		return 0, false
	}
	return n, true
}

// intOrZero returns a whole number, or 0 for anything else.
func (o jsonObject) intOrZero(name string) int64 {
	n, _ := o.intValue(name)
	return n
}

// objectValue returns an object, or nothing to be found in it.
func (o jsonObject) objectValue(name string) jsonObject {
	inner, err := parseObject(o[name])
	if err != nil {
		return nil
	}
	return inner
}

// listValue returns an array's elements as they came; null and absent are none.
func (o jsonObject) listValue(name string) ([]json.RawMessage, bool) {
	var items []json.RawMessage
	if o.isNull(name) || json.Unmarshal(o[name], &items) != nil {
		return nil, false
	}
	return items, true
}
