package e2e

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestASlipInAWordOfOursIsRepeatedWithWhatWasMeant proves that commands, flags and slots
// which resemble ours are named with what was probably meant, wherever they were typed.
func TestASlipInAWordOfOursIsRepeatedWithWhatWasMeant(t *testing.T) {
	w := newCommandWorld(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"uplaod"}, `there is no command "uplaod"; did you mean dossier upload?`},
		{[]string{"uplaod", "--applicant", anna, "selfie=x.jpg"}, `there is no command "uplaod"; did you mean dossier upload?`},
		{[]string{"--flows", "x.toml", "uplaod"}, `"uplaod"; did you mean dossier upload?`},
		{[]string{"uplaod", "--help"}, `"uplaod"; did you mean dossier upload?`},
		{[]string{"help", "uplaod"}, `"uplaod"; did you mean dossier upload?`},
		{[]string{"statsu"}, `"statsu"; did you mean dossier APPLICANT_ID?`},
		{[]string{"send"}, `"send"; did you mean dossier upload?`},
		{[]string{"verify"}, `"verify"; did you mean dossier audit verify?`},
		{[]string{"audit", "verfiy", "--rows"}, `"audit verfiy"; did you mean dossier audit verify?`},
		{[]string{"journal", "prune"}, `"journal prune"; did you mean dossier journal purge?`},
		{[]string{"help", "exit-code"}, `"exit-code"; did you mean dossier exit-codes?`},
		{[]string{"upload", "--contry", "AUS"}, "dossier upload has no flag --contry; did you mean --country?"},
		{[]string{"upload", "--contry=AUS"}, "dossier upload has no flag --contry; did you mean --country?"},
		{[]string{"upload", "-country", "AUS"}, "dossier upload has no flag -country; did you mean --country?"},
		{[]string{"receipt", anna, "--fromat", "json"}, "dossier receipt has no flag --fromat; did you mean --format?"},
	} {
		code, out, errs := w.exec(c.args...)
		if code != cli.ExitUsage || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%q: exit %d: %s%s, want %s", c.args, code, out, errs, c.want)
		}
	}
}

// TestHelpOnAWrongWordIsAMistake proves that help says which words it knows by its exit
// code too, also where nothing resembles the word.
func TestHelpOnAWrongWordIsAMistake(t *testing.T) {
	w := newCommandWorld(t)
	for _, args := range [][]string{{"help", "zzzzzz"}, {"help", "audit", "zzzzzz"}, {"zzzzzz", "--help"}, {"help", "upload", "zzzzzz"}} {
		if code, out, errs := w.exec(args...); code != cli.ExitUsage || out != "" || strings.Contains(errs, "zzz") {
			t.Errorf("%q: exit %d: %s%s", args, code, out, errs)
		}
	}
	for _, args := range [][]string{{"help"}, {"help", "upload"}, {"help", "audit", "verify"}, {"help", "exit-codes"}, {"audit"}, {"--help"}, {anna, "--help"}} {
		if code, out, errs := w.exec(args...); code != cli.ExitSuccess || out == "" || errs != "" {
			t.Errorf("%q: exit %d: %s%s", args, code, out, errs)
		}
	}
}

func TestVersionSaysWhichProgramThisIs(t *testing.T) {
	w := newCommandWorld(t)
	w.expect(cli.ExitSuccess, []string{"dossier   test\n", runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, "version")
}

// TestACommandEndsWithTheNextOne proves that the next command is named at a terminal
// only, and on stderr only: stdout is for results.
func TestACommandEndsWithTheNextOne(t *testing.T) {
	w := newCommandWorld(t)
	w.upload("back.jpg")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"version"}, "next: dossier --help\n"},
		{[]string{"flows", "list"}, "next: dossier upload --help\n"},
		{[]string{"audit", "verify", "--json"}, "next: dossier audit head "},
		{[]string{"audit", "export", "--format", "csv"}, "next: dossier audit verify\n"},
		{[]string{"receipt", anna}, "next: dossier audit verify --against receipt-"},
		{[]string{"journal", "purge", "--older-than", "7y"}, "next: dossier audit verify\n"},
	} {
		var quiet, loud bytes.Buffer
		if _, errs := w.runMain(&quiet, c.args...); strings.Contains(errs, "next:") {
			t.Errorf("%q: no terminal, and yet: %s", c.args, errs)
		}
		w.terminal = true
		if code, errs := w.runMain(&loud, c.args...); code != cli.ExitSuccess || !strings.Contains(errs, c.want) || strings.Contains(loud.String(), "next:") {
			t.Errorf("%q: exit %d: %s", c.args, code, errs)
		}
		w.terminal = false
	}
}
