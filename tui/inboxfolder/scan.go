package inboxfolder

import (
	"os"
	"path/filepath"
	"time"

	"dossier/flows/inbox"
)

// Limits of what is listed: what is beyond them was not meant as pictures of one applicant.
const (
	maxDepth   = 4 // of folders in an inbox
	maxEntries = 200
)

// File is a file in an inbox.
type File struct {
	Path     string // absolute
	Name     string // as its sender calls it, without what a client adds until it is whole
	Folder   string // the first folder of its path in the inbox, which is a slot's; "" for none
	Bytes    int64
	Modified time.Time
	Growing  bool // its client has not given it its own name yet
}

// Scan lists the files. Links, devices and what desktops put into each folder are left out,
// and no link is followed to a folder.
func (f *Folder) Scan() []File {
	var list []File
	budget := maxEntries
	scanFolder(f.Path, "", 1, &budget, &list)
	return list
}

func scanFolder(path, slot string, depth int, budget *int, list *[]File) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return
	}
	for _, e := range entries {
		if *budget--; *budget < 0 {
			return
		}
		at := filepath.Join(path, e.Name())
		switch {
		case e.IsDir() && depth <= maxDepth:
			first := slot
			if depth == 1 {
				first = e.Name()
			}
			scanFolder(at, first, depth+1, budget, list)
		case e.Type().IsRegular() && !isReserved(e.Name()):
			if file, ok := newFile(at, slot, e); ok {
				*list = append(*list, file)
			}
		}
	}
}

func newFile(path, slot string, e os.DirEntry) (File, bool) {
	name, growing, shown := inbox.FinalName(e.Name())
	info, err := e.Info()
	if err != nil || !shown {
		return File{}, false
	}
	return File{Path: path, Name: name, Folder: slot, Bytes: info.Size(), Modified: info.ModTime(), Growing: growing}, true
}
