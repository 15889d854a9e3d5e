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
	CallOpen Call = iota
	CallAccess
	CallDelete
	CallRead
	CallWrite
	CallTruncate
	CallSync
	CallLock
)

// LeakPath is what the system says with every fault: a path, which no error of
// the product may repeat.
const LeakPath = "/home/muster/passport.db"

// Fault is a call that fails and how.
type Fault struct {
	Name  string
	Call  Call
	cause syscall.Errno
	code  sqlite3.ExtendedErrorCode
}

// AllFaults are all there are.
func AllFaults() []Fault {
	return []Fault{
		{"disk full", CallWrite, syscall.ENOSPC, sqlite3.ExtendedErrorCode(sqlite3.FULL)},
		{"write error", CallWrite, syscall.EIO, sqlite3.IOERR_WRITE},
		{"sync error", CallSync, syscall.EIO, sqlite3.IOERR_FSYNC},
		{"read error", CallRead, syscall.EIO, sqlite3.IOERR_READ},
		{"truncate error", CallTruncate, syscall.EIO, sqlite3.IOERR_TRUNCATE},
		{"delete error", CallDelete, syscall.EIO, sqlite3.IOERR_DELETE},
		{"access error", CallAccess, syscall.EIO, sqlite3.IOERR_ACCESS},
		{"lock error", CallLock, syscall.EIO, sqlite3.IOERR_LOCK},
		{"busy", CallLock, syscall.EAGAIN, sqlite3.ExtendedErrorCode(sqlite3.BUSY)},
		{"read-only", CallWrite, syscall.EROFS, sqlite3.ExtendedErrorCode(sqlite3.READONLY)},
		{"cannot open", CallOpen, syscall.EACCES, sqlite3.ExtendedErrorCode(sqlite3.CANTOPEN)},
	}
}

// faultPlan is what is to fail.
type faultPlan struct {
	fault       *Fault
	left        int // calls that still pass
	lasting     bool
	failedCalls int
}

// InjectFault lets the n-th call of the fault's kind from now fail, counted from 1;
// with lasting, all that follow too, until Heal.
func (d *Disk) InjectFault(fault Fault, n int, lasting bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.plan = faultPlan{fault: &fault, left: n - 1, lasting: lasting}
}

// ClearFaults ends all faults and says how many calls have failed.
func (d *Disk) ClearFaults() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	hit := d.plan.failedCalls
	d.plan = faultPlan{}
	return hit
}

// callError is the error of this call; mu is held.
func (d *Disk) callError(call Call) error {
	p := &d.plan
	switch {
	case p.fault == nil || p.fault.Call != call || p.failedCalls > 0 && !p.lasting:
		return nil
	case p.left > 0:
		p.left--
		return nil
	}
	p.failedCalls++
	return vfs.SystemError(&fs.PathError{Op: "disk", Path: LeakPath, Err: p.fault.cause}, p.fault.code)
}
