package tui

import (
	"dossier/flows"
	"dossier/tui/steps"
)

// Look names the picture that the question is about.
func (d dialogForm) Look(steps.Frame) (steps.Look, bool) {
	return d.dialog.Look, d.dialog.Look.SHA256 != flows.SHA256{}
}

// pictureWidth is the width of the pane beside the question; 0 when the question is about
// no picture, or the window has no room.
func (d dialogForm) pictureWidth(f steps.Frame) int {
	if _, ok := d.Look(f); !ok {
		return 0
	}
	return f.PictureWidth(32)
}

// questionFrame is the part of a frame in which the question stands.
func (d dialogForm) questionFrame(f steps.Frame) steps.Frame {
	f.Width = f.MainWidth(d.pictureWidth(f))
	return f
}

// pictureLines are the pane beside the question: the picture, or why it is not drawn.
func (d dialogForm) pictureLines(f steps.Frame) []string {
	width := d.pictureWidth(f)
	if width == 0 {
		return nil
	}
	look := d.dialog.Look
	head := []string{f.Theme.Strong.Render(look.Title), ""}
	if text := look.MissingText(f.Pictures); text != "" {
		return append(head, steps.StyleLines(f.Theme.Faint, steps.WrapText(text, f.TextWidth(width)))...)
	}
	picture, _ := look.BestPicture(f.Pictures)
	return append(head, d.renderer.RenderTurned(f.Theme, look.SHA256, picture, 0, width-1, f.Height-len(head))...)
}

// drawnPicture is the picture beside the question; false when none is drawn.
func (d dialogForm) drawnPicture(f steps.Frame) (flows.SHA256, bool) {
	look := d.dialog.Look
	return look.SHA256, d.pictureWidth(f) > 0 && look.MissingText(f.Pictures) == ""
}
