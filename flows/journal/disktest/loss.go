package disktest

import (
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// sector is what a disk writes at once.
const sector = 512

// step is one change, in the order in which SQLite asked for them.
type step struct {
	op     op
	node   int
	name   string // of create and remove
	at     int64  // where a write begins; the size after a truncate
	data   []byte
	folder bool // the folder was synced too
	note   int
}

type op int

const (
	opCreate op = iota
	opWrite
	opTruncate
	opSync
	opLost // a sync that failed
	opRemove
	opNote
)

// Image is the content of a disk by name.
type Image map[string][]byte

// Save writes the files into a real folder; the database becomes path.
func (i Image) Save(path string) error {
	for name, data := range i {
		name = filepath.Join(filepath.Dir(path), filepath.Base(path)+name[len(Journal):])
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Loss is the disk after a power loss.
type Loss struct {
	Sync  int // how many syncs had ended
	Noted int // what was noted last before the loss
	Image Image
}

// Kept says what a power loss leaves of the changes that were not synced.
type Kept int

const (
	// Nothing is kept.
	Nothing Kept = iota
	// First keeps the changes up to some moment, as a disk without a cache.
	First
	// Any keeps any of them, in pieces, and leaves garbage in places.
	Any
)

// Losses are power losses, one at each sync: it was asked for and nothing of
// it had been done; and one at the end. Chance decides what Kept leaves open.
func (d *Disk) Losses(kept Kept, chance *rand.Rand) iter.Seq[Loss] {
	d.mu.Lock()
	steps := slices.Clone(d.steps)
	d.mu.Unlock()
	return func(yield func(Loss) bool) {
		m := media{nodes: map[int]*medium{}, names: map[string]int{}, safe: map[string]int{}}
		loss := Loss{}
		for _, s := range steps {
			if s.op == opSync || s.op == opLost {
				loss.Image = m.image(kept, chance)
				if !yield(loss) {
					return
				}
				loss.Sync++
			}
			if s.op == opNote {
				loss.Noted = s.note
			}
			m.do(s)
		}
		loss.Image = m.image(kept, chance)
		yield(loss)
	}
}

// media is what is on the disk and what is on its way there.
type media struct {
	nodes map[int]*medium
	names map[string]int // as the programs see them
	safe  map[string]int // as the disk has them
}

type medium struct {
	safe    []byte
	pending []step
}

func (m *media) do(s step) {
	switch s.op {
	case opCreate:
		m.nodes[s.node] = &medium{}
		m.names[s.name] = s.node
	case opWrite, opTruncate:
		m.nodes[s.node].pending = append(m.nodes[s.node].pending, s)
	case opSync:
		n := m.nodes[s.node]
		for _, p := range n.pending {
			n.safe = p.apply(n.safe)
		}
		n.pending = nil
		if s.folder {
			m.safe = maps.Clone(m.names)
		}
	case opLost:
		m.nodes[s.node].pending = nil
	case opRemove:
		delete(m.names, s.name)
		if s.folder {
			m.safe = maps.Clone(m.names)
		}
	}
}

func (s step) apply(data []byte) []byte {
	if s.op == opTruncate {
		return resize(data, s.at)
	}
	return overwrite(data, s.at, s.data)
}

// image is the disk when the power goes now.
func (m *media) image(kept Kept, chance *rand.Rand) Image {
	image := Image{}
	for _, name := range m.found(kept, chance) {
		n := m.nodes[m.safe[name]]
		if number, ok := m.names[name]; ok && kept != Nothing {
			n = m.nodes[number]
		}
		data := slices.Clone(n.safe)
		switch kept {
		case First:
			for _, p := range n.pending[:chance.IntN(len(n.pending)+1)] {
				data = p.apply(data)
			}
		case Any:
			for _, p := range n.pending {
				data = p.tear(data, chance)
			}
		}
		image[name] = data
	}
	return image
}

// found are the names there are after the loss: those of the disk and, unless
// nothing is kept, those of the programs by chance.
func (m *media) found(kept Kept, chance *rand.Rand) []string {
	var list []string
	for name := range m.safe {
		_, there := m.names[name]
		if there || kept == Nothing || chance.IntN(2) == 0 {
			list = append(list, name)
		}
	}
	for name := range m.names {
		if _, safe := m.safe[name]; !safe && kept != Nothing && chance.IntN(2) == 0 {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// tear applies the sectors of a change that were kept.
func (s step) tear(data []byte, chance *rand.Rand) []byte {
	if s.op == opTruncate {
		if chance.IntN(2) == 0 {
			return data
		}
		return s.apply(data)
	}
	for from := 0; from < len(s.data); {
		to := min(len(s.data), from+sector-int(s.at+int64(from))%sector)
		part := s.data[from:to]
		switch chance.IntN(8) {
		case 0: // the sector was being written
			part = garbage(len(part), chance)
			fallthrough
		case 1, 2, 3:
			data = overwrite(data, s.at+int64(from), part)
		}
		from = to
	}
	return data
}

func garbage(size int, chance *rand.Rand) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(chance.Uint32())
	}
	return data
}
