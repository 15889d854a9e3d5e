//go:build unix

package recovery

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"dossier/tui/safe"
)

// passes reports whether the guard in front of the terminal passes a sequence.
func passes(sequence string) bool {
	var terminal bytes.Buffer
	_, _ = safe.NewGuard(&terminal).Write([]byte(sequence))
	return terminal.String() == sequence
}

// TestEveryModeIsUndone proves that each mode that can reach the terminal is put back.
func TestEveryModeIsUndone(t *testing.T) {
	undone := terminalState{alternate: true}.sequences()
	found := 0
	for mode := range 10_000 {
		on, off := fmt.Sprintf("\x1b[?%dh", mode), fmt.Sprintf("\x1b[?%dl", mode)
		if !passes(on) {
			continue
		}
		found++
		usual := off
		if mode == 7 || mode == 25 { // wrapping and the cursor are on in a shell
			usual = on
		}
		if !strings.Contains(undone, usual) {
			t.Errorf("mode %d is not put back", mode)
		}
	}
	if found < 7 {
		t.Errorf("the guard passes %d modes", found)
	}
	for on, usual := range map[string]string{
		"\x1b[4h": "\x1b[4l", "\x1b[>1u": "\x1b[<u", "\x1b[>4;1m": "\x1b[>4m", "\x1b[1;2r": "\x1b[r", "\x1b[5 q": "\x1b[0 q", "\x1b]9;4;1;5\x1b\\": "\x1b]9;4;0\x1b\\",
	} {
		if !passes(on) || !strings.Contains(undone, usual) {
			t.Errorf("%q passes: %v, and is put back: %v", on, passes(on), strings.Contains(undone, usual))
		}
	}
}

// TestTheMainScreenIsNotTouched proves that nothing is erased or moved on a screen that is
// not the wizard's.
func TestTheMainScreenIsNotTouched(t *testing.T) {
	for _, sequence := range []string{"\x1b[H", "\x1b[J", "\x1b[r", "\x1b[?1049l"} {
		if strings.Contains(terminalState{}.sequences(), sequence) {
			t.Errorf("%q is sent", sequence)
		}
	}
}
