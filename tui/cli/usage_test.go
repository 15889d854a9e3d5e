package cli_test

import (
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestAUsageErrorRepeatsNothing proves that a slip which puts a token, a name
// or a path in the wrong place is told without repeating it, and that the
// sentence still says where to look.
func TestAUsageErrorRepeatsNothing(t *testing.T) {
	b := newBench(t)
	const typed = "anna-meier"
	head := []string{"upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "AUS"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"upload", "-t" + typed}, "argument 2 is no flag of dossier upload; see dossier upload --help"},
		{[]string{"upload", "--start-check", "--" + typed + "=x"}, "argument 3 is no flag of dossier upload"},
		{[]string{"upload", "--hold", typed}, "--hold takes a duration such as 3s"},
		{[]string{"upload", "--start-check=" + typed}, "--start-check takes no value"},
		{[]string{"--help=" + typed}, "--help takes no value"},
		{[]string{"upload", "--applicant"}, "--applicant needs a value"},
		{[]string{"demo", typed}, "dossier demo takes no arguments; see dossier demo --help"},
		{[]string{"flows", typed}, "dossier flows takes no arguments"},
		{append(head, typed+"=identity.front"), "a slot that the flow does not have; it wants"},
		{append(head, typed+".jpg=identity.front"), "the side of a slot is front or back"},
		{append(head, typed+"=x", typed+"=y"), "a slot is given two pictures"},
		{append(head, "--document", typed+"=ID_CARD", "selfie=x"), "no such need; it has identity, selfie"},
		{append(head, "--decide", typed+"=received", "--reason", "r"), "no such slot in this dossier; it has"},
		{[]string{"sandbox", "--listen", "127.0.0.1:" + typed}, "--listen takes an address"},
	} {
		code, out, errs := b.exec(c.args...)
		if code != cli.Usage || !strings.Contains(errs, c.want) || strings.Contains(out+errs, "anna") {
			t.Errorf("exit %d: %s, want %s", code, errs, c.want)
		}
	}
}
