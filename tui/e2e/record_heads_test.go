//go:build unix

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dossier/flows/chain"
	"dossier/tui/cli"
)

// readHeads are the heads in a text.
func readHeads(t *testing.T, text string) []chain.Head {
	t.Helper()
	lines, err := chain.ReadHeads(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return lines.Heads
}

// currentHead is the head that the program prints.
func (w *world) currentHead() chain.Head {
	w.t.Helper()
	heads := readHeads(w.t, w.expect(cli.ExitSuccess, nil, "audit", "head"))
	if len(heads) != 1 {
		w.t.Fatalf("%d heads", len(heads))
	}
	return heads[0]
}

// appendTo adds to a file as somebody else would.
func appendTo(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err == nil {
		_, err = file.WriteString(text)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What a crash tore off does not swallow the head that is written down next, and is not
// passed over: the head that it was is compared with nothing.
func TestATornLineSwallowsNoHead(t *testing.T) {
	w := newAuditedWorld(t)
	kept := w.config("audit-heads.jsonl")
	appendTo(t, kept, `{"schema":1,"journal":"J`)
	w.expect(cli.ExitSuccess, nil, "audit", "head", "--to", kept)
	w.expect(cli.ExitSuccess, nil, "audit", "head", "--to", kept)
	content, err := os.ReadFile(kept)
	if err != nil || bytes.Count(content, []byte("\n")) != 4 || bytes.Contains(content, []byte("\n\n")) {
		t.Errorf("%v: %s", err, content)
	}
	w.expect(cli.ExitIncomplete, []string{"! not proved", "line 2 of the file of heads on this computer has a head that cannot be read", "3 of 3 that were written down were found", "into another file"}, "audit", "verify")
}

// TestALineThatIsNotOneHeadIsAFinding: a head that cannot be read is not passed over, and
// one that stands on a line with another is compared too.
func TestALineThatIsNotOneHeadIsAFinding(t *testing.T) {
	for name, c := range map[string]struct {
		alter       func(head string) string
		own, given  string // the finding in the file of heads on this computer, and in another
		comparesAll bool
	}{
		"a letter of a name is changed": {func(h string) string { return strings.Replace(h, `"hash"`, `"hush"`, 1) }, "cannot be read", "cannot be read", false},
		"a digit is gone":               {func(h string) string { return strings.Replace(h, `"seal":"`, `"seal":"x`, 1) }, "cannot be read", "cannot be read", false},
		"the rest is gone":              {func(h string) string { return h[:len(h)/2] }, "cannot be read", "cannot be read", false},
		"two heads":                     {func(h string) string { return h + h }, "more than one head", "more than one head", true},
		"bytes after a head":            {func(h string) string { return h + " #" }, "is no head", "", true},
		"a remark":                      {func(h string) string { return h + "\nchecked by Mei" }, "is no head", "", true},
	} {
		w := newAuditedWorld(t)
		head := strings.TrimSpace(w.expect(cli.ExitSuccess, nil, "audit", "head"))
		own, given := w.config("audit-heads.jsonl"), w.file("given")
		appendTo(t, given, head+"\n"+c.alter(head)+"\n")
		code, found := cli.ExitIncomplete, []string{"! not proved", "--against, number 1: the file " + c.given}
		if c.given == "" {
			code, found = cli.ExitSuccess, []string{"✓ whole"}
		} else {
			found[1] = "line 2 of --against, number 1: the file has"
			found = append(found, c.given, map[bool]string{true: "every head was compared", false: "not every head"}[c.comparesAll])
		}
		out := w.expect(code, found, "audit", "verify", "--against", given)
		if all := strings.Contains(out, "4 of 4") || strings.Contains(out, "3 of 3"); all != c.comparesAll {
			t.Errorf("%s: %s", name, out)
		}
		appendTo(t, own, c.alter(head)+"\n")
		out = w.expect(cli.ExitIncomplete, []string{"! not proved", "of the file of heads on this computer", c.own}, "audit", "verify")
		if strings.Contains(out, "Mei") || strings.Contains(out, "✓") {
			t.Errorf("%s: %s", name, out)
		}
		w.expect(cli.ExitIncomplete, []string{`"whole":false`, c.own}, "audit", "verify", "--json")
	}
}

// TestARenamedKeyHidesNoChange: a journal that names another audit key than its own was
// changed, whether its heads say so or the key that is here.
func TestARenamedKeyHidesNoChange(t *testing.T) {
	w := newAuditedWorld(t)
	kept := w.file("kept")
	w.expect(cli.ExitSuccess, nil, "audit", "head", "--to", kept)
	w.tamper("UPDATE chain SET key = '0123456789abcdef'")
	changed := []string{"✗ not whole", "the journal says that it is sealed with the audit key 0123456789abcdef"}
	w.expect(cli.ExitFailure, append(changed, "a head of it is sealed with", "every one was checked"), "audit", "verify")
	w.expect(cli.ExitFailure, []string{"no receipt: the journal names another audit key"}, "receipt", anna, "--out", "-", "--format", "json")
	w.expect(cli.ExitFailure, []string{"names another audit key"}, "audit", "export")
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitFailure {
		t.Errorf("exit %d: %s", code, errs)
	}
	if err := os.Remove(w.config("audit-heads.jsonl")); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitFailure, append(changed, "a head of it is sealed with", "every one was checked"), "audit", "verify") // the key shows it alone
	if err := os.Remove(w.config("audit.key")); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitFailure, append(changed, "names another key", "not checked"), "audit", "verify", "--against", kept) // and so does the head
	w.expect(cli.ExitIncomplete, []string{"! not proved", "0123456789abcdef, which the journal names, is not here"}, "audit", "verify")
}

// A system log holds lines of any length; they hide no head.
func TestLongLinesHideNoHead(t *testing.T) {
	w := newAuditedWorld(t)
	log := w.file("log")
	head := w.expect(cli.ExitSuccess, nil, "audit", "head")
	for _, n := range []int{64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20} {
		appendTo(t, log, strings.Repeat("x", n)+"\n"+head)
	}
	appendTo(t, log, strings.Repeat("x", 1<<20)) // and the last has no end
	w.expect(cli.ExitSuccess, []string{"5 of 5 that were written down were found"}, "audit", "verify", "--against", log)
	if err := os.WriteFile(log, bytes.Repeat([]byte(strings.Repeat("x", 1<<20)+"\n"), 2), 0o600); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitUsage, []string{"there is no head in 2 lines"}, "audit", "verify", "--against", log)
}

// A file of heads that others may write to is no evidence, and gets none.
func TestHeadsThatOthersMayWriteAreRefused(t *testing.T) {
	w := newAuditedWorld(t)
	kept := w.config("audit-heads.jsonl")
	before, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o620, 0o602, 0o666} {
		if err := os.Chmod(kept, mode); err != nil {
			t.Fatal(err)
		}
		w.expect(cli.ExitFailure, []string{"the heads written down on this computer: others may write", "chmod go-w"}, "audit", "verify")
		w.expect(cli.ExitFailure, []string{"could not be written down: others may write", "chmod go-w"}, "audit", "head", "--to", kept)
	}
	if after, err := os.ReadFile(kept); err != nil || !bytes.Equal(before, after) {
		t.Errorf("it was written to, %v", err)
	}
	w.env["DOSSIER_AUDIT_HEADS"] = "off"
	w.expect(cli.ExitSuccess, []string{"1 of 1"}, "audit", "verify", "--against", kept) // who names a file vouches for it
	if err := os.Chmod(kept, 0o644); err != nil {
		t.Fatal(err)
	}
	delete(w.env, "DOSSIER_AUDIT_HEADS")
	w.expect(cli.ExitSuccess, []string{"1 of 1"}, "audit", "verify") // to read is allowed
}

// A pipe in the place of the heads is refused; nobody waits for its other end.
func TestAPipeIsNoPlaceForHeads(t *testing.T) {
	w := newAuditedWorld(t)
	pipe := filepath.Join(w.home, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	w.env["DOSSIER_AUDIT_HEADS"] = pipe
	w.expect(cli.ExitFailure, []string{"not a regular file"}, "audit", "verify")
	w.expect(cli.ExitFailure, []string{"could not be written down"}, "audit", "head", "--to", pipe)
}

// TestARewoundJournalIsBelievedNowhere cuts the end off a copy of the journal: at its own place and
// at another it is neither written to nor vouched for.
func TestARewoundJournalIsBelievedNowhere(t *testing.T) {
	w := newAuditedWorld(t)
	w.tamper("SELECT 1")
	whole, moved := w.env["DOSSIER_JOURNAL"], filepath.Join(w.home, "elsewhere", "journal.db")
	content, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Dir(moved), 0o700); err != nil {
		t.Fatal(err)
	}
	appendTo(t, moved, string(content))
	w.env["DOSSIER_JOURNAL"] = moved
	w.expect(cli.ExitSuccess, []string{"✓ whole"}, "audit", "verify") // only moved
	w.expect(cli.ExitSuccess, nil, "receipt", anna, "--out", "-", "--format", "json")
	sent := len(w.service.Uploads())
	for _, place := range []string{moved, whole} {
		w.env["DOSSIER_JOURNAL"] = place
		w.tamper("DELETE FROM records WHERE pos > 10; UPDATE chain SET last = 10, hash = (SELECT hash FROM records WHERE pos = 10); UPDATE dossiers SET head = 10; DELETE FROM pictures")
		missing := []string{"records of it that were written down are missing from it"}
		w.expect(cli.ExitFailure, missing, "receipt", anna, "--out", "-", "--format", "json")
		w.expect(cli.ExitFailure, append(missing, "exported as they are"), "audit", "export")
		w.expect(cli.ExitFailure, []string{"the end was cut off"}, "audit", "verify")
		if code, _, errs := w.upload("back.jpg"); code != cli.ExitFailure || !strings.Contains(errs, missing[0]) || len(w.service.Uploads()) != sent {
			t.Errorf("exit %d, %d uploads: %s", code, len(w.service.Uploads())-sent, errs)
		}
	}
}

// TestAJournalThatIsGoneIsMissed removes and empties a journal whose heads are kept here.
func TestAJournalThatIsGoneIsMissed(t *testing.T) {
	w := newAuditedWorld(t)
	w.unchecked = true
	path := w.env["DOSSIER_JOURNAL"]
	for _, arrange := range []func() error{
		func() error { return os.Truncate(path, 0) },
		func() error { return os.Remove(path) },
	} {
		_ = os.Remove(path + "-wal")
		if err := arrange(); err != nil {
			t.Fatal(err)
		}
		for _, arguments := range [][]string{{"audit", "verify"}, {"audit", "export"}, {"receipt", anna}} {
			w.expect(cli.ExitFailure, []string{"it is empty or gone, and records of it were written down"}, arguments...)
		}
		if code, _, errs := w.upload("back.jpg"); code != cli.ExitFailure || !strings.Contains(errs, "it is empty or gone") {
			t.Errorf("exit %d: %s", code, errs)
		}
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			t.Error("tables were made")
		}
	}
}
