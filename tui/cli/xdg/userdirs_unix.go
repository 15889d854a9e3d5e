//go:build !darwin && !windows

package xdg

import (
	"path/filepath"
	"strings"

	"dossier/flows/safefile"
)

// maxUserDirs is more than any file of xdg-user-dirs has, in bytes.
const maxUserDirs = 64 << 10

// desktopFolders are the folders that the desktop's file of user directories names, by their
// variables; none when it cannot be read.
func (a Account) desktopFolders() map[string]string {
	folder, err := a.ConfigFolder()
	if err != nil {
		return nil
	}
	text, err := safefile.Read(filepath.Join(folder, "user-dirs.dirs"), safefile.Rules{MaxBytes: maxUserDirs})
	if err != nil {
		return nil
	}
	return a.parseUserDirs(string(text))
}

// parseUserDirs reads lines such as XDG_DOWNLOAD_DIR="$HOME/Downloads" (user-dirs.dirs(5)).
func (a Account) parseUserDirs(text string) map[string]string {
	folders := map[string]string{}
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		variable, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		folders[strings.TrimSpace(variable)] = a.expandHome(unquote(strings.TrimSpace(value)))
	}
	return folders
}

// unquote is the text between double quotes, where a backslash quotes the next character;
// "" for anything else.
func unquote(text string) string {
	rest, ok := strings.CutPrefix(text, `"`)
	if !ok {
		return ""
	}
	var out strings.Builder
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '"':
			return out.String()
		case rest[i] == '\\' && i+1 < len(rest):
			i++
		}
		out.WriteByte(rest[i])
	}
	return "" // it has no end
}
