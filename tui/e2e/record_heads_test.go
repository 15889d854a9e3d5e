//go:build unix

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dossier/tui/cli"
)

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

// What a crash tore off does not swallow the head that is written down next.
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
	w.expect(cli.ExitSuccess, []string{"3 of 3 that were written down were found"}, "audit", "verify")
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
