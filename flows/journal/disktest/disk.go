// Package disktest gives tests a disk in memory under SQLite. It remembers
// every change, so that the disk can be had as a power loss at any moment
// would have left it, and its calls fail as planned.
//
// What it knows of a disk: a write is kept for good when its file was synced
// after it, and until then all, parts or nothing of it may be kept, in any
// order; new and removed names are kept when the folder was synced, which
// SQLite does with the first sync of a log that it has opened. What it leaves
// out: damage to what was synced, and calls that never return.
//
// The engine on it is SQLite in another build than the product's, because the
// product's takes no disk in Go: the same source of the pager and the log, and
// the same settings.
package disktest

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// DatabaseName is the name of the database on every disk.
const DatabaseName = "/journal.db"

// Disk is one disk. Its methods may be called from any goroutine.
type Disk struct {
	name       string // of the VFS
	sharedPath string // a real file, for the memory that connections share

	mu    sync.Mutex
	names map[string]*node
	nodes int
	steps []step
	plan  faultPlan
}

// node is a file's content, whatever its name is now.
type node struct {
	number  int
	scratch bool // a temporary file: not part of the disk
	data    []byte
	locks   locks
}

// New returns a disk that goes away with the test and holds image, safely: an
// empty database when image is nil, as the product makes one before SQLite
// opens it.
func New(t testing.TB, image Image) *Disk {
	t.Helper()
	d := &Disk{sharedPath: filepath.Join(t.TempDir(), "shared"), names: map[string]*node{}}
	d.name = fmt.Sprintf("disktest-%p", d)
	if image == nil {
		image = Image{DatabaseName: nil}
	}
	for _, name := range slices.Sorted(maps.Keys(image)) {
		n := d.createNode(name)
		d.writeNode(n, 0, image[name])
		d.steps = append(d.steps, step{op: opSync, node: n.number, folder: true})
	}
	vfs.Register(d.name, d)
	t.Cleanup(func() { vfs.Unregister(d.name) })
	return d
}

// Mark marks a moment: everything lost from now on is lost after n.
func (d *Disk) Mark(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps = append(d.steps, step{op: opMark, mark: n})
}

// Image is the disk as it is now, what was not synced included: as a kill of
// the program leaves it.
func (d *Disk) Image() Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	image := Image{}
	for name, n := range d.names {
		image[name] = slices.Clone(n.data)
	}
	return image
}

// createNode gives a new file its name; mu is held.
func (d *Disk) createNode(name string) *node {
	n := &node{number: d.nodes}
	d.nodes++
	d.names[name] = n
	d.steps = append(d.steps, step{op: opCreate, node: n.number, name: name})
	return n
}

// writeNode changes a file's content and remembers how; mu is held.
func (d *Disk) writeNode(n *node, at int64, data []byte) {
	n.data = overwriteAt(n.data, at, data)
	if !n.scratch {
		d.steps = append(d.steps, step{op: opWrite, node: n.number, at: at, data: slices.Clone(data)})
	}
}

// overwriteAt puts part into data, with zeros before it where there was nothing.
func overwriteAt(data []byte, at int64, part []byte) []byte {
	data = resizeData(data, max(int64(len(data)), at+int64(len(part))))
	copy(data[at:], part)
	return data
}

func resizeData(data []byte, size int64) []byte {
	if size <= int64(len(data)) {
		return data[:size]
	}
	return append(data, make([]byte, size-int64(len(data)))...)
}

// Open is SQLite's way to a file.
func (d *Disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if name == "" {
		return &file{disk: d, node: &node{scratch: true}}, flags, nil
	}
	if err := d.callError(CallOpen); err != nil {
		return nil, flags, err
	}
	n := d.names[name]
	if n == nil {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		n = d.createNode(name)
	}
	log := flags&vfs.OPEN_CREATE != 0 && flags&(vfs.OPEN_WAL|vfs.OPEN_MAIN_JOURNAL) != 0
	return &file{disk: d, node: n, folder: log, shared: vfs.NewSharedMemory(d.sharedPath, flags)}, flags, nil
}

// Delete removes a file's name; connections that have it open keep the file.
func (d *Disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.callError(CallDelete); err != nil {
		return err
	}
	if d.names[name] == nil {
		return sqlite3.IOERR_DELETE_NOENT
	}
	delete(d.names, name)
	d.steps = append(d.steps, step{op: opRemove, name: name, folder: syncDir})
	return nil
}

// Access reports whether there is a file of this name.
func (d *Disk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.names[name] != nil, d.callError(CallAccess)
}

// FullPathname leaves the name as it is: there is one folder.
func (d *Disk) FullPathname(name string) (string, error) { return name, nil }
