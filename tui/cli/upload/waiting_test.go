package upload

import (
	"errors"
	"testing"

	"dossier/flows/desk"
	"dossier/tui/cli"
)

// TestAStallIsBlamedOnWhatIsWaitedFor proves that the journal is named only when it is
// what is waited for, and that a picture is called unclear only when it may have been
// received.
func TestAStallIsBlamedOnWhatIsWaitedFor(t *testing.T) {
	for _, c := range []struct {
		snapshot     desk.Snapshot
		awaitsAnswer bool
		code         cli.ExitCode
		want         string
	}{
		{desk.Snapshot{}, false, cli.ExitFailure, "nothing has happened for 4 minutes; run the same command again"},
		{desk.Snapshot{}, true, cli.ExitUndecided, "nothing has happened for 4 minutes; run again, which asks the service for the outcome"},
		{desk.Snapshot{InOutage: true}, false, cli.ExitFailure, "nothing has happened for 4 minutes, because the journal cannot be read or written; put that right; run the same command again"},
		{desk.Snapshot{Pending: 1}, true, cli.ExitUndecided, "nothing has happened for 4 minutes, because the journal cannot be read or written; put that right; run again, which asks the service for the outcome"},
		{desk.Snapshot{InOutage: true, OutageReason: "its disk is full; free some space"}, false, cli.ExitFailure, "nothing has happened for 4 minutes. The journal: its disk is full; free some space; run the same command again"},
	} {
		p := stalledProblem(c.snapshot, c.awaitsAnswer)
		if p.Code != c.code || p.Text != c.want || !errors.Is(p, errStalled) {
			t.Errorf("%t: %d %s", c.awaitsAnswer, p.Code, p.Text)
		}
	}
}
