package tui

import (
	"slices"

	"dossier/flows"
	"dossier/tui/steps"
)

// Look is the picture that the question is about; of several, the first that was not
// looked at.
func (d dialogForm) Look(f steps.Frame) (steps.Look, bool) {
	if len(d.dialog.Looks) == 0 {
		return steps.Look{}, false
	}
	unseen := d.unseenLooks(f)
	return append(unseen, d.dialog.Looks...)[0], true
}

// unseenLooks are the pictures that were not looked at.
func (d dialogForm) unseenLooks(f steps.Frame) []steps.Look {
	return slices.DeleteFunc(slices.Clone(d.dialog.Looks), func(l steps.Look) bool { return f.Pictures.WasDrawn(l.SHA256) })
}

// pictureWidth is the width of the pane beside the question; 0 when the question is about
// no picture, or the window has no room.
func (d dialogForm) pictureWidth(f steps.Frame) int {
	if len(d.dialog.Looks) == 0 {
		return 0
	}
	return f.PictureWidth(32)
}

// questionFrame is the part of a frame in which the question stands.
func (d dialogForm) questionFrame(f steps.Frame) steps.Frame {
	return f.PartOf(f.MainWidth(d.pictureWidth(f)))
}

// pictureHeight is how many lines each picture beside the question has: a title and an
// empty line are its own, too.
func (d dialogForm) pictureHeight(f steps.Frame) int { return f.Height/len(d.dialog.Looks) - 2 }

// pictureLines are the pane beside the question: each picture under its title, or why it
// is not drawn.
func (d dialogForm) pictureLines(f steps.Frame) []string {
	width := d.pictureWidth(f)
	if width == 0 {
		return nil
	}
	var lines []string
	for i, look := range d.dialog.Looks {
		title, picture := f.Theme.Strong.Render(look.Title), d.onePicture(f, i, width)
		if len(d.dialog.Looks) == 1 {
			return append([]string{title, ""}, picture...)
		}
		lines = append(append(append(lines, title), picture...), "")
	}
	return lines
}

// onePicture is one picture of the pane, or why it is not drawn.
func (d dialogForm) onePicture(f steps.Frame, i, width int) []string {
	look, height := d.dialog.Looks[i], d.pictureHeight(f)
	if text := look.MissingText(f.Pictures); text != "" {
		lines := f.WrapText(text, width)
		return steps.StyleLines(f.Theme.Faint, lines[:max(min(len(lines), height), 0)])
	}
	picture, _ := look.BestPicture(f.Pictures)
	return d.renderers[i].RenderTurned(f.Theme, look.SHA256, picture, 0, width-1, height)
}

// drawnPictures are the pictures beside the question, and how many lines each has.
func (d dialogForm) drawnPictures(f steps.Frame) (hashes []flows.SHA256, rows int) {
	if d.pictureWidth(f) == 0 {
		return nil, 0
	}
	for _, look := range d.dialog.Looks {
		if look.MissingText(f.Pictures) == "" {
			hashes = append(hashes, look.SHA256)
		}
	}
	return hashes, d.pictureHeight(f)
}
