package inbox

import (
	"sync"

	"dossier/flows/inbox/lockedmem"
)

// chunkSize is how much memory is taken at a time, in bytes.
const chunkSize = 256 << 10

// memory is what all boxes share.
type memory struct {
	pool  lockedmem.Pool
	limit int64

	mu   sync.Mutex
	used int64
}

// budget is what one box may take of the memory. It is guarded by the memory's lock.
type budget struct {
	memory      *memory
	limit, used int64
}

// allocate takes one chunk, if the limits allow it.
func (b *budget) allocate() (*lockedmem.Block, error) {
	m := b.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	if b.used+chunkSize > b.limit {
		return nil, refuseLimit(InboxFull, b.limit)
	}
	if m.used+chunkSize > m.limit {
		return nil, refuse(ServerFull)
	}
	block, err := m.pool.Allocate(chunkSize)
	if err != nil {
		return nil, refuse(ServerFull)
	}
	b.used += chunkSize
	m.used += chunkSize
	return block, nil
}

// refuseAll lets nothing be taken any more.
func (m *memory) refuseAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit = 0
}

// free gives a chunk back; nil is none.
func (b *budget) free(block *lockedmem.Block) {
	if block == nil {
		return
	}
	b.memory.mu.Lock()
	defer b.memory.mu.Unlock()
	block.Free()
	b.used -= chunkSize
	b.memory.used -= chunkSize
}
