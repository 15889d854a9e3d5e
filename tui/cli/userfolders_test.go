package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/adrg/xdg"
)

// The folders of a French desktop are found by their names, also in another home.
func TestUserFoldersHaveTheNamesOfTheDesktop(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("user-dirs.dirs is read on Linux and the BSDs only")
	}
	home := t.TempDir()
	t.Cleanup(xdg.Reload)
	t.Setenv("HOME", home)
	for _, name := range []string{"XDG_CONFIG_HOME", "XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR", "XDG_PICTURES_DIR"} {
		t.Setenv(name, "")
	}
	dirs := "XDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"\nXDG_PICTURES_DIR=\"/data/Bilder\"\n"
	if err := os.MkdirAll(filepath.Join(home, ".config"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".config", "user-dirs.dirs"), []byte(dirs), 0o600); err != nil {
		t.Fatal(err)
	}
	xdg.Reload()
	o := &Options{}
	o.Env.Home = "/home/maya"
	want := []string{"/home/maya/Téléchargements", "/home/maya/Desktop", "/home/maya/Documents", "/data/Bilder"}
	if got := o.userFolders(); !slices.Equal(got, want) {
		t.Errorf("the folders are %q, want %q", got, want)
	}
	o.Env.Home = ""
	if got := o.userFolders(); !slices.Equal(got, want[3:]) {
		t.Errorf("without a home the folders are %q", got)
	}
}
