package xdg

import "path/filepath"

// englishFolders are the folders for pictures by the names that they have where nobody
// chose others.
func englishFolders(home string) map[string]string {
	return map[string]string{
		"XDG_DOWNLOAD_DIR": filepath.Join(home, "Downloads"), "XDG_DESKTOP_DIR": filepath.Join(home, "Desktop"),
		"XDG_DOCUMENTS_DIR": filepath.Join(home, "Documents"), "XDG_PICTURES_DIR": filepath.Join(home, "Pictures"),
	}
}
