package local

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dossier/flows/intake"
	"dossier/tui/steps"
)

// A typed path that leads to no file is answered with what is there, as in upload; a part
// of a name is a search, and finds nothing in silence.
func TestATypedPathSaysWhyNoFileIsListed(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"front.jpg", ".hidden.jpg"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte("\xff\xd8\xff"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files := fileSource{folder: intake.NewFileBrowser(home, home), cache: &folderCache{}}
	for _, row := range []struct {
		typed, want string
		rows        int
	}{
		{home + "/nope.jpg", "There is no such file; check the path.", 0},
		{"~/nope.jpg", "There is no such file; check the path.", 0},
		{`\\wsl$\Ubuntu` + home + `\nope.jpg`, "This is a path on another computer; copy the file to where dossier runs first.", 0},
		{os.DevNull, "This is a device and not a file; choose a file.", 0},
		{home + "/.hidden.jpg", "", 1},
		{home + "/front.jpg", "", 1},
		{home + "/fro", "", 1},
		{home + "/", "", 1},
		{"nope", "", 0},
	} {
		got := files.Browse(t.Context(), steps.Ref{}, row.typed)
		if got.Missing != row.want || len(got.Rows) != row.rows || got.Fault != "" {
			t.Errorf("%q: %d rows, %q, %q", row.typed, len(got.Rows), got.Missing, got.Fault)
		}
	}
}

// Each folder is listed once, by whatever path it is known: as an entry of the folder that
// is shown, as that folder itself, or as one of the usual places.
func TestEachFolderIsListedOnce(t *testing.T) {
	home, other := t.TempDir(), t.TempDir()
	for _, name := range []string{"Downloads", "Pictures", "Scans", "Scans/new"} {
		if err := os.Mkdir(filepath.Join(home, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) string {
		path := filepath.Join(other, name)
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	linkedHome := link(home, "home")
	for name, c := range map[string]struct {
		browser intake.FileBrowser
		at      string
		want    []string
	}{
		"the home folder":                {intake.NewFileBrowser(home, home), home, []string{"Downloads", "Pictures", "Scans"}},
		"another folder":                 {intake.NewFileBrowser(home, home), home + "/Scans", []string{"new", "~", "~/Downloads", "~/Pictures"}},
		"home known by a link":           {intake.NewFileBrowser(linkedHome, home), home, []string{"Downloads", "Pictures", "Scans"}},
		"the folder known by a link":     {intake.NewFileBrowser(home, home), linkedHome, []string{"Downloads", "Pictures", "Scans"}},
		"a place by a link":              {intake.NewFileBrowser(home, link(home+"/Scans", "work")), home, []string{"Downloads", "Pictures", "Scans"}},
		"two links to one place":         {intake.NewFileBrowser(home, link(home+"/Pictures", "mine")), home + "/Downloads", []string{other + "/mine", "~"}},
		"one that is not listed by name": {intake.NewFileBrowser(home, home).StartingAt(home + "/Scans/new"), home, []string{"Downloads", "Pictures", "Scans", "~/Scans/new"}},
	} {
		files := fileSource{folder: c.browser, cache: &folderCache{}}
		got := files.Browse(t.Context(), refOfFolder(c.browser, c.at), "")
		var names []string
		for _, row := range slices.Concat(got.Rows, got.Places) {
			names = append(names, row.Name.String())
		}
		if slices.Sort(names); !slices.Equal(names, c.want) {
			t.Errorf("%s: %q, want %q", name, names, c.want)
		}
	}
}

// refOfFolder names a folder as a listing does.
func refOfFolder(browser intake.FileBrowser, dir string) steps.Ref {
	return toRef(browser.StartingAt(dir).StartFolder())
}
