package inbox

import (
	"slices"
	"time"
)

// sweep removes what has expired.
func (b *Box) sweep() {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	changed := b.isBehind
	for _, p := range b.places() {
		if p.code != "" && p.openings == 0 && now.Sub(p.leftAt) >= KeepFor {
			b.closePlace(p)
			changed = true
			continue
		}
		changed = p.sweep(now) || changed
	}
	if changed {
		b.tick()
	}
}

// dropFolders forgets the folders with nothing in them, which would count for ever.
func (p *place) dropFolders() {
	p.folders = slices.DeleteFunc(p.folders, func(folder names) bool {
		return !slices.ContainsFunc(p.files, func(h *held) bool { return h.path.isBelow(folder) })
	})
}

// sweep reports whether something changed with the time.
func (p *place) sweep(now time.Time) bool {
	if now.Sub(p.foldersAt) >= KeepFor {
		p.dropFolders()
	}
	changed := false
	for _, h := range slices.Clone(p.files) {
		if expiry := h.expiry(); !expiry.IsZero() && !now.Before(expiry) {
			h.drop()
			changed = true
			continue
		}
		state := h.state(now)
		if state == Removed && !h.isOpen() && h.end != NotEnded {
			h.truncate(0)
		}
		isSlower := h.isOpen() && h.speed.settle(now)
		changed = changed || state != h.sweptState || isSlower
		h.sweptState = state
	}
	return changed
}

// closePlace ends a dossier's inbox: its code is free again.
func (b *Box) closePlace(p *place) {
	p.clearAll()
	delete(b.dossiers, p.code)
	b.registry.releaseCode(p.code)
}

func (b *Box) clearAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unassigned.clearAll()
	for _, code := range b.liveCodes() {
		b.closePlace(b.dossiers[code])
	}
	b.tick()
}
