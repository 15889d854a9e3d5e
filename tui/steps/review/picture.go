package review

import (
	"dossier/flows"
	"dossier/tui/steps"
)

// minPictureHeight is how many lines a picture needs below the explanation to show
// anything.
const minPictureHeight = 6

// Look is the picture of the highlighted row, as long as its file is known.
func (s Screen) Look(f steps.Frame) (steps.Look, bool) {
	l, ok := s.withValidHighlight(f).highlightedLine(f)
	return lookOf(l), ok && l.HasFile
}

// lookOf is the picture of a slot, for a view of it or a question about it.
func lookOf(l flows.SlotLine) steps.Look {
	if !l.HasFile {
		return steps.Look{}
	}
	return steps.Look{Title: steps.SlotTitle(l), SHA256: l.Picture.SHA256}
}

// looksOf is the picture that a question about a slot is about; none without a file.
func looksOf(l flows.SlotLine) []steps.Look {
	if !l.HasFile {
		return nil
	}
	return []steps.Look{lookOf(l)}
}

// offersLook reports whether the picture of the highlighted row can be shown, as far as
// that is known.
func (s Screen) offersLook(f steps.Frame) bool {
	look, ok := s.Look(f)
	return ok && f.Pictures.Find(look.SHA256).State != steps.PictureNotHeld
}

// pictureLines draws the picture below the explanation, in a wide window.
func (s Screen) pictureLines(f steps.Frame, width, room int) []string {
	look, ok := s.Look(f)
	if !ok || f.Width < 100 || room < minPictureHeight {
		return nil
	}
	if text := look.MissingText(f.Pictures); text != "" {
		return append([]string{""}, steps.StyleLines(f.Theme.Faint, f.WrapText(text, width))...)
	}
	renderer := s.renderer
	if renderer == nil {
		renderer = new(steps.PictureRenderer)
	}
	picture, _ := look.BestPicture(f.Pictures)
	f.Pictures.RecordDrawn(look.SHA256, room-1)
	return append([]string{""}, renderer.RenderTurned(f.Theme, look.SHA256, picture, 0, width, room-1)...)
}
