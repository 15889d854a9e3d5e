package serve_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestTheHelpNamesWhatTheLogSays proves that each message of the service's log stands in the
// help, for those who look for it with a program.
func TestTheHelpNamesWhatTheLogSays(t *testing.T) {
	code, help, _ := run(t.TempDir(), "serve", "--help")
	if code != cli.ExitSuccess {
		t.Fatalf("exit %d", code)
	}
	help = strings.Join(strings.Fields(help), " ")
	files, err := filepath.Glob("../../sshd/*.go")
	if err != nil {
		t.Fatal(err)
	}
	message, found := regexp.MustCompile(`[lL]og\.Info\("([^"]+)"`), 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range message.FindAllStringSubmatch(string(text), -1) {
			found++
			if !regexp.MustCompile(`[ "]` + m[1] + `[ ",]`).MatchString(help) {
				t.Errorf("%s: %q is not in the help", filepath.Base(file), m[1])
			}
		}
	}
	if found < 8 {
		t.Errorf("%d messages were found", found)
	}
}
