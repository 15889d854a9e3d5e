package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/upload"
	"dossier/tui/settings"
)

// runMain runs a command line in this process as main does, and returns its exit
// code and what it said on stderr.
func (w *world) runMain(out io.Writer, args ...string) (cli.ExitCode, string) {
	var errs bytes.Buffer
	home := w.home
	if w.homeless {
		home = ""
	}
	env := cli.Env{
		In: strings.NewReader(""), Out: out, Err: &errs, Getenv: func(name string) string { return w.env[name] },
		Home: home, Cwd: w.home, Operator: "maya", Version: "test", Terminal: w.terminal,
	}
	code := cli.Main(args, env, cli.Starters{
		Wizard:  func(context.Context, cli.Setup) error { return nil },
		Demo:    func(context.Context, time.Duration, settings.Colour) error { return nil },
		Sandbox: func(context.Context, string, []byte, io.Writer) error { return nil },
	}, upload.Commands, record.Commands)
	return code, errs.String()
}

// exec runs a command line; its output may hold no secret and no path.
func (w *world) exec(args ...string) (cli.ExitCode, string, string) {
	w.t.Helper()
	var out bytes.Buffer
	code, errs := w.runMain(&out, args...)
	for _, private := range []string{secret, w.file(""), filepath.Dir(filepath.Dir(w.journal)), "front.jpg"} {
		if strings.Contains(out.String()+errs, private) {
			w.t.Errorf("the output holds a secret or a path")
		}
	}
	return code, out.String(), errs
}

// run is exec for a command that prints JSON lines.
func (w *world) run(args ...string) (cli.ExitCode, []line, string) {
	w.t.Helper()
	code, out, errs := w.exec(args...)
	return code, parseLines(w.t, out), errs
}

// expect runs a command and looks for words in what it prints.
func (w *world) expect(code cli.ExitCode, words []string, args ...string) string {
	w.t.Helper()
	got, out, errs := w.exec(args...)
	if got != code {
		w.t.Errorf("%s: exit %d, want %d: %s%s", args, got, code, out, errs)
	}
	for _, word := range words {
		if !strings.Contains(out+errs, word) {
			w.t.Errorf("%s: says nothing of %q:\n%s%s", args, word, out, errs)
		}
	}
	return out
}

// uploadArgs are the arguments of an upload of Anna's identity card and selfie:
// the paths of three pictures, front first.
func uploadArgs(front, back, selfie string, more ...string) []string {
	return append([]string{
		"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD",
		"identity.front=" + front, "identity.back=" + back, "selfie=" + selfie,
	}, more...)
}

// upload sends sample pictures, with a back of the given name.
func (w *world) upload(back string, more ...string) (cli.ExitCode, []line, string) {
	w.t.Helper()
	return w.run(uploadArgs(w.file("front.jpg"), w.file(back), w.file("selfie-2.jpg"), more...)...)
}

// line is what dossier upload prints for one slot.
type line struct {
	Schema      int
	ApplicantID string
	Slot        string
	DocType     string
	DocSubType  *string
	Country     string
	SHA256      string
	Bytes       int64
	Attempt     int
	State       string
	Cause       string
	Transfer    string
	Status      int
	Message     string
	Errors      []json.RawMessage
	Warnings    []json.RawMessage
	Damaged     string

	LocalError    *finding
	LocalWarnings []finding
	Run           struct {
		Proxy       *string
		CustomRoots *bool
	}
}

// finding is what a look at a file found before anything was sent.
type finding struct{ Code, Text string }

func parseLines(t *testing.T, out string) []line {
	t.Helper()
	var list []line
	d := json.NewDecoder(strings.NewReader(out))
	d.DisallowUnknownFields()
	for d.More() {
		var l line
		if err := d.Decode(&l); err != nil {
			t.Fatalf("stdout holds something else than JSON objects: %v", err)
		}
		list = append(list, l)
	}
	return list
}

// states are the lines in words.
func states(list []line) string {
	var words []string
	for _, l := range list {
		words = append(words, l.Slot+" "+l.State)
	}
	return strings.Join(words, ", ")
}
