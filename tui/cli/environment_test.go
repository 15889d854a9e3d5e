package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readVariable is a variable that a source reads from the environment.
var readVariable = regexp.MustCompile(`[gG]etenv\("([A-Z_]+)"\)`)

// notSettings are read to name the operator, or to refuse what would print documents.
var notSettings = []string{"USER", "GODEBUG", "GOTRACEBACK"}

// TestTheHelpListsEveryVariable proves that each variable which the program reads is on the
// help page; those of the libraries for networks and colours too.
func TestTheHelpListsEveryVariable(t *testing.T) {
	names := []string{"HTTPS_PROXY", "NO_PROXY", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"}
	for _, pattern := range []string{"*.go", "record/*.go", "upload/*.go", "../local/*.go", "../../main.go", "../../personr/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range readVariable.FindAllStringSubmatch(string(source), -1) {
				if !strings.HasSuffix(file, "_test.go") {
					names = append(names, found[1])
				}
			}
		}
	}
	if len(names) < 15 {
		t.Fatalf("%d variables are read", len(names))
	}
	page := newEnvironmentTopic().Long
	for _, name := range names {
		if !slices.Contains(notSettings, name) && !regexp.MustCompile(`\b`+name+`\b`).MatchString(page) {
			t.Errorf("%s is not on the page", name)
		}
	}
}
