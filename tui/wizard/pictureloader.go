package wizard

import (
	"context"

	"dossier/flows"
	"dossier/flows/intake"
	"dossier/tui"
	"dossier/tui/steps"
)

// newPictureLoader draws pictures that are still open, from the descriptor that is sent.
func newPictureLoader(examiner *intake.Examiner) tui.PictureLoader {
	return func(ctx context.Context, o tui.Desks, hash flows.SHA256) steps.LoadedPicture {
		own, ok := o.(wizardDesks)
		if !ok {
			return steps.LoadedPicture{State: steps.PictureNotHeld}
		}
		content, held := own.pictures.Content(hash)
		file, isFile := content.(*intake.File)
		if !held || !isFile {
			return steps.LoadedPicture{State: steps.PictureNotHeld}
		}
		drawn, err := examiner.Draw(ctx, file, intake.MaxPreviewSide)
		if err != nil || drawn == nil {
			return steps.LoadedPicture{State: steps.PictureNotDrawn}
		}
		return steps.LoadedPicture{State: steps.PictureLoaded, Picture: toPicture(drawn)}
	}
}

// toPicture is a drawn picture as the screens draw it.
func toPicture(p *intake.Preview) steps.Picture {
	if p == nil {
		return steps.Picture{}
	}
	out := steps.Picture{W: p.W, H: p.H, Pix: make([]steps.RGB, len(p.Pix))}
	for i, dot := range p.Pix {
		out.Pix[i] = steps.RGB(dot)
	}
	return out
}
