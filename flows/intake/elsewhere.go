package intake

import (
	"path/filepath"
	"regexp"
	"strings"
)

// localPaths are the absolute paths on this computer that one item may mean, the likeliest
// first; none if it can mean none. A drop sends full paths, so relative ones are for
// typed texts only.
func (f FileBrowser) localPaths(item string, relative bool) []string {
	paths := f.barePaths(item, relative)
	if endsAsFolder(item) {
		for n, path := range paths {
			paths[n] = withSeparator(path)
		}
	}
	return paths
}

// endsAsFolder reports whether a path is written with a separator at its end.
func endsAsFolder(item string) bool {
	isWindows := drivePath.MatchString(item) || strings.HasPrefix(item, `\\`)
	return strings.HasSuffix(item, "/") || strings.HasSuffix(item, "/.") || isWindows && strings.HasSuffix(item, `\`)
}

// barePaths are the paths of localPaths without a separator at their ends.
func (f FileBrowser) barePaths(item string, relative bool) []string {
	if strings.ContainsRune(item, 0) || item == "" {
		return nil
	}
	if f.windows {
		return nonEmpty(parseWindowsPath(item))
	}
	path := item
	if relative || !strings.HasPrefix(item, "$") {
		path = f.expandHome(item)
	}
	var paths []string
	if strings.HasPrefix(path, "/") {
		paths = append(paths, filepath.Clean(path))
	} else if relative {
		paths = nonEmpty(f.cleanAbsolute(path))
	}
	return append(paths, nonEmpty(parseForeignWindows(item))...)
}

func nonEmpty(path string) []string {
	if path == "" {
		return nil
	}
	return []string{path}
}

var (
	drivePath   = regexp.MustCompile(`^/?([A-Za-z]):[\\/](.*)$`)                                 // C:\a, C:/a, and /C:/a out of an address
	wslPath     = regexp.MustCompile(`(?i)^[\\/]{2}wsl(?:\$|\.localhost)[\\/][^\\/]+[\\/](.*)$`) // \\wsl$\Ubuntu\home\anna
	cygwinPath  = regexp.MustCompile(`^/cygdrive/([A-Za-z])/(.*)$`)                              // /cygdrive/c/a
	mountPath   = regexp.MustCompile(`^/mnt/([A-Za-z])/`)                                        // /mnt/c/a of WSL
	networkPath = regexp.MustCompile(`^\\\\[^\\]+\\`)                                            // \\server\share
	otherScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)
	fileNumber  = regexp.MustCompile(`^file:///\.file/id=`) // what macOS hands over for a dragged file
)

// parseForeignWindows is where a path of Windows or Cygwin is found on Linux under WSL
// (Microsoft's documentation: drives are at /mnt/c, \\wsl$\NAME and \\wsl.localhost\NAME are the
// root folder); "" if it is none. Elsewhere nothing is there.
func parseForeignWindows(item string) string {
	if m := wslPath.FindStringSubmatch(item); m != nil {
		return filepath.Clean("/" + strings.ReplaceAll(m[1], `\`, "/"))
	}
	if m := drivePath.FindStringSubmatch(item); m != nil {
		return filepath.Clean(mountOf(m[1]) + "/" + strings.ReplaceAll(m[2], `\`, "/"))
	}
	if m := cygwinPath.FindStringSubmatch(item); m != nil {
		return filepath.Clean(mountOf(m[1]) + "/" + m[2])
	}
	return ""
}

// mountOf is the folder at which WSL has a drive.
func mountOf(drive string) string { return "/mnt/" + strings.ToLower(drive) }

// foreignProblem says that the text is a path of another computer, or macOS's number of a
// file; nil if it may be a path of this one.
func (f FileBrowser) foreignProblem(text string) *Problem {
	return f.foreignItem(f.singleItems(text))
}

// foreignItem is foreignProblem of the first item that has one.
func (f FileBrowser) foreignItem(items []string) *Problem {
	for _, item := range items {
		item = strings.TrimSpace(item)
		switch {
		case fileNumber.MatchString(item):
			return &Problem{Code: FileNumber}
		case f.isForeign(item):
			return &Problem{Code: OtherComputer}
		}
	}
	return nil
}

func (f FileBrowser) isForeign(item string) bool {
	if host, ok := strings.CutPrefix(item, "file://"); ok {
		slash := strings.IndexByte(host, '/')
		return slash > 0 && !f.isLocalHost(host[:slash])
	}
	return otherScheme.MatchString(item) || !f.windows && (f.isOnMissingDrive(item) || networkPath.MatchString(item))
}

// isOnMissingDrive reports whether it is a path on a drive of Windows, in the spelling of
// Windows, WSL or Cygwin, and that drive is not here. Under WSL it is, and then a missing
// file is only a missing file.
func (f FileBrowser) isOnMissingDrive(item string) bool {
	for _, spelling := range []*regexp.Regexp{drivePath, cygwinPath, mountPath} {
		if m := spelling.FindStringSubmatch(item); m != nil {
			_, _, err := f.locateExactly(mountOf(m[1]))
			return codeOf(err) == NotFound
		}
	}
	return false
}
