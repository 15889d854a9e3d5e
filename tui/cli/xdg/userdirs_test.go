//go:build !darwin && !windows

package xdg

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// homeWith makes a home folder whose desktop has named its folders in text.
func homeWith(t *testing.T, text string) string {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".config"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(userDirs(home), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

func userDirs(home string) string { return filepath.Join(home, ".config", "user-dirs.dirs") }

// TestUserFoldersHaveTheNamesOfTheDesktop proves that a folder has the name which a
// variable gives it, else the desktop, else the English one.
func TestUserFoldersHaveTheNamesOfTheDesktop(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		env  map[string]string
		want string // joined with blanks; ~ is the home folder
	}{
		"no file":          {want: "~/Downloads ~/Desktop ~/Documents ~/Pictures"},
		"a French desktop": {text: "# a comment\nXDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"\nXDG_PICTURES_DIR=\"/data/Bilder\"\n", want: "~/Téléchargements ~/Desktop ~/Documents /data/Bilder"},
		"a mark":           {text: "\ufeffXDG_DOWNLOAD_DIR=\"$HOME/Load\"\r\n", want: "~/Load ~/Desktop ~/Documents ~/Pictures"},
		"no folder":        {text: "XDG_DESKTOP_DIR=\"$HOME/\"\nXDG_DOCUMENTS_DIR=\"$HOME\"\n", want: "~/Downloads ~/Pictures"},
		"a relative one":   {text: "XDG_DOWNLOAD_DIR=\"Load\"\nXDG_DESKTOP_DIR=\"$HOMELESS/x\"", want: "~/Downloads ~/Desktop ~/Documents ~/Pictures"},
		"quoting":          {text: "XDG_DOWNLOAD_DIR=\"$HOME/a\\\"b\\\\c\\$d\" # here\nXDG_DESKTOP_DIR=\"$HOME/a=b\"", want: `~/a"b\c$d ~/a=b ~/Documents ~/Pictures`},
		"no quotes":        {text: "XDG_DOWNLOAD_DIR=/data\nXDG_DESKTOP_DIR=\"/data\nXDG_DOCUMENTS_DIR=\"/data\\", want: "~/Downloads ~/Desktop ~/Documents ~/Pictures"},
		"a variable":       {text: "XDG_DOWNLOAD_DIR=\"/data\"", env: map[string]string{"XDG_DOWNLOAD_DIR": "/load", "XDG_DESKTOP_DIR": "desk"}, want: "/load ~/Desktop ~/Documents ~/Pictures"},
	} {
		t.Run(name, func(t *testing.T) {
			home := homeWith(t, c.text)
			got := accountOf(home, c.env).UserFolders()
			if want := strings.Split(strings.ReplaceAll(c.want, "~", home), " "); !slices.Equal(got, want) {
				t.Errorf("the folders are %q, want %q", got, want)
			}
		})
	}
}

// TestAnUnreadableFileOfUserFoldersIsIgnored proves that a file of folders which cannot be read is no
// reason to wait.
func TestAnUnreadableFileOfUserFoldersIsIgnored(t *testing.T) {
	for kind, makeFile := range map[string]func(path string) error{
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"device": func(path string) error { return os.Symlink("/dev/zero", path) },
		"large":  func(path string) error { return os.WriteFile(path, make([]byte, maxUserDirs+1), 0o600) },
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		home := homeWith(t, "")
		if err := os.Remove(userDirs(home)); err != nil {
			t.Fatal(err)
		}
		if err := makeFile(userDirs(home)); err != nil {
			t.Fatal(err)
		}
		if got := accountOf(home, nil).UserFolders(); len(got) != 4 || got[0] != filepath.Join(home, "Downloads") {
			t.Errorf("%s: %q", kind, got)
		}
	}
}
