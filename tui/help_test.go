package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/steps"
	"dossier/tui/theme"
)

// TestTheHelpHasWhatAScreenExplains proves that each part is there, with its lines whole.
func TestTheHelpHasWhatAScreenExplains(t *testing.T) {
	command := "scp -P 2222 FILE " + strings.Repeat("long-", 20) + "host:K7F2/front"
	f := steps.Frame{Width: 60, Height: 20, Theme: theme.New(true)}
	f.Covered = steps.Covered{Purpose: "Files.", Help: []steps.HelpPart{steps.NewHelpPart("To send a file:", command), steps.NewHelpPart("Or by sftp:", "sftp host", "put FILE")}}
	text := ansi.Strip(strings.Join(helpView{}.contentLines(f), "\n"))
	for _, want := range []string{"Files.", "To send a file:", "Or by sftp:", "sftp host", "put FILE"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if !strings.Contains(strings.Join(strings.Fields(text), ""), strings.ReplaceAll(command, " ", "")) {
		t.Errorf("the command is not whole:\n%s", text)
	}
}
