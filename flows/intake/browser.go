package intake

import (
	"context"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"dossier/flows/foreign"
)

// FileBrowser finds, lists and opens files on this computer. It is
// a value and may be used from several goroutines.
type FileBrowser struct {
	startDir    string // where to begin; empty: the usual places
	home, cwd   string
	userFolders []string // the account's usual folders; empty: those with English names
	host        string   // for file:// addresses that name it
	limits      Limits
	windows     bool // paths are spelled as on Windows
	lstat       func(string) (fs.FileInfo, error)
	readNames   func(dir string) ([]string, error) // all names in a folder; the error is a *Problem
	homeOf      func(name string) (string, bool)   // for ~name
}

// NewFileBrowser makes a FileBrowser for the given home and current folder, both absolute;
// either may be empty if it is not known.
func NewFileBrowser(home, cwd string) FileBrowser {
	host, _ := os.Hostname() // without a name only file:///… and localhost are taken
	return FileBrowser{
		home: home, cwd: cwd, host: host,
		limits:  DefaultLimits(),
		windows: runtime.GOOS == "windows",
		lstat:   os.Lstat, readNames: readFolderNames, homeOf: homeOfAccount,
	}
}

// WithLimits returns a copy that checks and opens files by these limits.
func (f FileBrowser) WithLimits(lim Limits) FileBrowser {
	f.limits = lim
	return f
}

// Open opens a file as the function Open does.
func (f FileBrowser) Open(ctx context.Context, ref Ref) (*File, *Report, error) {
	return Open(ctx, ref.path, f.limits)
}

// StartingAt returns a FileBrowser that begins with dir, where it exists.
func (f FileBrowser) StartingAt(dir string) FileBrowser {
	f.startDir = dir
	return f
}

// StartingIn returns a FileBrowser that begins with a folder of a list, where it still
// exists; the zero Ref changes nothing.
func (f FileBrowser) StartingIn(dir Ref) FileBrowser {
	if dir.IsZero() {
		return f
	}
	return f.StartingAt(dir.path)
}

// Parent returns the folder that holds a file or a folder; zero for the root folder.
func (f FileBrowser) Parent(ref Ref) Ref {
	dir := filepath.Dir(ref.path)
	if ref.IsZero() || dir == ref.path {
		return Ref{}
	}
	return Ref{dir}
}

// WithUserFolders returns a FileBrowser that knows the usual folders of the account by their
// own names, such as Téléchargements, absolute and the one for downloads first.
func (f FileBrowser) WithUserFolders(folders []string) FileBrowser {
	f.userFolders = folders
	return f
}

// usualFolders are the folders of the account where pictures may be.
func (f FileBrowser) usualFolders() []string {
	if len(f.userFolders) > 0 || f.home == "" {
		return f.userFolders
	}
	var folders []string
	for _, name := range []string{"Downloads", "Desktop", "Documents", "Pictures"} {
		folders = append(folders, filepath.Join(f.home, name))
	}
	return folders
}

// Places returns the folders where pictures usually are, those that exist, each once:
// where the program begins, the current folder, and the usual ones of the account. The
// folder dir and those of its entries are left out, whichever path leads to them.
func (f FileBrowser) Places(dir Ref, entries []Entry) []Ref {
	candidates := slices.Concat([]string{f.startDir, f.cwd}, f.usualFolders(), []string{f.home})
	listed := listedFolders(dir, entries)
	var places []Ref
	for _, path := range candidates {
		if path == "" || !isFolder(path) || listed[resolveLinks(path)] {
			continue
		}
		listed[resolveLinks(path)] = true
		places = append(places, Ref{path})
	}
	return places
}

// listedFolders are the paths of a folder and of the folders in it, without links. An entry
// that is a link is no folder in a listing.
func listedFolders(dir Ref, entries []Entry) map[string]bool {
	listed := map[string]bool{}
	if dir.IsZero() {
		return listed
	}
	parent := resolveLinks(dir.path)
	listed[parent] = true
	for _, e := range entries {
		if e.Dir {
			listed[filepath.Join(parent, filepath.Base(e.Path.path))] = true
		}
	}
	return listed
}

// resolveLinks is the path of a folder without links, or the path itself when it cannot be
// resolved.
func resolveLinks(path string) string {
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		return filepath.Clean(path)
	}
	return resolved
}

// StartFolder returns the folder to begin with: the one of StartingAt, else the one for
// downloads if there is one, else the home folder, else the current one.
func (f FileBrowser) StartFolder() Ref {
	folders := f.usualFolders()
	for _, dir := range slices.Concat([]string{f.startDir}, folders[:min(1, len(folders))], []string{f.home, f.cwd}) {
		if dir != "" && isFolder(dir) {
			return Ref{dir}
		}
	}
	return Ref{f.cwd}
}

// DisplayPath returns the path for the screen, with ~ for the home folder.
func (f FileBrowser) DisplayPath(ref Ref) foreign.Text {
	return foreign.Untrusted(f.abbreviateHome(ref.path))
}

// abbreviateHome writes ~ for the home folder.
func (f FileBrowser) abbreviateHome(path string) string {
	rest, ok := strings.CutPrefix(path, f.home)
	if ok && f.home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		return "~" + rest
	}
	return path
}

// homeOfAccount is the home folder of an account of this computer.
func homeOfAccount(name string) (string, bool) {
	account, err := user.Lookup(name)
	if err != nil || account.HomeDir == "" {
		return "", false
	}
	return account.HomeDir, true
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// DisplayName returns the last element of a path, for the screen only.
func (f FileBrowser) DisplayName(ref Ref) foreign.Text {
	return foreign.Untrusted(filepath.Base(ref.path))
}
