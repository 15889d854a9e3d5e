package intake

import (
	"context"
	"runtime"
	"runtime/metrics"
	"sync"

	"golang.org/x/sync/semaphore"
)

// lookMemory bounds the memory of all looks together. What a look took stays counted after
// its end until the garbage collector has freed it. To collect stops everybody for a moment,
// so that is done only when a look would have to wait otherwise, or when garbage takes half
// of the memory; the runtime's own collections count too.
type lookMemory struct {
	free    *semaphore.Weighted
	most    int64         // garbage that may stand, in bytes
	collect func()        // collects all garbage
	cycles  func() uint64 // how many collections have ended

	mu      sync.Mutex
	waiting int    // looks that wait for memory
	garbage int64  // bytes that ended looks took and that may not be collected yet
	since   uint64 // the cycles at the end of the latest look
}

// newLookMemory has that many bytes for all looks.
func newLookMemory(bytes int64) *lookMemory {
	return &lookMemory{free: semaphore.NewWeighted(bytes), most: bytes / 2, collect: runtime.GC, cycles: collectionCycles}
}

// collectionCycles is how many collections of this process have ended.
func collectionCycles() uint64 {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// acquire waits until there are that many bytes. The error is the context's own.
func (m *lookMemory) acquire(ctx context.Context, bytes int64) error {
	if m.tryAcquire(bytes) {
		return nil
	}
	err := m.free.Acquire(ctx, bytes)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting--
	return err
}

// tryAcquire collects garbage if there is too little without it. When that is not enough
// either, the look counts as one that waits.
func (m *lookMemory) tryAcquire(bytes int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.garbage > 0 && m.cycles() >= m.since+wholeCycle {
		m.freeGarbage()
	}
	if m.free.TryAcquire(bytes) {
		return true
	}
	if m.garbage > 0 {
		m.collect()
		m.freeGarbage()
		if m.free.TryAcquire(bytes) {
			return true
		}
	}
	m.waiting++
	return false
}

// wholeCycle is after how many ends of a collection one of them was begun, too, after a
// moment: the first may have been under way.
const wholeCycle = 2

// release notes the end of a look that took that many bytes.
func (m *lookMemory) release(bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.garbage += bytes
	m.since = m.cycles()
	if m.waiting > 0 || m.garbage > m.most {
		m.collect()
		m.freeGarbage()
	}
}

// freeGarbage notes that all garbage is collected.
func (m *lookMemory) freeGarbage() {
	m.free.Release(m.garbage)
	m.garbage = 0
}
