package assets

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reasonFault is what is wrong with the wording of a preset; "" when nothing is.
func reasonFault(text string) string {
	switch {
	case !regexp.MustCompile(`^[a-z]`).MatchString(text):
		return "does not begin in lower case"
	case regexp.MustCompile(`[.!]$`).MatchString(text):
		return "ends as a sentence"
	case len(text) > 40:
		return "is longer than a row"
	}
	return ""
}

// TestPresetReasonsHaveOneStyle proves it for all of them, and that the rule finds the
// faults that it is there for.
func TestPresetReasonsHaveOneStyle(t *testing.T) {
	for _, bad := range []string{"Personr confirmed it", "Seen in the dashboard", "seen in the dashboard.", strings.Repeat("long ", 9)} {
		if reasonFault(bad) == "" {
			t.Errorf("the rule lets %q pass", bad)
		}
	}
	for r := range reasonPresets {
		presets, seen := ReasonFor(r).Presets(), map[string]bool{}
		if len(presets) != 3 {
			t.Errorf("decision %d has %d presets", r, len(presets))
		}
		for _, text := range presets {
			if fault := reasonFault(text); fault != "" || seen[text] {
				t.Errorf("%q of decision %d %s, or comes twice", text, r, fault)
			}
			seen[text] = true
		}
	}
}

// TestNoScreenHasReasonPresetsOfItsOwn finds lists of reasons that are written elsewhere.
func TestNoScreenHasReasonPresetsOfItsOwn(t *testing.T) {
	own := regexp.MustCompile(`Reasons\b.*\[\]string\{"`)
	if !own.MatchString(`Reasons: []string{"urgent"},`) {
		t.Error("the search finds nothing")
	}
	err := filepath.WalkDir("../tui", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if found := own.Find(source); found != nil {
			t.Errorf("%s has presets of its own: %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
