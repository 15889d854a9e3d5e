//go:build unix

package local

import (
	"os"
	"path/filepath"
	"strings"
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

// TestTmuxIsAskedWithoutSecrets proves that tmux, which gives its server all variables that it
// has, gets those only that describe the terminal.
func TestTmuxIsAskedWithoutSecrets(t *testing.T) {
	folder := t.TempDir()
	script := "#!/bin/sh\n/usr/bin/env > " + filepath.Join(folder, "seen") + "\necho '  222: RGB: (flag) true'\n"
	if err := os.WriteFile(filepath.Join(folder, "tmux"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	t.Setenv("PERSONR_TOKEN", "canary-token")
	t.Setenv("PGPASSWORD", "canary-password")
	t.Setenv("TERMINFO", folder)
	terminal, out, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = terminal.Close(), out.Close() })
	environ := TerminalEnviron(append(os.Environ(), "TERM=screen-256color", "TMUX=/tmp/tmux,1,0", "COLORTERM="))
	if got := detectColours(out, time.Minute)(environ); got != colorprofile.TrueColor {
		t.Errorf("%s: the answer of tmux does not count", got)
	}
	seen, err := os.ReadFile(filepath.Join(folder, "seen"))
	if err != nil || !strings.Contains(string(seen), "TMUX=") || strings.Contains(string(seen), "canary") {
		t.Errorf("tmux sees %q (%v)", seen, err)
	}
}
