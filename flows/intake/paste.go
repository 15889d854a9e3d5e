package intake

import (
	"errors"
	"slices"
	"strings"

	"dossier/flows/intake/quoting"
)

// A drop larger than this is text.
const (
	maxPasteBytes = 64 << 10
	maxPasteItems = 64
)

// ErrNoPath says that a pasted text is no path: it is just text.
var ErrNoPath = errors.New("the text is no path")

// ResolvePaste reads what a terminal sends when files are dropped on it or their
// paths are pasted. Terminals quote in different ways and do not say how, so
// each way is tried, and the first under which every item is the full path of an
// existing regular file is taken: byte for byte, else with folded spelling (see
// FindFile). Nothing is run and nothing is expanded but a leading ~.
//
// The error is ErrNoPath for other text, else a *Problem: as of FindFile for one path;
// SomeMissing for several of which not all are files.
func (f FileBrowser) ResolvePaste(text string) ([]Ref, error) {
	if len(text) > maxPasteBytes {
		return nil, ErrNoPath
	}
	clean := quoting.StripControls(text)
	for _, locate := range []locateFunc{f.locateExactly, f.locate} {
		for _, read := range f.pasteParsers() {
			if refs := f.locateFiles(read(clean), locate); len(refs) > 0 {
				return refs, nil
			}
		}
	}
	return nil, f.explainPaste(clean)
}

// explainPaste is why a pasted text leads to no files.
func (f FileBrowser) explainPaste(text string) error {
	most, present := 0, 0
	single := false
	var foreign *Problem // of several paths that are all of another computer
	for _, read := range f.pasteParsers() {
		items := read(text)
		if len(items) > 1 && f.areForeign(items) {
			foreign = f.foreignItem(items)
		}
		if !f.areFullPaths(items) {
			continue
		}
		single = single || len(items) == 1
		if found := f.countFiles(items); found > present || most == 0 {
			most, present = len(items), found
		}
	}
	switch {
	case foreign != nil && present == 0:
		return foreign
	case most > 1 && (present > 0 || !single):
		return &Problem{Code: SomeMissing, Have: int64(most - present), Limit: int64(most)}
	case most == 0 && f.foreignProblem(text) == nil:
		return ErrNoPath
	}
	if _, err := f.FindFile(text); err != nil {
		return err
	}
	return ErrNoPath
}

func (f FileBrowser) areFullPaths(items []string) bool {
	return len(items) > 0 && len(items) <= maxPasteItems &&
		!slices.ContainsFunc(items, func(item string) bool { return len(f.localPaths(item, false)) == 0 })
}

func (f FileBrowser) areForeign(items []string) bool {
	return !slices.ContainsFunc(items, func(item string) bool { return f.foreignItem([]string{item}) == nil })
}

func (f FileBrowser) countFiles(items []string) int {
	found := 0
	for _, item := range items {
		found += len(f.locateFiles([]string{item}, f.locate))
	}
	return found
}

// pasteParsers are the ways to read a drop, the strictest first. A reading that does
// not apply returns nil.
func (f FileBrowser) pasteParsers() []func(string) []string {
	return []func(string) []string{
		func(s string) []string { return []string{quoting.TrimCopied(s)} },
		func(s string) []string { return []string{s} }, // a name may end in a blank
		quoting.SplitLines,
		f.parseCopiedFiles,
		func(s string) []string { return f.parseFileURLs(strings.Fields(s)) },
		func(s string) []string { return f.parseFileURLs(quoting.SplitPOSIX(s)) },
		quoting.SplitPOSIX,
		quoting.SplitEscaped,
		quoting.SplitWindows,
		quoting.SplitBarePaths,
	}
}

// locateFiles makes Refs if every item is an existing regular file, else nil.
func (f FileBrowser) locateFiles(items []string, locate locateFunc) []Ref {
	if len(items) > maxPasteItems {
		return nil
	}
	refs := make([]Ref, 0, len(items))
	for _, item := range items {
		ref := firstFile(f.localPaths(item, false), locate)
		if ref.IsZero() {
			return nil
		}
		refs = append(refs, ref)
	}
	return refs
}

// firstFile is the first path that is a regular file; zero if none is.
func firstFile(paths []string, locate locateFunc) Ref {
	for _, path := range paths {
		if found, info, err := locateWritten(locate, path); err == nil && info.Mode().IsRegular() {
			return Ref{found}
		}
	}
	return Ref{}
}

// parseWindowsPath understands C:\a, C:/a, \\server\share, and the /c/a,
// /cygdrive/c/a and /mnt/c/a of MSYS, Cygwin and WSL.
func parseWindowsPath(item string) string {
	item = strings.TrimPrefix(strings.TrimPrefix(item, "/cygdrive"), "/mnt") // Cygwin, WSL
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
