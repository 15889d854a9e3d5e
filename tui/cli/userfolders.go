package cli

import "github.com/adrg/xdg"

// userFolders are the folders of the account where pictures may be, the one for downloads
// first, by the names that the desktop gave them (user-dirs.dirs of the XDG specification).
func (o *Options) userFolders() []string {
	var folders []string
	for _, folder := range []string{xdg.UserDirs.Download, xdg.UserDirs.Desktop, xdg.UserDirs.Documents, xdg.UserDirs.Pictures} {
		if folder, ok := o.inHome(folder); ok {
			folders = append(folders, folder)
		}
	}
	return folders
}
