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
func (f Folder) ResolvePaste(text string) ([]Ref, bool) {
	if len(text) > maxPasteBytes {
		return nil, false
	}
	text = withoutControls(text)
	for _, read := range f.readings() {
		if refs, ok := f.files(read(text)); ok {
			return refs, true
		}
	}
	return nil, false
}

// readings are the ways to read a drop, the strictest first. A reading that does
// not apply returns nil.
func (f Folder) readings() []func(string) []string {
	return []func(string) []string{
		func(s string) []string { return []string{strings.TrimSpace(s)} },
		lines,
		func(s string) []string { return f.addresses(strings.Fields(s)) },
		func(s string) []string { return f.addresses(posixWords(s)) },
		posixWords,
		blankWords,
		windowsWords,
		bareWords,
	}
}

// withoutControls drops what is not part of a path: the marks of a bracketed
// paste, the control signs that Warp puts in front, the NULs of Rio.
func withoutControls(text string) string {
	for _, mark := range []string{"\x1b[200~", "\x1b[201~", "\x00"} {
		text = strings.ReplaceAll(text, mark, "")
	}
	return strings.TrimLeftFunc(text, unicode.IsControl)
}

// files makes Refs if every item is an existing regular file.
func (f Folder) files(items []string) ([]Ref, bool) {
	if len(items) == 0 || len(items) > maxPasteItems {
		return nil, false
	}
	refs := make([]Ref, 0, len(items))
	for _, item := range items {
		path := f.fullPath(item)
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

// fullPath returns the item as an absolute path, or "" if it is none: relative
// paths are not what a drop sends.
func (f Folder) fullPath(item string) string {
	if f.windows {
		return windowsPath(item)
	}
	path := f.fromHome(item)
	if strings.HasPrefix(item, "$") || !strings.HasPrefix(path, "/") {
		return ""
	}
	return filepath.Clean(path)
}

// windowsPath understands C:\a, C:/a, \\server\share, and the /c/a and
// /cygdrive/c/a of MSYS and Cygwin.
func windowsPath(item string) string {
	item = strings.TrimPrefix(item, "/cygdrive")
	if len(item) > 2 && item[0] == '/' && isDrive(item[1]) && item[2] == '/' {
		item = item[1:2] + ":" + item[2:]
	}
	item = strings.ReplaceAll(item, "/", `\`)
	drive := len(item) > 2 && isDrive(item[0]) && item[1:3] == `:\`
	if !drive && !strings.HasPrefix(item, `\\`) {
		return ""
	}
	return item
}

func isDrive(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
