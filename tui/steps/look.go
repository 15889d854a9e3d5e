package steps

import (
	"charm.land/bubbles/v2/key"

	"dossier/flows"
)

// Look is a picture that an operator can look at in the whole window. As an action it
// opens that view.
type Look struct {
	Title   string // which picture: "Identity card · back", or a file's name made safe
	SHA256  flows.SHA256
	Preview Picture // a small one that is at hand, drawn until the larger one is loaded; may be empty
}

func (Look) isAction() {}

// Pictured is a screen or an overlay that is about one picture now. The root loads that
// picture while the step is shown, and opens it with v, or with ctrl+l where letters are
// text.
type Pictured interface{ Look(f Frame) (Look, bool) }

// Moving is a screen whose help lists keys that only move, for which its footer has no
// room. Like those of the footer, they do something now.
type Moving interface{ MovementKeys(f Frame) []key.Binding }

// PictureState is what became of loading a picture.
type PictureState int

// The states.
const (
	PictureLoading  PictureState = iota
	PictureLoaded                // Picture holds it
	PictureNotHeld               // its file was closed: it was accepted, or sent by another session
	PictureNotDrawn              // a PDF, or a picture that cannot be decoded here
)

// LoadedPicture is a picture as the root has it.
type LoadedPicture struct {
	State   PictureState
	Picture Picture
}

// maxLoadedPictures bounds the memory of a session: a loaded picture has at most
// 512×512 dots of three bytes.
const maxLoadedPictures = 6

// PictureMemory keeps the pictures that were loaded while a dossier is open, and which
// of them were drawn: only those were looked at. It is not written anywhere. A nil one
// keeps nothing.
type PictureMemory struct {
	loaded map[flows.SHA256]LoadedPicture
	order  []flows.SHA256 // the oldest first
	drawn  map[flows.SHA256]bool
}

// NewPictureMemory makes an empty memory.
func NewPictureMemory() *PictureMemory {
	return &PictureMemory{loaded: map[flows.SHA256]LoadedPicture{}, drawn: map[flows.SHA256]bool{}}
}

// Find is a picture as far as it is loaded.
func (m *PictureMemory) Find(hash flows.SHA256) LoadedPicture {
	if m == nil {
		return LoadedPicture{}
	}
	return m.loaded[hash]
}

// Record keeps a picture and forgets the oldest one above the limit.
func (m *PictureMemory) Record(hash flows.SHA256, p LoadedPicture) {
	if m == nil {
		return
	}
	if _, known := m.loaded[hash]; !known {
		m.order = append(m.order, hash)
	}
	m.loaded[hash] = p
	if len(m.order) > maxLoadedPictures {
		delete(m.loaded, m.order[0])
		m.order = m.order[1:]
	}
}

// minLookRows is the room in lines from which on a drawn picture counts as looked at:
// nobody can judge a smaller one.
const minLookRows = 8

// RecordDrawn notes that a picture was on the screen with room for so many lines.
func (m *PictureMemory) RecordDrawn(hash flows.SHA256, rows int) {
	if m != nil && hash != (flows.SHA256{}) && rows >= minLookRows {
		m.drawn[hash] = true
	}
}

// WasDrawn reports whether a picture was on the screen since the dossier was opened, large
// enough to be judged.
func (m *PictureMemory) WasDrawn(hash flows.SHA256) bool { return m != nil && m.drawn[hash] }

// WithLookedAt adds to an operator's reason that the picture was looked at, if it was on
// the screen.
func (f Frame) WithLookedAt(hash flows.SHA256, reason string) string {
	if f.Pictures.WasDrawn(hash) {
		return reason + "; looked at here"
	}
	return reason
}

// BestPicture is the loaded picture, else the small one at hand; false when neither can
// be drawn.
func (l Look) BestPicture(m *PictureMemory) (Picture, bool) {
	if found := m.Find(l.SHA256); found.State == PictureLoaded {
		return found.Picture, true
	}
	return l.Preview, l.Preview.W > 0
}

// CanBeDrawn reports whether a picture is drawn or may still be, once it is loaded.
func (l Look) CanBeDrawn(m *PictureMemory) bool {
	_, isAtHand := l.BestPicture(m)
	return isAtHand || m.Find(l.SHA256).State == PictureLoading
}

// MissingText says why a picture is not drawn; "" while it is.
func (l Look) MissingText(m *PictureMemory) string {
	if _, ok := l.BestPicture(m); ok {
		return ""
	}
	switch m.Find(l.SHA256).State {
	case PictureNotHeld:
		return "This picture is not held any more. Look at the file itself."
	case PictureNotDrawn:
		return "This file cannot be drawn here. Look at it in another program."
	}
	return "Loading the picture…"
}
