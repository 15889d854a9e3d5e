package assets

import (
	"regexp"
	"strings"
	"testing"
)

// Words that are true on one face of the program only.
var (
	wizardWords  = regexp.MustCompile(`(?i)\b(enter|choose|press|continue|start dossier|review|ctrl)\b`)
	commandWords = regexp.MustCompile(`(?i)--|\brun\b|\bcommand\b|SLOT`)
)

// TestARemedyIsTrueOnItsFace proves that the command line names no key and no screen, and
// the wizard no flag and no command to repeat.
func TestARemedyIsTrueOnItsFace(t *testing.T) {
	for name, cause := range enumConstants(t, "Cause") {
		for _, v := range everyVerdict {
			w := causeText(cause, v)
			if wizardWords.MatchString(w.Command) {
				t.Errorf("%s: the command line says %q", name, w.Command)
			}
			if commandWords.MatchString(w.Remedy) {
				t.Errorf("%s: the wizard says %q", name, w.Remedy)
			}
		}
	}
	for _, c := range exitCodes {
		if text := c.String(); wizardWords.MatchString(text) || strings.Contains(text, "not received") || strings.Contains(text, "not kept") {
			t.Errorf("exit code %d: %q is of the wizard, or claims what only the picture's own line can say", c.Code, text)
		}
	}
}
