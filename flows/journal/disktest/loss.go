package disktest

import (
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// sectorSize is what a disk writes at once.
const sectorSize = 512

// step is one change, in the order in which SQLite asked for them.
type step struct {
	op     opKind
	node   int
	name   string // of create and remove
	at     int64  // where a write begins; the size after a truncate
	data   []byte
	folder bool // the folder was synced too
	mark   int
}

type opKind int

const (
	opCreate opKind = iota
	opWrite
	opTruncate
	opSync
	opLost // a sync that failed
	opRemove
	opMark
)

// Image is the content of a disk by name.
type Image map[string][]byte

// Save writes the files into a real folder; the database becomes path.
func (i Image) Save(path string) error {
	for name, data := range i {
		name = filepath.Join(filepath.Dir(path), filepath.Base(path)+name[len(DatabaseName):])
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Loss is the disk after a power loss.
type Loss struct {
	Sync  int // how many syncs had ended
	Mark  int // what was noted last before the loss
	Image Image
}

// LossMode says what a power loss leaves of the changes that were not synced.
type LossMode int

const (
	// KeepNothing is kept.
	KeepNothing LossMode = iota
	// KeepPrefix keeps the changes up to some moment, as a disk without a cache.
	KeepPrefix
	// KeepAny keeps any of them, in pieces, and leaves garbage in places.
	KeepAny
)

// Losses are power losses, one at each sync: it was asked for and nothing of
// it had been done; and one at the end. Chance decides what Kept leaves open.
func (d *Disk) Losses(kept LossMode, chance *rand.Rand) iter.Seq[Loss] {
	d.mu.Lock()
	steps := slices.Clone(d.steps)
	d.mu.Unlock()
	return func(yield func(Loss) bool) {
		m := diskState{nodes: map[int]*nodeState{}, names: map[string]int{}, safe: map[string]int{}}
		loss := Loss{}
		for _, s := range steps {
			if s.op == opSync || s.op == opLost {
				loss.Image = m.crashImage(kept, chance)
				if !yield(loss) {
					return
				}
				loss.Sync++
			}
			if s.op == opMark {
				loss.Mark = s.mark
			}
			m.applyStep(s)
		}
		loss.Image = m.crashImage(kept, chance)
		yield(loss)
	}
}

// diskState is what is on the disk and what is on its way there.
type diskState struct {
	nodes map[int]*nodeState
	names map[string]int // as the programs see them
	safe  map[string]int // as the disk has them
}

type nodeState struct {
	safe    []byte
	pending []step
}

func (d *diskState) applyStep(s step) {
	switch s.op {
	case opCreate:
		d.nodes[s.node] = &nodeState{}
		d.names[s.name] = s.node
	case opWrite, opTruncate:
		d.nodes[s.node].pending = append(d.nodes[s.node].pending, s)
	case opSync:
		n := d.nodes[s.node]
		for _, p := range n.pending {
			n.safe = p.applyTo(n.safe)
		}
		n.pending = nil
		if s.folder {
			d.safe = maps.Clone(d.names)
		}
	case opLost:
		d.nodes[s.node].pending = nil
	case opRemove:
		delete(d.names, s.name)
		if s.folder {
			d.safe = maps.Clone(d.names)
		}
	}
}

func (s step) applyTo(data []byte) []byte {
	if s.op == opTruncate {
		return resizeData(data, s.at)
	}
	return overwriteAt(data, s.at, s.data)
}

// crashImage is the disk when the power goes now.
func (d *diskState) crashImage(kept LossMode, chance *rand.Rand) Image {
	image := Image{}
	for _, name := range d.survivingNames(kept, chance) {
		n := d.nodes[d.safe[name]]
		if number, ok := d.names[name]; ok && kept != KeepNothing {
			n = d.nodes[number]
		}
		data := slices.Clone(n.safe)
		switch kept {
		case KeepPrefix:
			for _, p := range n.pending[:chance.IntN(len(n.pending)+1)] {
				data = p.applyTo(data)
			}
		case KeepAny:
			for _, p := range n.pending {
				data = p.applyTorn(data, chance)
			}
		}
		image[name] = data
	}
	return image
}

// survivingNames are the names there are after the loss: those of the disk and, unless
// nothing is kept, those of the programs by chance.
func (d *diskState) survivingNames(kept LossMode, chance *rand.Rand) []string {
	var list []string
	for name := range d.safe {
		_, there := d.names[name]
		if there || kept == KeepNothing || chance.IntN(2) == 0 {
			list = append(list, name)
		}
	}
	for name := range d.names {
		if _, safe := d.safe[name]; !safe && kept != KeepNothing && chance.IntN(2) == 0 {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// applyTorn applies the sectors of a change that were kept.
func (s step) applyTorn(data []byte, chance *rand.Rand) []byte {
	if s.op == opTruncate {
		if chance.IntN(2) == 0 {
			return data
		}
		return s.applyTo(data)
	}
	for from := 0; from < len(s.data); {
		to := min(len(s.data), from+sectorSize-int(s.at+int64(from))%sectorSize)
		part := s.data[from:to]
		switch chance.IntN(8) {
		case 0: // the sector was being written
			part = randomBytes(len(part), chance)
			fallthrough
		case 1, 2, 3:
			data = overwriteAt(data, s.at+int64(from), part)
		}
		from = to
	}
	return data
}

func randomBytes(size int, chance *rand.Rand) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(chance.Uint32())
	}
	return data
}
