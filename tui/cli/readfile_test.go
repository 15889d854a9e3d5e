//go:build unix

package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestANamedFileIsReadWholeOrNotAtAll proves that a file which the command line names is
// never read in part, without an end, or waited for, and that the error holds no path.
func TestANamedFileIsReadWholeOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for _, made := range []error{
		os.WriteFile(at("full"), make([]byte, maxNamedFile), 0o600), os.WriteFile(at("larger"), make([]byte, maxNamedFile+1), 0o600),
		os.WriteFile(at("secret"), make([]byte, maxSecretSize+1), 0o600), syscall.Mkfifo(at("pipe"), 0o600),
	} {
		if made != nil {
			t.Fatal(made)
		}
	}
	for path, want := range map[string]string{
		at("full"): "", at("larger"): "larger than 1.0 MiB", "/dev/zero": "not a regular file", at("pipe"): "not a regular file", at("none"): "no such file", folder: "not a regular file",
	} {
		_, err := readNamedFile(path)
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), folder)) {
			t.Errorf("%s: %v, want %q", filepath.Base(path), err, want)
		}
	}
	if text, err := ReadSecret(at("secret"), "x", FollowLinks); err == nil || text != "" || !strings.Contains(err.Error(), "x cannot be read: it is larger than 64 KiB") {
		t.Errorf("%d bytes of a longer file are taken for the secret: %v", len(text), err)
	}
}

// TestHeadsFromAPipeHearTheEnd proves that a pipe or terminal without a writer does not keep
// the program.
func TestHeadsFromAPipeHearTheEnd(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	read, write := io.Pipe()
	defer func() { _ = write.Close() }()
	interrupt()
	if _, err := ReadHeads(ctx, "-", read); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
