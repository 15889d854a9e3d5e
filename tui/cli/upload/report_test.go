package upload

import (
	"encoding/json"
	"testing"

	"dossier/assets"
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

// TestAPictureThatWasGivenIsNotCalledUnpicked is about a run that ends before it has chosen
// what it was given: an interrupt, or a journal that stands still.
func TestAPictureThatWasGivenIsNotCalledUnpicked(t *testing.T) {
	missing := assets.StateWords(flows.Missing).Long
	changed := flows.SlotLine{State: flows.Missing, Cause: flows.CauseFileChanged, HasFile: true}
	chosen := flows.SlotLine{State: flows.Chosen, HasFile: true}
	for name, c := range map[string]struct {
		line    flows.SlotLine
		isGiven bool
		want    string
	}{
		"given":              {flows.SlotLine{State: flows.Missing}, true, givenNotChosen},
		"not given":          {flows.SlotLine{State: flows.Missing}, false, missing},
		"given and changed":  {changed, true, slotText(changed)},
		"given and chosen":   {chosen, true, assets.WaitsToBeSent.String()},
		"chosen, then ended": {chosen, false, assets.WaitsToBeSent.String()},
	} {
		if got := resultText(c.line, c.isGiven); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if slotText(changed) == missing {
		t.Errorf("a file that changed: %q", missing)
	}
}
