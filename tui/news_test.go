package tui

import (
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/foreign"
)

// changingDesk is a desk whose state changes while nobody presses a key.
type changingDesk struct {
	recordingDesk
	snap *desk.Snapshot
}

func (d changingDesk) Snapshot() desk.Snapshot { return *d.snap }

// TestWhatIsSaidOfAKeyEndsWithItsReason proves that the status line neither calls a step
// impossible once it can be shown, nor speaks of a send that has ended.
func TestWhatIsSaidOfAKeyEndsWithItsReason(t *testing.T) {
	for name, c := range map[string]struct {
		key, says string
		ends      func(*Model, *desk.Snapshot)
	}{
		"a step that was not there": {"5", "Result cannot be shown yet", func(m *Model, _ *desk.Snapshot) {
			j := m.dossier.snap.Journey
			next, err := j.Apply(flows.Entry{Seq: j.Head() + 1, At: m.now, Session: "s1", Event: flows.StatusSeen{Status: foreign.Untrusted("pending")}})
			if err != nil {
				t.Fatal(err)
			}
			m.dossier.snap.Journey = next
		}},
		"a dossier that was left": {"ctrl+o", "What is being sent there goes on.", func(_ *Model, s *desk.Snapshot) { s.Pending = 0 }},
	} {
		m, posted := onReview(t, 100, 24)
		snap := desk.Snapshot{Journey: m.dossier.snap.Journey, Pending: 1}
		m.dossier.desk = changingDesk{recordingDesk{posted}, &snap}
		m, _ = pressKeys(t, m, c.key)
		if screen := renderScreen(t, m); !strings.Contains(screen, c.says) {
			t.Errorf("%s: does not say %q:\n%s", name, c.says, screen)
		}
		c.ends(&m, &snap)
		if screen := renderScreen(t, m); strings.Contains(screen, c.says) {
			t.Errorf("%s: still says %q:\n%s", name, c.says, screen)
		}
	}
}
