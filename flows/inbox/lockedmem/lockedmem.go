// Package lockedmem hands out memory outside Go's heap for bytes that must leave no copy:
// the collector never moves it, a core file leaves it out, and where the system allows it
// is never written to swap.
//
// It promises that what is freed was overwritten with zeros before, and that
// [Pool.Locked] is true only while every byte in use is locked. It refuses to hide a
// failure to lock: the memory is handed out all the same, and the pool says so.
package lockedmem

import "sync/atomic"

// Pool counts the memory that is in use. Its zero value is ready. All methods may be
// called from several goroutines.
type Pool struct {
	inUse, unlocked atomic.Int64
	failed          atomic.Bool
	freed           atomic.Uint64
}

// Block is a piece of memory, zero at first.
type Block struct {
	pool     *Pool
	bytes    []byte
	isLocked bool
}

// Allocate returns a block of size bytes. The error is the system's: there is no memory.
func (p *Pool) Allocate(size int) (*Block, error) {
	bytes, isLocked, err := mapBytes(size)
	if err != nil {
		return nil, err
	}
	p.inUse.Add(int64(size))
	if !isLocked {
		p.unlocked.Add(int64(size))
		p.failed.Store(true)
	}
	return &Block{p, bytes, isLocked}, nil
}

// InUse returns how many bytes were allocated and not freed.
func (p *Pool) InUse() int64 { return p.inUse.Load() }

// Freed returns how many blocks were freed.
func (p *Pool) Freed() uint64 { return p.freed.Load() }

// Locked reports whether all memory in use is kept out of swap; true when none is in use.
func (p *Pool) Locked() bool { return p.unlocked.Load() == 0 }

// HasFailed reports whether some memory could not be kept out of swap, ever.
func (p *Pool) HasFailed() bool { return p.failed.Load() }

// Bytes returns the memory. It must not be used after Free: the program would crash.
func (b *Block) Bytes() []byte { return b.bytes }

// Free overwrites the memory with zeros and gives it back. It may be called again, and not
// at the same time from two goroutines.
func (b *Block) Free() {
	if b.bytes == nil {
		return
	}
	size := int64(len(b.bytes))
	clear(b.bytes)
	unmapBytes(b.bytes)
	b.bytes = nil
	b.pool.inUse.Add(-size)
	b.pool.freed.Add(1)
	if !b.isLocked {
		b.pool.unlocked.Add(-size)
	}
}
