package intake

import (
	"net/url"
	"strings"

	"dossier/flows/intake/quoting"
)

// parseCopiedFiles reads what file managers put on the clipboard: GNOME's
// x-special/nautilus-clipboard and x-special/gnome-copied-files (a line copy or cut, then
// addresses), and the text/uri-list of KDE and others (RFC 2483: # begins a comment). A
// line may be a plain path as well.
func (f FileBrowser) parseCopiedFiles(text string) []string {
	lines := quoting.SplitLines(text)
	if len(lines) > 0 && strings.HasPrefix(lines[0], "x-special/") {
		lines = lines[1:]
	}
	if len(lines) > 1 && (lines[0] == "copy" || lines[0] == "cut") {
		lines = lines[1:]
	}
	var paths []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "file://"):
			urls := f.parseFileURLs([]string{line})
			if urls == nil {
				return nil
			}
			paths = append(paths, urls...)
		default:
			paths = append(paths, line)
		}
	}
	return paths
}

// parseFileURLs reads file:// addresses (RFC 8089) with no host or this one; nil if
// any word is something else.
func (f FileBrowser) parseFileURLs(words []string) []string {
	paths := make([]string, 0, len(words))
	for _, word := range words {
		path, ok := f.parseFileURL(word)
		if !ok {
			return nil
		}
		if f.windows && len(path) > 2 && path[2] == ':' {
			path = path[1:]
		}
		paths = append(paths, path)
	}
	return paths
}

// parseFileURL is the path of one address. A host of WSL (wsl.localhost, wsl$) stands
// before the distribution's name and its path.
func (f FileBrowser) parseFileURL(word string) (string, bool) {
	rest, ok := strings.CutPrefix(word, "file://")
	slash := strings.IndexByte(rest, '/')
	if !ok || slash < 0 {
		return "", false
	}
	path, err := url.PathUnescape(rest[slash:])
	if err != nil {
		return "", false
	}
	if onWSL := "//" + rest[:slash] + path; wslPath.MatchString(onWSL) {
		return onWSL, !f.windows
	}
	return path, f.isLocalHost(rest[:slash])
}

func (f FileBrowser) isLocalHost(host string) bool {
	return host == "" || strings.EqualFold(host, "localhost") || strings.EqualFold(host, f.host)
}
