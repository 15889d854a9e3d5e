package intake

import (
	"context"
	"io"
)

// Draw decodes an open file again and returns it upright, with a longest side of at
// most side pixels, for an operator who looks at it. It is nil for a file that cannot be
// drawn: a PDF, a picture above the limit, one that the decoder does not understand. The
// only error is the context's own.
func (e *Examiner) Draw(ctx context.Context, f *File, side int) (*Preview, error) {
	if !e.limits.canDecode(f.facts.width, f.facts.height) {
		return nil, ctx.Err()
	}
	select {
	case e.decodeSlots <- struct{}{}:
		defer func() { <-e.decodeSlots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	img, err := f.decodePixels(func(r io.Reader) io.Reader { return contextReader{ctx, r} })
	if err != nil {
		return nil, ctx.Err()
	}
	small, err := normaliseSize(ctx, img)
	if err != nil {
		return nil, err
	}
	return newPreview(small, side, f.facts.orientation), nil
}
