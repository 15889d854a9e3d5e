package tui

import (
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/notice"
)

// The wizard ticks four times a second exactly while seconds are counted on its screen.
func TestTicksFollowWhatMoves(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Model)
		moving bool
	}{
		"a dossier that is read":    {func(*Model) {}, false},
		"a send runs":               {func(m *Model) { m.dossier.snap.Sends = map[flows.AttemptNumber]flows.SendProgress{1: {}} }, true},
		"an answer may still come":  {func(m *Model) { m.now = m.cfg.Now().Add(countedTime - time.Second) }, true},
		"news give way to others":   {func(m *Model) { m.news.addNotice([]notice.Notice{{ID: 1}}, m.now) }, true},
		"old news":                  {func(m *Model) { m.news.addNotice([]notice.Notice{{ID: 1}}, m.now.Add(-time.Minute)) }, false},
		"another dossier is opened": {func(m *Model) { m.journal.opening = true }, true},
		"the start list is old":     {func(m *Model) { m.dossier = openedDossier{} }, true},
		"the start list is new":     {func(m *Model) { m.dossier, m.journal.start.listedAt = openedDossier{}, m.now }, false},
	} {
		m, _ := onReview(t, 80, 24)
		m.journal.desks, m.now = noDesks{}, m.cfg.Now().Add(time.Hour)
		c.change(&m)
		if got := m.IsMoving(); got != c.moving {
			t.Errorf("%s: moving %v", name, got)
		}
	}
}
