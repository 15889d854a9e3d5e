package upload

import (
	"errors"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestAStallIsBlamedOnWhatIsWaitedFor proves that the journal is named only when it is
// what is waited for, and that a picture is called unclear only when it may have been
// received.
func TestAStallIsBlamedOnWhatIsWaitedFor(t *testing.T) {
	for _, c := range []struct {
		onJournal, awaitsAnswer bool
		code                    cli.ExitCode
		want                    string
	}{
		{false, false, cli.ExitFailure, "nothing has happened for 4 minutes; run the same command again"},
		{false, true, cli.ExitUndecided, "nothing has happened for 4 minutes; run again, which asks the service for the outcome"},
		{true, false, cli.ExitFailure, "nothing has happened for 4 minutes, because the journal cannot be read or written; put that right; run the same command again"},
		{true, true, cli.ExitUndecided, "nothing has happened for 4 minutes, because the journal cannot be read or written; put that right; run again, which asks the service for the outcome"},
	} {
		p := stalledProblem(c.onJournal, c.awaitsAnswer)
		if p.Code != c.code || p.Text != c.want || !errors.Is(p, errStalled) || c.onJournal != strings.Contains(p.Text, "journal") {
			t.Errorf("%t, %t: %d %s", c.onJournal, c.awaitsAnswer, p.Code, p.Text)
		}
	}
}
