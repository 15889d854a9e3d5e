package tui

import (
	"slices"
	"time"

	"dossier/flows"
)

// How long it is to the next tick. A service has hundreds of wizards at which nobody looks,
// and each tick runs Update and View; an equal frame writes no byte to the terminal.
const (
	movingInterval  = 250 * time.Millisecond // seconds are counted on the screen
	restingInterval = 10 * time.Second       // ages in minutes
)

// countedTime is how long a time span is counted in seconds (steps.FormatDuration).
const countedTime = 3 * time.Minute

// TickMsg says that time has passed.
type TickMsg struct{}

// TickInterval is how soon the screen may change without a message that says so.
func (m Model) TickInterval() time.Duration {
	if m.isMoving() {
		return movingInterval
	}
	return restingInterval
}

// isMoving reports whether the screen may count seconds: what is being sent and what may
// still be answered, what a start became, news that give way to others, and a start list
// that is read again.
func (m Model) isMoving() bool {
	j, check := m.dossier.snap.Journey, m.dossier.snap.Journey.Check()
	return m.startListIsDue(movingInterval) || m.journal.isOpening() || len(m.dossier.snap.Sends) > 0 || m.news.isNoticeNew(m.now) ||
		slices.ContainsFunc(j.Lines(), isLineMoving) ||
		slices.ContainsFunc(j.Attempts(), func(a flows.Attempt) bool { return m.now.Sub(a.ReleasedAt) < countedTime }) ||
		check.State == flows.CheckAsked || check.State == flows.CheckReleasing ||
		check.State == flows.CheckUnclear && m.now.Sub(check.SentAt) < flows.LostCheckDelay
}

func isLineMoving(l flows.SlotLine) bool {
	return l.State == flows.Chosen || l.State == flows.Sending || l.State == flows.Awaiting
}
