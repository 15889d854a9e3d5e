package wizard

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui"
	"dossier/tui/steps"
)

// countTicks runs a wizard in virtual time as the library does, and counts its ticks.
func countTicks(t *testing.T, m tea.Model, during time.Duration) (ticks int) {
	t.Helper()
	received := make(chan tea.Msg)
	ended, end := context.WithTimeout(t.Context(), during)
	defer end()
	var run func(tea.Cmd)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		go func() {
			msg := cmd()
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, c := range batch {
					run(c)
				}
				return
			}
			select {
			case received <- msg:
			case <-ended.Done():
			}
		}()
	}
	run(m.Init())
	for {
		var msg tea.Msg
		select {
		case msg = <-received:
		case <-ended.Done():
			return ticks
		}
		if _, ok := msg.(tickMsg); ok {
			ticks++
		}
		next, cmd := m.Update(msg)
		m = next
		run(cmd)
	}
}

// A wizard at which nothing moves hardly ticks; while its journal is opened it counts on.
func TestTicksComeWhenTheyAreNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		opening     time.Duration // how long the journal takes
		during      time.Duration
		least, most int // ticks
	}{
		"nothing moves":       {0, time.Minute, 5, 8},
		"nobody types":        {0, attendedTime + 10*time.Minute, 30, 36},
		"the journal is slow": {time.Hour, time.Minute, 230, 250},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				connect := func(ctx context.Context) (tui.Desks, error) {
					select {
					case <-time.After(c.opening):
					case <-ctx.Done():
					}
					return nil, errors.New("no journal")
				}
				m := withTicks(ctx, tui.New(tui.Config{Ctx: ctx, Connect: connect, Files: func(tui.Desks, string) steps.FileSource { return nil }}))
				if n := countTicks(t, m, c.during); n < c.least || n > c.most {
					t.Errorf("%d ticks", n)
				}
			})
		})
	}
}

// A tick that would come too late is replaced by a sooner one, and the wait for it ends.
func TestASoonerTickReplacesALaterOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		clock := withTicks(ctx, tui.New(tui.Config{Ctx: ctx})).(ticking)
		clock, late := clock.schedule(time.Hour)
		if _, again := clock.schedule(2 * time.Hour); again != nil {
			t.Error("a later tick is waited for beside the first")
		}
		clock, soon := clock.schedule(time.Second)
		began := time.Now()
		if late() != nil {
			t.Error("the replaced tick comes")
		}
		msg := soon()
		if took := time.Since(began); took != time.Second {
			t.Errorf("the tick came after %s", took)
		}
		if clock = clock.end(msg.(tickMsg)); clock.stop != nil {
			t.Error("a tick that came is still waited for")
		}
		if clock = clock.end(msg.(tickMsg)); clock.number != 2 {
			t.Error("an old tick counts")
		}
		_, last := clock.schedule(time.Hour)
		cancel()
		if last() != nil {
			t.Error("a tick comes after the end")
		}
	})
}
