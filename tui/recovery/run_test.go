//go:build unix

package recovery

import (
	"bytes"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const heldMessage = "\x00h{\"Lflag\":7}\n"

// TestWhatTheWatcherRestores proves that a terminal is restored when it is held at the
// end, whatever the end is, and only then.
func TestWhatTheWatcherRestores(t *testing.T) {
	for name, c := range map[string]struct {
		stream              string
		restored, alternate bool
	}{
		"never held":              {"", false, false},
		"killed":                  {heldMessage, true, false},
		"killed while it draws":   {heldMessage + "\x00a", true, true},
		"killed while it leaves":  {heldMessage + "\x00a\x00m", true, false},
		"left":                    {heldMessage + "\x00a\x00m\x00f", false, false},
		"stopped and killed":      {heldMessage + "\x00a\x00f", false, false},
		"held again and killed":   {heldMessage + "\x00a\x00f" + heldMessage, true, false},
		"a fault":                 {heldMessage + "\x00apanic: \x00m\x00f", true, true},
		"a fault after it left":   {heldMessage + "\x00fpanic: ", false, false},
		"killed inside a message": {heldMessage + "\x00", true, false},
		"modes cut off":           {"\x00h{\"Lfl", false, false},
		"modes that are none":     {"\x00hx\n", false, false},
	} {
		var got *terminalState
		watch(strings.NewReader(c.stream), func(s terminalState) { got = &s })
		switch {
		case (got != nil) != c.restored:
			t.Errorf("%s: restored %v", name, got != nil)
		case got != nil && (got.alternate != c.alternate || got.modes.Lflag != 7):
			t.Errorf("%s: restored %+v", name, *got)
		}
	}
}

// TestAFaultWaitsForTheTerminal proves that a program which reports a fault cannot end
// before its terminal is restored, and that a terminal which takes nothing holds it for a
// second only.
func TestAFaultWaitsForTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		read, write := io.Pipe() // it holds nothing
		takes := make(chan struct{})
		var reported atomic.Bool
		go watch(read, func(terminalState) { <-takes })
		go func() {
			_, _ = io.WriteString(write, heldMessage+"panic: ")
			_, _ = io.WriteString(write, "the report")
			reported.Store(true)
			_ = write.Close()
		}()
		time.Sleep(restoreTimeout - time.Millisecond)
		synctest.Wait()
		if reported.Load() {
			t.Error("the report was read before the terminal was restored")
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if !reported.Load() {
			t.Error("the program waits for a terminal that takes nothing")
		}
		close(takes)
	})
}

// TestAProgramThatExitsWaitsForItsTerminal proves that a program which exits without having given
// its terminal back waits until it is restored, and not for long.
func TestAProgramThatExitsWaitsForItsTerminal(t *testing.T) {
	for takes, want := range map[bool]time.Duration{true: 0, false: exitReportTimeout} {
		synctest.Test(t, func(t *testing.T) {
			read, write := io.Pipe() // it holds nothing
			var restored atomic.Bool
			taken := make(chan struct{})
			go watch(read, func(terminalState) {
				if !takes {
					<-taken
				}
				restored.Store(true)
			})
			_, _ = io.WriteString(write, heldMessage)
			begun := time.Now()
			writeExitReport(write)
			if waited := time.Since(begun); restored.Load() != takes || waited != want {
				t.Errorf("the terminal takes what is written: %v; restored %v after %v", takes, restored.Load(), waited)
			}
			close(taken)
			_ = write.Close()
		})
	}
	new(Program).RestoreTerminal() // no wizard was shown
	(*Program)(nil).RestoreTerminal()
}

// TestTheReportIsDropped proves that nothing of a fault's report is kept.
func TestTheReportIsDropped(t *testing.T) {
	var got terminalState
	r := strings.NewReader(heldMessage + "panic: secret\n" + heldMessage)
	watch(r, func(s terminalState) { got = s })
	if r.Len() != 0 || bytes.Contains([]byte(got.sequences()+endedText), []byte("secret")) {
		t.Errorf("%d bytes were not read", r.Len())
	}
}
