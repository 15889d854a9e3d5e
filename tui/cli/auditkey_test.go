package cli

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dossier/flows/safefile"
)

// A new key is on the disk by its name before anybody seals with it, whoever
// made it.
func TestANewKeyIsRemembered(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "config", "dossier", "audit.key")
	var first []byte
	for _, who := range []string{"the winner", "the loser"} {
		var folders []string
		err := createAuditKey(path, func(folder string) {
			if _, err := os.Stat(path); err == nil { // behind the link, not in front of it
				folders = append(folders, folder)
			}
		})
		if err != nil || !slices.Equal(folders, []string{filepath.Join(home, "config", "dossier"), filepath.Join(home, "config")}) {
			t.Errorf("%s: %q, %v", who, folders, err)
		}
		content, err := os.ReadFile(path)
		if first == nil {
			first = content
		}
		if err != nil || !slices.Equal(first, content) {
			t.Errorf("%s: another key took its place, %v", who, err)
		}
	}
	safefile.SyncFolder(home) // and a real one, of a folder there is and one there is not
	safefile.SyncFolder(filepath.Join(home, "none"))
}
