package e2e

import (
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestAUsageErrorRepeatsNothing proves that a slip which puts a token, a name
// or a path in the wrong place is told without repeating it, and that the
// sentence still says where to look.
func TestAUsageErrorRepeatsNothing(t *testing.T) {
	w := newCommandWorld(t)
	const typed = "anna-meier"
	head := []string{"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"upload", "-t" + typed}, "argument 2 is no flag of dossier upload; see dossier upload --help"},
		{[]string{"upload", "--start-check", "--" + typed + "=x"}, "argument 3 is no flag of dossier upload"},
		{[]string{"upload", "--hold", typed}, "--hold takes a duration from 0s to 1h, such as 3s"},
		{[]string{"upload", "--hold", "-5s"}, "--hold takes a duration from 0s to 1h, such as 3s"},
		{[]string{"demo", "--hold=-5s"}, "--hold takes a duration from 0s to 1h, such as 3s"},
		{[]string{"--hold", "9999h"}, "--hold takes a duration from 0s to 1h, such as 3s"},
		{[]string{"upload", "--start-check=" + typed}, "--start-check takes no value"},
		{[]string{"--help=" + typed}, "--help takes no value"},
		{[]string{"upload", "--applicant"}, "--applicant needs a value"},
		{[]string{"demo", typed}, "dossier demo takes no arguments; see dossier demo --help"},
		{[]string{"flows", typed}, "there is no such command under flows; it has check, list"},
		{[]string{"audit", typed}, "there is no such command under audit; it has export, head, verify"},
		{[]string{"journal", typed}, "there is no such command under journal; it has copy, purge, role"},
		{[]string{typed}, "that is not an applicant ID (such as 1699236591586x405886519539808060) and no command; see dossier --help"},
		{[]string{typed, "list"}, "that is no command, and only one applicant ID can be given; see dossier --help"},
		{[]string{"receipt"}, "give one applicant ID; see dossier receipt --help"},
		{[]string{"journal", "copy", typed}, "give FROM and TO; see dossier journal copy --help"},
		{[]string{"flows", "check"}, "give one FILE"},
		{[]string{"audit", "export", typed}, "dossier audit export takes no arguments"},
		{append(head, typed+"=identity.front"), "a slot that the flow does not have; it wants"},
		{append(head, typed+".jpg=identity.front"), "the side of a slot is front or back"},
		{append(head, typed+"=x", typed+"=y"), "a slot is given two pictures"},
		{append(head, "--document", typed+"=ID_CARD", "selfie=x"), "no such requirement; it has identity, selfie"},
		{append(head, "--decide", typed+"=received", "--reason", "r"), "no picture of this applicant is known here"},
		{[]string{"sandbox", "--listen", "127.0.0.1:" + typed}, "--listen takes an address"},
	} {
		code, out, errs := w.exec(c.args...)
		if code != cli.ExitUsage || !strings.Contains(errs, c.want) || strings.Contains(out+errs, "anna") {
			t.Errorf("exit %d: %s, want %s", code, errs, c.want)
		}
	}
}
