package tui

import (
	"slices"
	"time"

	"dossier/flows"
)

// countedTime is how long a time span is counted in seconds (steps.FormatDuration).
const countedTime = 3 * time.Minute

// TickMsg says that time has passed.
type TickMsg struct{}

// IsMoving reports whether the screen may change within seconds without a message that says
// so, as it counts them: what is being sent and what may
// still be answered, what a start became, news that give way to others, and a start list
// that is read again.
func (m Model) IsMoving() bool {
	j, check := m.dossier.snap.Journey, m.dossier.snap.Journey.Check()
	return m.startListIsDue(time.Second) || m.journal.isOpening() || len(m.dossier.snap.Sends) > 0 || m.news.isNoticeNew(m.now) ||
		slices.ContainsFunc(j.Lines(), isLineMoving) ||
		slices.ContainsFunc(j.Attempts(), func(a flows.Attempt) bool { return m.now.Sub(a.ReleasedAt) < countedTime }) ||
		check.State == flows.CheckAsked || check.State == flows.CheckReleasing ||
		check.State == flows.CheckUnclear && m.now.Sub(check.SentAt) < flows.LostCheckDelay
}

func isLineMoving(l flows.SlotLine) bool {
	return l.State == flows.Chosen || l.State == flows.Sending || l.State == flows.Awaiting
}
