package disktest

import (
	"io/fs"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// Call is what SQLite asks of a disk.
type Call int

// The calls that can fail.
const (
	Open Call = iota
	Access
	Delete
	Read
	Write
	Truncate
	Sync
	Lock
)

// Foreign is what the system says with every fault: a path, which no error of
// the product may repeat.
const Foreign = "/home/muster/passport.db"

// Fault is a call that fails and how.
type Fault struct {
	Name  string
	Call  Call
	cause syscall.Errno
	code  sqlite3.ExtendedErrorCode
}

// Faults are all there are.
func Faults() []Fault {
	return []Fault{
		{"disk full", Write, syscall.ENOSPC, sqlite3.ExtendedErrorCode(sqlite3.FULL)},
		{"write error", Write, syscall.EIO, sqlite3.IOERR_WRITE},
		{"sync error", Sync, syscall.EIO, sqlite3.IOERR_FSYNC},
		{"read error", Read, syscall.EIO, sqlite3.IOERR_READ},
		{"truncate error", Truncate, syscall.EIO, sqlite3.IOERR_TRUNCATE},
		{"delete error", Delete, syscall.EIO, sqlite3.IOERR_DELETE},
		{"access error", Access, syscall.EIO, sqlite3.IOERR_ACCESS},
		{"lock error", Lock, syscall.EIO, sqlite3.IOERR_LOCK},
		{"busy", Lock, syscall.EAGAIN, sqlite3.ExtendedErrorCode(sqlite3.BUSY)},
		{"read-only", Write, syscall.EROFS, sqlite3.ExtendedErrorCode(sqlite3.READONLY)},
		{"can not open", Open, syscall.EACCES, sqlite3.ExtendedErrorCode(sqlite3.CANTOPEN)},
	}
}

// plan is what is to fail.
type plan struct {
	fault   *Fault
	left    int // calls that still pass
	lasting bool
	hit     int
}

// Fail lets the n-th call of the fault's kind from now fail, counted from 1;
// with lasting, all that follow too, until Heal.
func (d *Disk) Fail(fault Fault, n int, lasting bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.plan = plan{fault: &fault, left: n - 1, lasting: lasting}
}

// Heal ends all faults and says how many calls have failed.
func (d *Disk) Heal() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	hit := d.plan.hit
	d.plan = plan{}
	return hit
}

// fails is the error of this call; mu is held.
func (d *Disk) fails(call Call) error {
	p := &d.plan
	switch {
	case p.fault == nil || p.fault.Call != call || p.hit > 0 && !p.lasting:
		return nil
	case p.left > 0:
		p.left--
		return nil
	}
	p.hit++
	return vfs.SystemError(&fs.PathError{Op: "disk", Path: Foreign, Err: p.fault.cause}, p.fault.code)
}
