package inbox

import (
	"strings"
	"sync"

	"dossier/flows/foreign"
)

// Registry holds the boxes of all operators of a process. All methods may be called from
// several goroutines.
type Registry struct {
	cfg    Config
	memory *memory

	mu    sync.Mutex // after a Box's lock, never before it
	boxes map[string]*Box
	codes map[Code]bool // live ones
}

// New makes an empty registry.
func New(cfg Config) *Registry {
	r := &Registry{cfg: cfg, memory: &memory{limit: cfg.Limits.TotalBytes}, boxes: map[string]*Box{}, codes: map[Code]bool{}}
	if block, err := r.memory.pool.Allocate(chunkSize); err == nil { // a try, so that MaySwap is known before the first file
		block.Free()
	}
	return r
}

// Box returns the box of an operator; it lives as long as the registry.
func (r *Registry) Box(operator string) *Box {
	r.mu.Lock()
	defer r.mu.Unlock()
	box := r.boxes[operator]
	if box == nil {
		box = newBox(r, operator)
		r.boxes[operator] = box
	}
	return box
}

// HeldBytes returns how much memory is in use for files.
func (r *Registry) HeldBytes() int64 { return r.memory.pool.InUse() }

// Freed returns a number that grows whenever memory of files was given back.
func (r *Registry) Freed() uint64 { return r.memory.pool.Freed() }

// Locked reports whether all memory that is in use for files is kept out of swap.
func (r *Registry) Locked() bool { return r.memory.pool.Locked() }

// MaySwap reports whether the system has refused to keep memory out of swap: files that come
// may be written there, too.
func (r *Registry) MaySwap() bool { return r.memory.pool.HasFailed() }

// Sweep removes what has expired and ticks the subscribers of what changed with the time
// alone. The caller calls it about once a second.
func (r *Registry) Sweep() {
	for _, box := range r.allBoxes() {
		box.sweep()
	}
}

// Clear removes every file, for the end of the process. Transfers and wizards that go on
// are refused.
func (r *Registry) Clear() {
	r.memory.refuseAll()
	for _, box := range r.allBoxes() {
		box.clearAll()
	}
}

func (r *Registry) allBoxes() []*Box {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]*Box, 0, len(r.boxes))
	for _, box := range r.boxes {
		list = append(list, box)
	}
	return list
}

// reserveCode draws a code that no dossier has, that is no name of one of these slots, and
// that is no operator's name.
func (r *Registry) reserveCode(slots []Slot) (Code, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for range maxDraws {
		code, ok := DrawCode(r.cfg.Random())
		if ok && !r.codes[code] && !r.isOperator(code) && findSlot(slots, foreign.Untrusted(string(code))) == "" {
			r.codes[code] = true
			return code, nil
		}
	}
	return "", refuse(NoCodeLeft)
}

func (r *Registry) isOperator(code Code) bool {
	for operator := range r.boxes {
		if strings.EqualFold(operator, string(code)) {
			return true
		}
	}
	return false
}

func (r *Registry) releaseCode(code Code) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.codes, code)
}
