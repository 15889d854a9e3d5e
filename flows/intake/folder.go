package intake

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"dossier/flows"
)

// Folder is the disk of this computer, as far as choosing a file needs it. It is
// a value and may be used from several goroutines.
type Folder struct {
	first     string // where to begin; empty: the usual places
	home, cwd string
	host      string // for file:// addresses that name it
	limits    Limits
	windows   bool // paths are spelled as on Windows
	lstat     func(string) (fs.FileInfo, error)
}

// NewFolder makes a Folder for the given home and current folder, both absolute;
// either may be empty if it is not known.
func NewFolder(home, cwd string) Folder {
	host, _ := os.Hostname() // without a name only file:///… and localhost are taken
	return Folder{
		home: home, cwd: cwd, host: host,
		limits:  DefaultLimits(),
		windows: runtime.GOOS == "windows",
		lstat:   os.Lstat,
	}
}

// WithLimits returns a copy that judges and opens files by these limits.
func (f Folder) WithLimits(lim Limits) Folder {
	f.limits = lim
	return f
}

// Open opens a file as the function Open does. Cancelling the context ends the
// reading and returns the context's error.
func (f Folder) Open(ctx context.Context, ref Ref) (*File, *Report, error) {
	return open(ctx, ref.path, f.limits)
}

// From returns a Folder that begins with dir, where it exists.
func (f Folder) From(dir string) Folder {
	f.first = dir
	return f
}

// Start returns the folder to begin with: the one of From, else Downloads if
// there is one, else the home folder, else the current one.
func (f Folder) Start() Ref {
	for _, dir := range []string{f.first, f.under("Downloads"), f.home, f.cwd} {
		if dir != "" && isFolder(dir) {
			return Ref{dir}
		}
	}
	return Ref{f.cwd}
}

// Show returns the path for the screen, with ~ for the home folder.
func (f Folder) Show(ref Ref) flows.Foreign {
	if rest, ok := strings.CutPrefix(ref.path, f.home); ok && f.home != "" {
		if rest == "" || os.IsPathSeparator(rest[0]) {
			return flows.Untrusted("~" + rest)
		}
	}
	return flows.Untrusted(ref.path)
}

func (f Folder) under(names ...string) string {
	if f.home == "" {
		return ""
	}
	return filepath.Join(append([]string{f.home}, names...)...)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
