package flows

import (
	"encoding/json"

	"dossier/flows/foreign"
)

// Remark is one element of the service's errors[] or warnings[]. The element
// type is not documented, so the raw JSON is kept with the code read from it.
// People read "error" or "warning".
type Remark struct {
	Code foreign.Text `json:"code"`
	Raw  foreign.Text `json:"raw"`
}

// ParseRemark reads one element: a string is its own code; of an object "code"
// is; anything else is kept verbatim as the code.
func ParseRemark(raw []byte) Remark {
	r := Remark{Code: foreign.Untrusted(string(raw)), Raw: foreign.Untrusted(string(raw))}
	var s *string
	if json.Unmarshal(raw, &s) == nil && s != nil {
		r.Code = foreign.Untrusted(*s)
		return r
	}
	var object struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(raw, &object) == nil && object.Code != "" {
		r.Code = foreign.Untrusted(object.Code)
	}
	return r
}
