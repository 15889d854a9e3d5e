package wizard

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui"
)

// How long it is to the next tick. A service has hundreds of wizards at which nobody looks,
// and each tick runs Update and View; an equal frame writes no byte to the terminal.
const (
	movingInterval     = 250 * time.Millisecond // seconds are counted on the screen
	restingInterval    = 10 * time.Second       // the start list is read again
	unattendedInterval = 30 * time.Second       // ages in minutes; also for the list, when nobody has typed for attendedTime
	attendedTime       = 2 * time.Minute
)

// ticking is a wizard with a clock: it gets a tick when its screen may have changed by then.
type ticking struct {
	wizard tui.Model
	ctx    context.Context
	typed  time.Time          // the latest key
	number int                // of the latest tick
	due    time.Time          // when it comes
	stop   context.CancelFunc // ends the wait for it; nil: none is waited for
}

// withTicks keeps ages and countdowns moving until ctx ends.
func withTicks(ctx context.Context, m tui.Model) tea.Model {
	return ticking{wizard: m, ctx: ctx, typed: time.Now()}
}

// tickMsg is a tick; the number tells one that is waited for from an older one.
type tickMsg struct{ number int }

func (t ticking) Init() tea.Cmd  { return t.wizard.Init() }
func (t ticking) View() tea.View { return t.wizard.View() }

func (t ticking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if tick, ok := msg.(tickMsg); ok {
		t, msg = t.end(tick), tui.TickMsg{}
	}
	if _, ok := msg.(tea.KeyMsg); ok {
		t.typed = time.Now()
	}
	next, cmd := t.wizard.Update(msg)
	t.wizard = next.(tui.Model)
	t, wait := t.schedule(t.interval())
	return t, tea.Batch(cmd, wait)
}

// interval is how long it is to the next tick.
func (t ticking) interval() time.Duration {
	switch {
	case t.wizard.IsMoving():
		return movingInterval
	case t.wizard.ShowsStartList() && time.Since(t.typed) < attendedTime:
		return restingInterval
	}
	return unattendedInterval
}

// end notes that a tick has come.
func (t ticking) end(tick tickMsg) ticking {
	if tick.number == t.number && t.stop != nil {
		t.stop()
		t.stop = nil
	}
	return t
}

// schedule waits for the next tick, unless one comes soon enough.
func (t ticking) schedule(interval time.Duration) (ticking, tea.Cmd) {
	due := time.Now().Add(interval)
	if t.stop != nil {
		if !due.Before(t.due) {
			return t, nil
		}
		t.stop()
	}
	ctx, stop := context.WithCancel(t.ctx)
	t.number, t.due, t.stop = t.number+1, due, stop
	msg := tickMsg{t.number}
	return t, func() tea.Msg {
		timer := time.NewTimer(interval)
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}
