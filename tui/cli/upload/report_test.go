package upload

import (
	"encoding/json"
	"testing"

	"dossier/flows"
	"dossier/flows/foreign"
)

// TestARemarkThatIsNoJSONLosesNoResult proves that the line of a slot is written whatever
// a journal holds as the service's words.
func TestARemarkThatIsNoJSONLosesNoResult(t *testing.T) {
	for raw, want := range map[string]string{`"dataNotReadable"`: `"dataNotReadable"`, `{"code":"x"}`: `{"code":"x"}`, "": `""`, "{cut": `"{cut"`, "a\nb": `"a\nb"`} {
		line, err := json.Marshal(slotResult{Errors: rawRemarks([]flows.Remark{{Raw: foreign.Untrusted(raw)}})})
		if err != nil {
			t.Errorf("%q: no line: %v", raw, err)
			continue
		}
		var read struct{ Errors []json.RawMessage }
		if err := json.Unmarshal(line, &read); err != nil || len(read.Errors) != 1 || string(read.Errors[0]) != want {
			t.Errorf("%q: %s, %v, want %s", raw, line, err, want)
		}
	}
}
