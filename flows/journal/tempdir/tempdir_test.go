package tempdir

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAFolderIsItsOwnersAndGoesAwayWithItsTest(t *testing.T) {
	var folder string
	t.Run("test", func(t *testing.T) {
		folder = New(t)
		if folder == New(t) {
			t.Error("a folder was given twice")
		}
		if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if err := os.WriteFile(filepath.Join(folder, "a"), nil, 0o600); err != nil {
			t.Error(err)
		}
	})
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
