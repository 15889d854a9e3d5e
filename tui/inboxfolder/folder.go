// Package inboxfolder is a private folder into which an operator sends files over SSH, with
// scp or sftp and the host's own OpenSSH server. It is on a memory file system, unless a disk
// was allowed, and is removed with everything in it when the program ends. One that a killed
// program left is removed by the next one.
package inboxfolder

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dossier/flows/inbox"
	"dossier/tui/tempfolder"
)

// prefix begins the name of an inbox's folder; a random code follows.
const prefix = "dossier-inbox-"

// markName is a file in an inbox on which its program holds a lock.
const markName = ".dossier.lock"

// kind is that of inboxes. Whatever is in one, its sender put there for this program.
var kind = tempfolder.Kind{Prefix: prefix, Mark: markName}

// Folder is one inbox.
type Folder struct {
	Path string // absolute
	mark *os.File
}

// attempts is how many names are tried.
const attempts = 100

// Create makes an inbox of an operator, "" for whoever uses the account. Close removes it.
func (p Place) Create(operator string) (*Folder, error) {
	for range attempts {
		path := filepath.Join(p.parent, prefix+string(newCode()))
		err := os.Mkdir(path, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, ErrNotMade
		}
		if err := writeOwner(path, operator); err != nil {
			_ = os.RemoveAll(path)
			return nil, ErrNotMade
		}
		return &Folder{Path: path, mark: kind.Hold(path)}, nil
	}
	return nil, ErrNotMade
}

// newCode draws a code as those of the service's inboxes are.
func newCode() inbox.Code {
	var raw [4]byte
	for {
		_, _ = rand.Read(raw[:]) // never fails
		if code, ok := inbox.DrawCode(binary.LittleEndian.Uint32(raw[:])); ok {
			return code
		}
	}
}

// RemoveAbandoned removes the inboxes that killed programs left.
func (p Place) RemoveAbandoned() { kind.RemoveAbandoned(p.parent) }

// MakeSlots makes the folders of the slots that are wanted. A name that is no plain one is
// left out: nobody could send to it.
func (f *Folder) MakeSlots(names []string) {
	for _, name := range names {
		if name == filepath.Base(name) && !strings.HasPrefix(name, ".") {
			_ = os.Mkdir(filepath.Join(f.Path, name), 0o700) // it may be there
		}
	}
}

// Remove removes a file of the inbox.
func (f *Folder) Remove(path string) {
	if rest, ok := strings.CutPrefix(path, f.Path+string(filepath.Separator)); ok && filepath.IsLocal(rest) {
		_ = os.Remove(path)
	}
}

// Close removes the inbox and what is in it.
func (f *Folder) Close() {
	_ = os.RemoveAll(f.Path)
	_ = f.mark.Close() // a nil file can be closed
}

// Code is what the inbox is called in a Tree.
func (f *Folder) Code() inbox.Code {
	return inbox.Code(strings.TrimPrefix(filepath.Base(f.Path), prefix))
}
