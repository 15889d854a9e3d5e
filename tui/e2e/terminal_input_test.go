//go:build unix

package e2e

import (
	"strings"
	"testing"

	"dossier/tui/tuitest"
)

// TestTheTerminalCannotStopTheWizard proves that no bytes from the terminal end the
// program, or keep ctrl+c from ending it.
func TestTheTerminalCannotStopTheWizard(t *testing.T) {
	t.Parallel()
	parameters := "1" + strings.Repeat(";1", 40)
	for name, bytes := range map[string]string{
		"a sequence with 41 parameters": "\x1b[" + parameters + "A",
		"inside a paste":                "\x1b[200~\x1b[" + parameters + "A\x1b[201~",
		"as a device control string":    "\x1bP" + parameters + "r\x1b\\",
		"as an answer":                  "\x1b[?" + parameters + "c",
		"a mouse report in C1":          "\x9bMabc",
		"a paste without an end":        "\x1b[200~abc",
		"a string without an end":       "\x1b]11;rgb",
		"50,000 keys":                   strings.Repeat("\x1b[B\x1b[A", 25_000),
		"50,000 characters":             strings.Repeat("j", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCanaryWorld(t)
			c := s.openConsole(s.program, "--hold", "1h")
			c.WaitFor("step 1 of 5", "ctrl+p commands")
			c.Type(bytes)
			c.Type(tuitest.CtrlC)
			if code, places := c.waitForEnd(); code != 0 {
				t.Errorf("exit %d: %.200s", code, places["stderr"])
			}
		})
	}
}
