package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/foreign"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// newCheckedWorld is a world in which an unclear selfie was decided, kept and checked; from
// then on it has what an auditor has: the journal, and neither token nor key.
func newCheckedWorld(t *testing.T) *world {
	t.Helper()
	preset, _ := sandbox.Preset("cloudflare-502")
	w := newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: preset}))
	w.upload("back.jpg")
	w.upload("back.jpg", "--decide", "selfie=received", "--reason", "seen in the dashboard")
	if code, _, errs := w.upload("back.jpg", "--keep-warnings", "--reason", "compared with the original", "--start-check"); code != cli.ExitSuccess {
		t.Fatalf("exit %d: %s", code, errs)
	}
	delete(w.env, "PERSONR_TOKEN")
	if err := os.Remove(w.env["DOSSIER_AUDIT_KEY"]); err != nil {
		t.Fatal(err)
	}
	return w
}

// receipts are the files that a command has written.
func (w *world) receipts(folder string) map[string]string {
	w.t.Helper()
	found := map[string]string{}
	list, err := filepath.Glob(filepath.Join(folder, "receipt-*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, path := range list {
		text, err := os.ReadFile(path)
		if err != nil {
			w.t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			w.t.Errorf("%s has mode %v, %v", filepath.Base(path), info.Mode(), err)
		}
		for _, secret := range []string{secret, w.home, "front.jpg", "\xff\xd8", "JFIF", "Muster"} {
			if strings.Contains(string(text), secret) {
				w.t.Errorf("%s holds a secret, a path or a picture", filepath.Base(path))
			}
		}
		found[filepath.Base(path)] = string(text)
	}
	return found
}

func TestReceiptWritesTwoFilesForTheCase(t *testing.T) {
	w := newCheckedWorld(t)
	code, out, errs := w.exec("receipt", anna)
	name := "receipt-39808060-" + time.Now().UTC().Format(time.DateOnly) + "-"
	files := w.receipts(w.home)
	if code != cli.ExitSuccess || out != "" || len(files) != 2 || strings.Count(errs, name) != 2 {
		t.Fatalf("exit %d, %d files, %q, %q", code, len(files), out, errs)
	}
	for found := range files {
		if stem, ok := strings.CutSuffix(found, ".json"); ok {
			name = stem
		}
	}
	var r audit.Receipt
	if err := json.Unmarshal([]byte(files[name+".json"]), &r); err != nil {
		t.Fatal(err)
	}
	selfie := r.Needs[1].Slots[0].Attempts[0]
	if r.Verdict.Code != audit.VerdictRunning || !r.Program.Is("test") || !selfie.Decision.Reason.Is("seen in the dashboard") || !selfie.Kept[0].Reason.Is("compared with the original") {
		t.Errorf("%+v, %+v", r.Verdict, selfie)
	}
	for _, want := range []string{"<!doctype html>", anna, "seen in the dashboard", "compared with the original", "maya", selfie.SHA256.String()} {
		if !strings.Contains(files[name+".html"], want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	code, _, errs = w.exec("receipt", anna) // in the same minute, or the next one
	again := w.receipts(w.home)
	if code != cli.ExitSuccess || len(again) != 4 {
		t.Errorf("again: exit %d, %d files, %q", code, len(again), errs)
	}
	for name, text := range files {
		if again[name] != text {
			t.Errorf("%s was changed", name)
		}
	}
}

// TestReceiptsOfOneMinuteDoNotMix proves that a receipt is not written over
// another one nor beside the half of one, and that a folder must be there.
func TestReceiptsOfOneMinuteDoNotMix(t *testing.T) {
	w := newCheckedWorld(t)
	folder := t.TempDir()
	for range 2 { // a minute may end between the two
		now := time.Now().UTC()
		for _, at := range []time.Time{now, now.Add(time.Minute)} {
			page := filepath.Join(folder, "receipt-39808060-"+at.Format("2006-01-02-1504")+".html")
			if err := os.WriteFile(page, []byte("older"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, more := range [][]string{nil, {"--format", "json"}} {
			code, _, errs := w.exec(append([]string{"receipt", anna, "--out", folder}, more...)...)
			if code != cli.ExitSuccess {
				t.Fatalf("exit %d, %q", code, errs)
			}
		}
	}
	for name, text := range w.receipts(folder) {
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		if strings.Count(stem, "-") == 4 && text != "older" {
			t.Errorf("%s stands beside the half of another one", name)
		}
	}
	if n := len(w.receipts(folder)); n < 8 {
		t.Errorf("%d files", n)
	}
	w.terminal = true
	for format, want := range map[string]string{"json": "json    in the folder of --out\n", "html": "next: dossier audit verify\n"} {
		if _, _, errs := w.exec("receipt", anna, "--out", folder, "--format", format); !strings.HasSuffix(errs, want) {
			t.Errorf("%s: the next command is not one that works here: %s", format, errs)
		}
	}
	w.terminal = false
	for path, want := range map[string]string{filepath.Join(w.home, "nowhere"): "the folder of --out does not exist; make it first", w.file("selfie.jpg"): "not a folder"} {
		if code, _, errs := w.exec("receipt", anna, "--out", path); code != cli.ExitFailure || !strings.Contains(errs, want) {
			t.Errorf("exit %d, %q, want %q", code, errs, want)
		}
	}
}

// TestReceiptOnStdoutIsAHead proves that the JSON holds the journal's head on a
// line of its own, and whose words the reason of a kept warning is.
func TestReceiptOnStdoutIsAHead(t *testing.T) {
	w := newCheckedWorld(t)
	code, out, errs := w.exec("receipt", anna, "--out", "-", "--format", "json")
	j, err := journal.OpenReadOnly(t.Context(), w.env["DOSSIER_JOURNAL"])
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	want, _, err := j.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	heads := 0
	for _, h := range readHeads(t, out) {
		if h.Hash == want.Hash && h.Pos == want.Pos && h.Journal == j.ID() {
			heads++
		}
	}
	if code != cli.ExitSuccess || !saysOnlyNotProved(errs) || heads != 1 || !strings.Contains(out, "compared with the original") {
		t.Errorf("exit %d, %q, %d heads", code, errs, heads)
	}
	if code, out, _ := w.exec("receipt", anna, "--out", "-", "--format", "html"); code != cli.ExitSuccess || !strings.HasPrefix(out, "<!doctype") {
		t.Errorf("the page: exit %d", code)
	}
	if len(w.receipts(w.home)) != 0 {
		t.Error("a file was written as well")
	}
}

func TestReceiptOfAnotherServiceIsAskedFor(t *testing.T) {
	w := newCheckedWorld(t)
	w.env["DOSSIER_AUDIT_KEY"] = journaltest.WriteKeyFile(t, w.home)
	j := journaltest.OpenAt(t, w.journal)
	other := flows.Key{Origin: "https://other.test", Applicant: anna}
	out := j.Append(t.Context(), other, flows.Entry{Seq: 1, ID: "e", At: time.Now(), Session: "s", Operator: "o", Event: flows.Opened{}}, flows.Summary{})
	if out.Result != journal.Done {
		t.Fatal(out.Err)
	}
	one := func() string {
		_, out, errs := w.exec("receipt", anna, "--out", "-", "--format", "json")
		var r audit.Receipt
		if json.Unmarshal([]byte(out), &r) == nil {
			return foreign.Reveal(r.Service)
		}
		return errs
	}
	if got := one(); got != w.url {
		t.Errorf("of the configured service: %q", got)
	}
	w.env["PERSONR_API_URL"] = ""
	if got := one(); !strings.Contains(got, "set PERSONR_API_URL to one of") || !strings.Contains(got, "https://other.test") {
		t.Errorf("of two: %q", got)
	}
	w.env["PERSONR_API_URL"] = "https://OTHER.test/"
	if got := one(); got != "https://other.test" {
		t.Errorf("of the other: %q", got)
	}
}

func TestReceiptSaysWhatIsWrong(t *testing.T) {
	w := newCheckedWorld(t)
	for _, c := range []struct {
		args string
		code cli.ExitCode
		want string
	}{
		{"receipt 1x1", cli.ExitFailure, "the journal has no dossier of this applicant"},
		{"receipt", cli.ExitUsage, "give one applicant ID"},
		{"receipt hello", cli.ExitUsage, "that is not an applicant ID"},
		{"receipt " + anna + " --format pdf", cli.ExitUsage, "--format is json or html"},
		{"receipt " + anna + " --out -", cli.ExitUsage, "--out - needs --format"},
	} {
		code, out, errs := w.exec(strings.Fields(c.args)...)
		if code != c.code || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, %q, %q", c.args, code, out, errs)
		}
	}
	w.env["PERSONR_API_URL"] = ""
	if code, _, errs := w.exec("receipt", "1x1"); code != cli.ExitFailure || !strings.Contains(errs, "no dossier of this applicant") {
		t.Errorf("at any service: exit %d, %q", code, errs)
	}
	w.env["DOSSIER_JOURNAL"] = filepath.Join(w.home, "none.db")
	if code, _, errs := w.exec("receipt", anna); code != cli.ExitFailure || !strings.Contains(errs, "there is none yet") {
		t.Errorf("without a journal: exit %d, %q", code, errs)
	}
}
