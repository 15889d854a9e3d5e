//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dossier/tui/cli"
)

// TestNothingIsKeptInTheCurrentFolder proves that the real program makes no key and no
// journal below the current folder when the folders of the account are not absolute, and
// that it names the variable.
func TestNothingIsKeptInTheCurrentFolder(t *testing.T) {
	for _, setting := range []string{"HOME=rel", "HOME=.", "HOME=~", "XDG_CONFIG_HOME=rel", "XDG_STATE_HOME=./rel", "XDG_STATE_HOME=~root"} {
		for _, c := range []struct{ args, journal string }{
			{}, {"upload --applicant 1x1", ""}, {"flows list", ""}, {"audit verify", ""}, {"journal purge --older-than 7y", "kept.db"},
		} {
			cmd := selfCommand(t, strings.Fields(c.args), "PERSONR_TOKEN=x", "DOSSIER_JOURNAL="+c.journal, setting)
			out, _ := cmd.CombinedOutput()
			variable, _, _ := strings.Cut(setting, "=")
			if cmd.ProcessState.ExitCode() != int(cli.ExitUsage) || !strings.Contains(string(out), "dossier: "+variable+" is not an absolute path; ") {
				t.Errorf("%s dossier %s: exit %d: %s", setting, c.args, cmd.ProcessState.ExitCode(), out)
			}
			if made, err := os.ReadDir(cmd.Dir); err != nil || len(made) > 0 {
				t.Errorf("%s dossier %s: it made %v, %v", setting, c.args, made, err)
			}
		}
	}
}

// TestNoFileOfUserFoldersHangsTheProgram proves that the program starts whatever the file
// of the desktop's folders turns out to be.
func TestNoFileOfUserFoldersHangsTheProgram(t *testing.T) {
	for kind, makeFile := range map[string]func(path string) error{
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"device": func(path string) error { return os.Symlink("/dev/zero", path) },
	} {
		for _, args := range []string{"--version", "flows list", ""} {
			cmd := selfCommand(t, strings.Fields(args), "PERSONR_TOKEN=x")
			folder := filepath.Join(cmd.Dir, ".config")
			if err := errorsOf(os.Mkdir(folder, 0o700), makeFile(filepath.Join(folder, "user-dirs.dirs"))); err != nil {
				t.Fatal(err)
			}
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); !slices.Contains([]int{0, 1}, code) || len(out) == 0 {
				t.Errorf("%s, dossier %s: exit %d: %s", kind, args, code, out)
			}
		}
	}
}
