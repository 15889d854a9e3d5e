package inboxfolder

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"dossier/flows/foreign"
	"dossier/flows/inbox"
)

// Tree is what an operator's connection for transfers sees: the inboxes of this operator's
// wizards that run, each under its code and under its path on the server. It leads to no
// other file: each request is answered within one inbox, by [os.Root].
type Tree struct {
	Folders  []string // below which inboxes are, as FindPlace takes them
	Operator string   // whose inboxes; "": those of an account that has one operator
	Limits   inbox.Limits
	Complete func(file *os.File) bool // reports whether a file has the end mark of its type
}

var _ inbox.Files = Tree{}

// inboxes are the folders by their codes.
func (t Tree) inboxes() map[inbox.Code]string {
	found := map[inbox.Code]string{}
	for _, parent := range privateFolders(t.Folders) {
		for _, folder := range kind.InUse(parent) {
			code, ok := inbox.ParseCode(strings.TrimPrefix(filepath.Base(folder), prefix))
			if ok && readOwner(folder) == t.Operator {
				found[code] = folder
			}
		}
	}
	return found
}

// place is where a path leads to: a name within an inbox, "." for the inbox itself.
type place struct {
	code   inbox.Code
	folder string
	name   string
}

// isRoot reports whether a path leads above all inboxes.
func (p place) isRoot() bool { return p.code == "" }

// locate reads a path that a client sent, absolute or not.
func (t Tree) locate(raw string) (place, error) {
	names, err := t.split(raw)
	if err != nil || len(names) == 0 {
		return place{}, err
	}
	code, ok := inbox.ParseCode(names[0])
	if !ok {
		return place{}, refuse(inbox.NeedsCode)
	}
	inboxes := t.inboxes()
	folder, ok := inboxes[code]
	if !ok {
		return place{}, &inbox.Refusal{Reason: inbox.NoSuchCode, Code: code, Current: sortedCodes(inboxes)}
	}
	return place{code, folder, path.Join(append([]string{"."}, names[1:]...)...)}, nil
}

// maxPath is the longest path that is read, in bytes.
const maxPath = 4 << 10

// split is a path by its names. An inbox's path on the server begins with its code.
func (t Tree) split(raw string) ([]string, error) {
	if len(raw) > maxPath {
		return nil, refuse(inbox.NameTooLong)
	}
	clean := path.Clean("/" + raw)
	for _, parent := range t.Folders {
		if rest, ok := strings.CutPrefix(clean, parent+"/"+prefix); ok && parent != "" {
			clean = "/" + rest
		}
	}
	if clean == "/" || clean == "/~" {
		return nil, nil
	}
	names := strings.Split(clean[1:], "/")
	if len(names)-2 > maxDepth {
		return nil, refuseLimit(inbox.TooDeep, maxDepth)
	}
	if slices.ContainsFunc(names, isReserved) {
		return nil, refuse(inbox.NotAllowed)
	}
	return names, nil
}

// isReserved reports whether a name is that of a file of the wizard's own.
func isReserved(name string) bool { return strings.HasPrefix(name, ".dossier.") }

func sortedCodes(inboxes map[inbox.Code]string) []inbox.Code {
	codes := make([]inbox.Code, 0, len(inboxes))
	for code := range inboxes {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// within calls do on the inbox that a path leads to. What it returns is made a refusal.
func (t Tree) within(raw string, do func(root *os.Root, at place) error) error {
	at, err := t.locate(raw)
	switch {
	case err != nil:
		return err
	case at.isRoot():
		return refuse(inbox.NotAllowed)
	}
	root, err := os.OpenRoot(at.folder)
	if err != nil {
		return refuse(inbox.Gone)
	}
	defer func() { _ = root.Close() }()
	return refusalOf(do(root, at))
}

// refusalOf is an error of the system in the words of an inbox.
func refusalOf(err error) error {
	if _, ok := errors.AsType[*inbox.Refusal](err); ok || err == nil {
		return err
	}
	for _, c := range []struct {
		cause  error
		reason inbox.Reason
	}{
		{fs.ErrNotExist, inbox.NoSuchFile}, {fs.ErrExist, inbox.Exists}, {syscall.ENOTEMPTY, inbox.NotEmpty}, {syscall.ENAMETOOLONG, inbox.NameTooLong},
		{syscall.EISDIR, inbox.IsFolder}, {syscall.ENOTDIR, inbox.NoSuchFile}, {syscall.ENOSPC, inbox.ServerFull}, {syscall.EDQUOT, inbox.ServerFull},
	} {
		if errors.Is(err, c.cause) {
			return refuse(c.reason)
		}
	}
	return refuse(inbox.NotAllowed)
}

func refuse(reason inbox.Reason) *inbox.Refusal { return &inbox.Refusal{Reason: reason} }

func refuseLimit(reason inbox.Reason, limit int64) *inbox.Refusal {
	return &inbox.Refusal{Reason: reason, Limit: limit}
}

// newInfo describes a file or a folder; false for anything else.
func newInfo(info fs.FileInfo) (inbox.Info, bool) {
	out := inbox.Info{Name: foreign.Untrusted(info.Name()), IsDir: info.IsDir(), Changed: info.ModTime()}
	if !out.IsDir {
		out.Size = info.Size()
	}
	return out, info.IsDir() || info.Mode().IsRegular()
}
