package local

import (
	"os"
	"path/filepath"
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
		{`\\wsl$\Ubuntu` + home + `\nope.jpg`, "This is a path on another computer; copy the file to this one first.", 0},
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
