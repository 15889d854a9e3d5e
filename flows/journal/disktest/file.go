package disktest

import (
	"io"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// file is a file as one connection has it open.
type file struct {
	disk   *Disk
	node   *node
	folder bool // the first sync is one of the folder too
	shared vfs.SharedMemory
	lock   vfs.LockLevel
}

func (f *file) Close() error {
	f.disk.mu.Lock()
	f.node.locks.release(f, vfs.LOCK_NONE)
	f.disk.mu.Unlock()
	if f.shared != nil {
		return f.shared.Close()
	}
	return nil
}

func (f *file) ReadAt(p []byte, at int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.callError(CallRead); err != nil {
		return 0, err
	}
	if at >= int64(len(f.node.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.node.data[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt writes; one that fails has written its first half.
func (f *file) WriteAt(p []byte, at int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.callError(CallWrite); err != nil {
		f.disk.writeNode(f.node, at, p[:len(p)/2])
		return 0, err
	}
	f.disk.writeNode(f.node, at, p)
	return len(p), nil
}

func (f *file) Truncate(size int64) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.callError(CallTruncate); err != nil {
		return err
	}
	f.node.data = resizeData(f.node.data, size)
	f.recordStep(step{op: opTruncate, at: size})
	return nil
}

// Sync keeps for good what was written. When it fails, what was to be kept is
// not, and a later Sync does not try again: so it is with Linux.
func (f *file) Sync(vfs.SyncFlag) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.callError(CallSync); err != nil {
		f.recordStep(step{op: opLost})
		return err
	}
	f.recordStep(step{op: opSync, folder: f.folder})
	f.folder = false
	return nil
}

func (f *file) recordStep(s step) {
	if !f.node.scratch {
		s.node = f.node.number
		f.disk.steps = append(f.disk.steps, s)
	}
}

func (f *file) callError(call Call) error {
	if f.node.scratch {
		return nil
	}
	return f.disk.callError(call)
}

func (f *file) Size() (int64, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return int64(len(f.node.data)), nil
}

func (f *file) Lock(lock vfs.LockLevel) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.callError(CallLock); err != nil {
		return err
	}
	return f.node.locks.acquire(f, lock)
}

func (f *file) Unlock(lock vfs.LockLevel) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.node.locks.release(f, lock)
	return nil
}

func (f *file) CheckReservedLock() (bool, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.node.locks.writer != nil, nil
}

// SectorSize and the characteristics are those that SQLite assumes of a disk
// under Linux.
func (f *file) SectorSize() int { return 4096 }

func (f *file) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE | vfs.IOCAP_SUBPAGE_READ
}

// SharedMemory is where connections keep the index of the log.
func (f *file) SharedMemory() vfs.SharedMemory { return f.shared }

// locks are SQLite's on one file: many read, one of them wants to write, and
// then nobody else reads.
type locks struct {
	readers map[*file]bool
	writer  *file // has RESERVED or more
	closing bool  // writer waits for the readers to leave
}

func (l *locks) acquire(f *file, lock vfs.LockLevel) error {
	switch {
	case f.lock >= lock:
		return nil
	case lock == vfs.LOCK_SHARED:
		if l.closing {
			return sqlite3.BUSY
		}
		if l.readers == nil {
			l.readers = map[*file]bool{}
		}
		l.readers[f] = true
	case l.writer != nil && l.writer != f:
		return sqlite3.BUSY
	default:
		l.writer = f
		if lock == vfs.LOCK_EXCLUSIVE {
			l.closing = true
			f.lock = vfs.LOCK_PENDING
			if len(l.readers) > 1 {
				return sqlite3.BUSY
			}
		}
	}
	f.lock = lock
	return nil
}

func (l *locks) release(f *file, lock vfs.LockLevel) {
	if f.lock <= lock {
		return
	}
	if l.writer == f && lock < vfs.LOCK_RESERVED {
		l.writer, l.closing = nil, false
	}
	if lock == vfs.LOCK_NONE {
		delete(l.readers, f)
	}
	f.lock = lock
}
