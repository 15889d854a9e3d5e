package e2e

import (
	"strings"
	"testing"

	"dossier/tui/cli"
)

// Every command reads the same IDs: a cut one is never taken, and how a joined one
// was read is said.
func TestCommandsNeverCutAnApplicantID(t *testing.T) {
	w := newCheckedWorld(t)
	front, back := anna[:20], anna[20:]
	for name, command := range map[string]func(id string) []string{
		"wizard":  func(id string) []string { return []string{id} },
		"receipt": func(id string) []string { return []string{"receipt", id, "--out", "-", "--format", "json"} },
		"upload":  func(id string) []string { return uploadArgs("a.jpg", "b.jpg", "c.jpg", "--applicant", id) },
		"export":  func(id string) []string { return []string{"audit", "export", "--applicant", id} },
		"purge":   func(id string) []string { return []string{"journal", "purge", "--applicant", id} },
	} {
		for sign, why := range map[string]string{
			"\t": "another sign divides it", ",": "another sign divides it", "|": "another sign divides it",
			"_": "not an applicant ID", "-": "not an applicant ID", "X": "not an applicant ID", "\x1b[2J": "not an applicant ID",
		} {
			code, out, errs := w.exec(command(front + sign + back)...)
			if code != cli.ExitUsage || out != "" || !strings.Contains(errs, why) || strings.Contains(strings.ReplaceAll(errs, cli.NotApplicantID, ""), back) {
				t.Errorf("%s, %q inside: exit %d, %q, %q", name, sign, code, out, errs)
			}
		}
		code, _, errs := w.exec(command(anna + " " + strings.Replace(anna, "4", "5", 1))...)
		if code != cli.ExitUsage || !strings.Contains(errs, "more than one applicant ID") {
			t.Errorf("%s, two IDs: exit %d, %q", name, code, errs)
		}
	}
}

func TestCommandsJoinAnApplicantIDAndSaySo(t *testing.T) {
	w := newCheckedWorld(t)
	for between, said := range map[string]string{"": "", " ": "joined from its parts; compare it with yours: " + anna, "\u200b": "joined from its parts; compare it with yours: " + anna} {
		id := anna[:20] + between + anna[20:]
		code, out, errs := w.exec("receipt", id, "--out", "-", "--format", "json")
		if code != cli.ExitSuccess || !strings.Contains(out, anna) || !strings.Contains(errs, said) || said == "" && strings.Contains(errs, "joined") {
			t.Errorf("%q inside: exit %d, %q", between, code, errs)
		}
	}
	code, _, errs := w.exec(anna[:20] + "\u200b" + anna[20:])
	if code != cli.ExitUsage || !strings.Contains(errs, "paste it there, to compare it") {
		t.Errorf("the wizard with a joined ID: exit %d, %q", code, errs)
	}
}
