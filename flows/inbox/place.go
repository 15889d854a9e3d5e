package inbox

import (
	"slices"
	"time"

	"dossier/flows"
)

// place holds the files of one dossier, or those without a code. The lock of its box
// guards it.
type place struct {
	box      *Box
	code     Code // "" for those without one
	key      flows.Key
	slots    []Slot
	openings int       // wizards that have it open
	leftAt   time.Time // when the last of them left
	begun    time.Time
	files    []*held // a later version of a path after an earlier one
	folders  []names // that clients made
	// foldersAt is when a client last made or used one.
	foldersAt time.Time
}

// find returns the latest version of a file that clients see, or nil. A connection finds
// its own open upload first.
func (p *place) find(n names, t *Tree) *held {
	var found *held
	for _, h := range p.files {
		if h.isVisible() && h.path.equal(n) && (found == nil || t == nil || found.writer != t || h.writer == t) {
			found = h
		}
	}
	return found
}

// isSlot reports whether the path is the folder of a wanted slot.
func (p *place) isSlot(n names) bool {
	return len(n) == 1 && findSlot(p.slots, n[0].text) != ""
}

func (p *place) isMadeFolder(n names) bool { return slices.ContainsFunc(p.folders, n.equal) }

// isFolder reports whether the path is a folder for clients.
func (p *place) isFolder(n names) bool { return len(n) == 0 || p.isSlot(n) || p.isMadeFolder(n) }

// isReceipt reports whether the path is a receipt of this dossier.
func (p *place) isReceipt(n names) bool {
	return p.code != "" && n.isReceipt()
}

// isReceipt reports whether a path without its code is a receipt.
func (n names) isReceipt() bool {
	return len(n) == 1 && (n[0].text.Is(ReceiptJSON.receiptName()) || n[0].text.Is(ReceiptHTML.receiptName()))
}

// provideFolders makes the folders of the path that are missing.
func (p *place) provideFolders(folder names) error {
	limits := p.box.registry.cfg.Limits
	p.foldersAt = p.box.now()
	if len(folder) > limits.Depth {
		return refuseLimit(TooDeep, int64(limits.Depth))
	}
	var missing []names
	for i := 1; i <= len(folder); i++ {
		switch part := folder[:i]; {
		case p.isFolder(part):
		case p.find(part, nil) != nil:
			return refuse(Exists)
		default:
			missing = append(missing, slices.Clone(part))
		}
	}
	if p.box.countFolders()+len(missing) > limits.Folders {
		return refuseLimit(TooManyFolders, int64(limits.Folders))
	}
	p.folders = append(p.folders, missing...)
	return nil
}

func (b *Box) countFolders() int {
	n := 0
	for _, p := range b.places() {
		n += len(p.folders)
	}
	return n
}

// provideRoom makes sure that one more file may be held. What is only remembered for its
// name makes room.
func (b *Box) provideRoom() error {
	kept := 0
	var remembered []*held
	for _, p := range b.places() {
		for _, h := range p.files {
			switch {
			case h.isKept():
				kept++
			case !h.isOpen():
				remembered = append(remembered, h)
			default:
				kept++
			}
		}
	}
	limit := b.registry.cfg.Limits.Files
	if kept >= limit {
		return refuseLimit(TooManyFiles, int64(limit))
	}
	slices.SortFunc(remembered, func(x, y *held) int { return x.changed.Compare(y.changed) })
	for _, h := range remembered[:max(0, kept+len(remembered)+1-limit)] {
		h.drop()
	}
	return nil
}

// supersede drops the other versions of a file's path, those that still arrive left out.
func (p *place) supersede(latest *held) {
	for _, h := range slices.Clone(p.files) {
		if h != latest && h.path.equal(latest.path) && !h.isOpen() && h.end != NotEnded {
			h.drop()
		}
	}
}

func (p *place) forget(h *held) {
	p.files = slices.DeleteFunc(p.files, func(other *held) bool { return other == h })
	for _, other := range p.files {
		if other.base == h {
			other.base = nil
		}
	}
}

func (p *place) findID(id ID) *held {
	for _, h := range p.files {
		if h.id == id && !h.isHidden {
			return h
		}
	}
	return nil
}

func (p *place) clearAll() {
	for _, h := range slices.Clone(p.files) {
		h.drop()
	}
	p.folders = nil
}

// views are what a wizard sees. What another transfer may be continuing is shown as that
// one.
func (p *place) views() []Arrival {
	now := p.box.now()
	var list []Arrival
	for _, h := range p.files {
		if !h.isHidden && !p.isBeingContinued(h) {
			list = append(list, h.view(now))
		}
	}
	return list
}

func (p *place) isBeingContinued(h *held) bool {
	return slices.ContainsFunc(p.files, func(other *held) bool { return other.base == h && other.isOpen() })
}
