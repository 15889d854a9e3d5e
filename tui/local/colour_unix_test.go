//go:build unix

package local

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/creack/pty"
)

// TestColoursAreNotWaitedForWithoutEnd proves that a pipe in the place of a terminal's
// description does not keep the wizard from beginning.
func TestColoursAreNotWaitedForWithoutEnd(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "x", "xterm-256color")
	if err := os.Mkdir(filepath.Dir(pipe), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TERMINFO", folder)
	terminal, out, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = terminal.Close(), out.Close() })
	t.Cleanup(func() { // who waits for the pipe reads its end
		if end, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
			_ = end.Close()
		}
	})
	found := make(chan colorprofile.Profile, 1)
	go func() { found <- detectColours(out, time.Millisecond)([]string{"TERM=xterm-256color"}) }()
	select {
	case got := <-found:
		if got != colorprofile.ANSI256 {
			t.Errorf("%s", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits for the pipe")
	}
}
