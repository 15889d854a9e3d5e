package local

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestABlockedOutputIsGivenUpAtTheEnd proves that a write waits for the terminal while the
// wizard runs, and not for long while it ends.
func TestABlockedOutputIsGivenUpAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ending, end := context.WithCancel(t.Context())
		taken, reported := make(chan struct{}), 0
		out := &terminalOutput{ending: ending, onBlocked: func() { reported++ }, write: func(p []byte) (int, error) { <-taken; return len(p), nil }}
		begun := time.Now()
		time.AfterFunc(time.Hour, end)
		_, err := out.Write([]byte("frame"))
		if waited := time.Since(begun); !errors.Is(err, ErrOutputBlocked) || waited != time.Hour+blockedTimeout {
			t.Errorf("%v after %v", err, waited)
		}
		close(taken)
		if _, err := io.WriteString(out, "next"); !errors.Is(err, ErrOutputBlocked) || !out.isBlocked() || reported != 1 {
			t.Errorf("%v, reported %d times", err, reported)
		}
		healthy := &terminalOutput{ending: ending, write: func(p []byte) (int, error) { return len(p), nil }}
		if n, err := healthy.Write([]byte("last")); n != len("last") || err != nil {
			t.Errorf("a terminal that takes output: %d, %v", n, err)
		}
	})
}

// TestTheSecondInterruptEndsABlockedProgram proves that a program which takes no keys is
// abandoned at the second ctrl+c, and that one which takes them never is.
func TestTheSecondInterruptEndsABlockedProgram(t *testing.T) {
	for name, c := range map[string]struct {
		presses   int
		blocked   bool // the program takes nothing
		otherKey  bool // is taken before the last press
		quits     bool // the program takes its own end
		abandoned bool
	}{
		"once":                      {presses: 1, blocked: true},
		"twice":                     {presses: 2, blocked: true, abandoned: true},
		"five times":                {presses: 5, blocked: true, abandoned: true},
		"with another key between":  {presses: 2, blocked: true, otherKey: true},
		"a program that takes keys": {presses: 5},
		"a program that ends":       {presses: 2, blocked: true, quits: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ending, end := context.WithCancel(t.Context())
				defer end()
				var abandoned atomic.Int64
				w := &interruptWatcher{ending: ending, leave: end, abandon: func() { abandoned.Add(1); end() }}
				w.send = func(msg tea.Msg) {
					if c.blocked {
						<-ending.Done()
					} else if w.filterMessage(nil, msg) != nil {
						t.Errorf("the program gets %T", msg)
					}
				}
				for n := range c.presses {
					if c.otherKey && n == c.presses-1 {
						w.filterMessage(nil, tea.KeyPressMsg{Code: tea.KeyEsc})
					}
					w.notePress()
				}
				if c.quits {
					w.filterMessage(nil, tea.QuitMsg{})
				}
				time.Sleep(maxProbes * (takeTimeout + probeTimeout))
				synctest.Wait()
				if got := abandoned.Load(); (got == 1) != c.abandoned || got > 1 {
					t.Errorf("abandoned %d times", got)
				}
			})
		})
	}
}

// TestAnAnswerBeforeTheKeyIsNoProof proves that a program which answers once, and whose
// output the second ctrl+c then blocks, is abandoned.
func TestAnAnswerBeforeTheKeyIsNoProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ending, end := context.WithCancel(t.Context())
		defer end()
		var answers, abandoned atomic.Int64
		w := &interruptWatcher{ending: ending, leave: end, abandon: func() { abandoned.Add(1); end() }}
		w.send = func(msg tea.Msg) {
			if answers.Add(1) > 1 {
				<-ending.Done()
				return
			}
			w.filterMessage(nil, msg)
		}
		w.notePress()
		w.notePress()
		time.Sleep(2 * (takeTimeout + probeTimeout))
		synctest.Wait()
		if abandoned.Load() != 1 {
			t.Errorf("abandoned %d times after %d answers", abandoned.Load(), answers.Load())
		}
	})
}

// TestAnAbandonedWizardEndsWithinASecond proves that the limits of the single steps add up
// to less than a second, whatever the wizard waits for.
func TestAnAbandonedWizardEndsWithinASecond(t *testing.T) {
	const exitReport = 150 * time.Millisecond // see package recovery
	if sum := takeTimeout + probeTimeout + exitTimeout + exitReport; sum >= time.Second {
		t.Errorf("they add up to %v", sum)
	}
	synctest.Test(t, func(t *testing.T) {
		begun, ended := time.Now(), make(chan time.Duration, 1)
		e := &delayedExit{exit: func() { ended <- time.Since(begun) }}
		e.start()
		e.start()
		if took := <-ended; took != exitTimeout {
			t.Errorf("it ended after %v", took)
		}
		stopped := &delayedExit{exit: func() { t.Error("it was stopped") }}
		stopped.start()
		stopped.stop()
		new(delayedExit).start()
		time.Sleep(time.Hour)
	})
}
