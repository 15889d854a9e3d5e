package intake

import (
	"path/filepath"
	"strings"
	"unicode"
)

// A drop larger than this is text.
const (
	maxPasteBytes = 64 << 10
	maxPasteItems = 64
)

// ResolvePaste reads what a terminal sends when files are dropped on it or their
// paths are pasted. Terminals quote in different ways and do not say how, so
// each way is tried, and the first under which every item is the full path of an
// existing regular file is taken. If there is none the text is just text, and
// the answer is false. Nothing is run and nothing is expanded but a leading ~.
func (f FileBrowser) ResolvePaste(text string) ([]Ref, bool) {
	if len(text) > maxPasteBytes {
		return nil, false
	}
	text = stripControls(text)
	for _, read := range f.pasteParsers() {
		if refs, ok := f.existingFiles(read(text)); ok {
			return refs, true
		}
	}
	return nil, false
}

// pasteParsers are the ways to read a drop, the strictest first. A reading that does
// not apply returns nil.
func (f FileBrowser) pasteParsers() []func(string) []string {
	return []func(string) []string{
		func(s string) []string { return []string{strings.TrimSpace(s)} },
		splitLines,
		func(s string) []string { return f.parseFileURLs(strings.Fields(s)) },
		func(s string) []string { return f.parseFileURLs(splitPOSIXWords(s)) },
		splitPOSIXWords,
		splitEscapedWords,
		splitWindowsWords,
		splitBarePaths,
	}
}

// stripControls drops what is not part of a path: the marks of a bracketed
// paste, the control characters that Warp puts before it, the NULs of Rio.
func stripControls(text string) string {
	for _, mark := range []string{"\x1b[200~", "\x1b[201~", "\x00"} {
		text = strings.ReplaceAll(text, mark, "")
	}
	return strings.TrimLeftFunc(text, unicode.IsControl)
}

// existingFiles makes Refs if every item is an existing regular file.
func (f FileBrowser) existingFiles(items []string) ([]Ref, bool) {
	if len(items) == 0 || len(items) > maxPasteItems {
		return nil, false
	}
	refs := make([]Ref, 0, len(items))
	for _, item := range items {
		path := f.absolutePath(item)
		if path == "" {
			return nil, false
		}
		info, err := f.lstat(path)
		if err != nil || !info.Mode().IsRegular() {
			return nil, false
		}
		refs = append(refs, Ref{path})
	}
	return refs, true
}

// absolutePath returns the item as an absolute path, or "" if it is none: relative
// paths are not what a drop sends.
func (f FileBrowser) absolutePath(item string) string {
	if f.windows {
		return parseWindowsPath(item)
	}
	path := f.expandHome(item)
	if strings.HasPrefix(item, "$") || !strings.HasPrefix(path, "/") {
		return ""
	}
	return filepath.Clean(path)
}

// parseWindowsPath understands C:\a, C:/a, \\server\share, and the /c/a and
// /cygdrive/c/a of MSYS and Cygwin.
func parseWindowsPath(item string) string {
	item = strings.TrimPrefix(item, "/cygdrive")
	if len(item) > 2 && item[0] == '/' && isDriveLetter(item[1]) && item[2] == '/' {
		item = item[1:2] + ":" + item[2:]
	}
	item = strings.ReplaceAll(item, "/", `\`)
	drive := len(item) > 2 && isDriveLetter(item[0]) && item[1:3] == `:\`
	if !drive && !strings.HasPrefix(item, `\\`) {
		return ""
	}
	return item
}

func isDriveLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
