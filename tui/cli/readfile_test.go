//go:build unix

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dossier/flows/flowfile"
)

// TestANamedFileIsReadWholeOrNotAtAll proves that a file which the command line names is
// never read in part, without an end, or waited for, and that the error holds no path.
func TestANamedFileIsReadWholeOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for _, made := range []error{
		os.WriteFile(at("full"), make([]byte, maxScript), 0o600), os.WriteFile(at("larger"), make([]byte, maxScript+1), 0o600),
		os.WriteFile(at("secret"), make([]byte, maxSecretSize+1), 0o600), syscall.Mkfifo(at("pipe"), 0o600),
	} {
		if made != nil {
			t.Fatal(made)
		}
	}
	for path, want := range map[string]string{
		at("full"): "", at("larger"): "larger than 1.0 MiB", "/dev/zero": "not a regular file", at("pipe"): "not a regular file", at("none"): "no such file", folder: "not a regular file",
	} {
		_, err := readNamedFile(path, maxScript)
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), folder)) {
			t.Errorf("%s: %v, want %q", filepath.Base(path), err, want)
		}
	}
	if text, err := ReadSecret(at("secret"), "x", FollowLinks); err == nil || text != "" || !strings.Contains(err.Error(), "x cannot be read: it is larger than 64 KiB") {
		t.Errorf("%d bytes of a longer file are taken for the secret: %v", len(text), err)
	}
}

// TestAFlowFileHasOneLimit proves that a flow file which is too large is told the same limit,
// however large it is.
func TestAFlowFileHasOneLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flows.toml")
	for _, size := range []int64{flowfile.MaxSize + 1, 2 << 20, 20 << 30} {
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, size)); err != nil {
			t.Fatal(err)
		}
		if _, err := readFlowFile(path); err == nil || err.Error() != "the flow file cannot be read: it is larger than 128 KiB" {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// TestTooManyOpenFilesHaveANextStep proves it for every kind of error that opening a file
// gives, and that no error holds the path.
func TestTooManyOpenFilesHaveANextStep(t *testing.T) {
	for _, cause := range []error{syscall.EMFILE, syscall.ENFILE} {
		for _, err := range []error{
			&fs.PathError{Op: "open", Path: "anna", Err: cause}, &os.LinkError{Op: "link", Old: "anna", New: "anna", Err: cause},
			os.NewSyscallError("open", cause), fmt.Errorf("anna: %w", &fs.PathError{Op: "open", Path: "anna", Err: cause}),
		} {
			if got := FileErrorCause(err).Error(); !strings.Contains(got, "ulimit -n") || strings.Contains(got, "anna") {
				t.Errorf("%v is told as %q", err, got)
			}
		}
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
