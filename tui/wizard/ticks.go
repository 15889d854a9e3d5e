package wizard

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui"
)

// ticking is a wizard with a clock: it gets a tick when its screen may have changed by then.
type ticking struct {
	wizard tui.Model
	ctx    context.Context
	number int                // of the latest tick
	due    time.Time          // when it comes
	stop   context.CancelFunc // ends the wait for it; nil: none is waited for
}

// withTicks keeps ages and countdowns moving until ctx ends.
func withTicks(ctx context.Context, m tui.Model) tea.Model { return ticking{wizard: m, ctx: ctx} }

// tickMsg is a tick; the number tells one that is waited for from an older one.
type tickMsg struct{ number int }

func (t ticking) Init() tea.Cmd  { return t.wizard.Init() }
func (t ticking) View() tea.View { return t.wizard.View() }

func (t ticking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if tick, ok := msg.(tickMsg); ok {
		t, msg = t.end(tick), tui.TickMsg{}
	}
	next, cmd := t.wizard.Update(msg)
	t.wizard = next.(tui.Model)
	t, wait := t.schedule(t.wizard.TickInterval())
	return t, tea.Batch(cmd, wait)
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
