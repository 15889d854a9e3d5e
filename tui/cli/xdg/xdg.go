// Package xdg finds the folders of an account: those for configuration and state of the
// XDG Base Directory Specification 0.8, and those that the desktop made for downloads,
// documents and pictures (xdg-user-dirs). On macOS and Windows it finds the system's own,
// unless the same variables name others.
//
// It promises that every folder is absolute and that finding one ends. It refuses to
// guess: where the specification ignores a relative folder, it returns an error, because
// the audit key and the journal are kept there. It makes no folder.
package xdg

import (
	"cmp"
	"errors"
	"path/filepath"
	"strings"
)

// ErrNoHome says that a folder would be in the home folder, and that there is none.
var ErrNoHome = errors.New("there is no home folder")

// RelativeError says that a variable names a folder by a relative path.
type RelativeError struct{ Variable string }

func (e *RelativeError) Error() string {
	return e.Variable + " is not an absolute path; set it to one, or unset it"
}

// Account is the account whose folders are found.
type Account struct {
	Home   string // "" when there is none
	Getenv func(string) string
}

// The variables of the base folders.
const (
	configVariable = "XDG_CONFIG_HOME"
	stateVariable  = "XDG_STATE_HOME"
)

// Check returns a *RelativeError when the home folder, or a base folder that a variable
// names, is not absolute.
func (a Account) Check() error {
	for _, named := range []struct{ variable, path string }{
		{homeVariable, a.Home},
		{configVariable, a.folderOf(configVariable)},
		{stateVariable, a.folderOf(stateVariable)},
	} {
		if named.path != "" && !filepath.IsAbs(named.path) {
			return &RelativeError{named.variable}
		}
	}
	return nil
}

// ConfigFolder is the folder for configuration. The error is that of Check, or ErrNoHome.
func (a Account) ConfigFolder() (string, error) {
	return a.baseFolder(configVariable, a.defaultConfigFolder())
}

// StateFolder is the folder for state, such as the journal. The error is that of Check, or
// ErrNoHome.
func (a Account) StateFolder() (string, error) {
	return a.baseFolder(stateVariable, a.defaultStateFolder())
}

func (a Account) baseFolder(variable, byDefault string) (string, error) {
	if err := a.Check(); err != nil {
		return "", err
	}
	folder := cmp.Or(a.folderOf(variable), byDefault)
	if !filepath.IsAbs(folder) {
		return "", ErrNoHome
	}
	return folder, nil
}

// UserFolders are the folders where pictures may be: for downloads, the desktop, documents
// and pictures, in this order. One that is not known, or that is the home folder itself
// because the desktop has none, is left out.
func (a Account) UserFolders() []string {
	desktop, defaults := a.desktopFolders(), a.defaultUserFolders()
	var folders []string
	for _, variable := range []string{"XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR", "XDG_PICTURES_DIR"} {
		for _, folder := range []string{a.folderOf(variable), desktop[variable], defaults[variable]} {
			if filepath.IsAbs(folder) {
				if folder = filepath.Clean(folder); folder != filepath.Clean(a.Home) {
					folders = append(folders, folder)
				}
				break
			}
		}
	}
	return folders
}

// defaultUserFolders are the folders for pictures by their English names, by the variables
// that name others.
func (a Account) defaultUserFolders() map[string]string {
	return map[string]string{
		"XDG_DOWNLOAD_DIR": filepath.Join(a.Home, "Downloads"), "XDG_DESKTOP_DIR": filepath.Join(a.Home, "Desktop"),
		"XDG_DOCUMENTS_DIR": filepath.Join(a.Home, "Documents"), "XDG_PICTURES_DIR": filepath.Join(a.Home, "Pictures"),
	}
}

// folderOf is the folder that a variable names, "" for none.
func (a Account) folderOf(variable string) string { return a.expandHome(a.Getenv(variable)) }

// expandHome puts the home folder in place of ~ or its variable at the start of a path,
// which not every program that sets one does.
func (a Account) expandHome(path string) string {
	for _, sign := range []string{"~", homeReference} {
		rest, ok := strings.CutPrefix(path, sign)
		if ok && a.Home != "" && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
			return filepath.Join(a.Home, rest)
		}
	}
	return path
}
