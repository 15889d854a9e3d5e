package intake

import "context"

// MaxPreviewSide is the longest side in pixels of a picture that Draw returns: more than the
// cells of a usual window can show.
const MaxPreviewSide = 512

// Draw decodes an open file again and returns it upright, with a longest side of at
// most side pixels, for an operator who looks at it; nil for a file that cannot be
// drawn. The only error is the context's own.
func (e *Examiner) Draw(ctx context.Context, f *File, side int) (*Preview, error) {
	larger := *e
	larger.previewSide, larger.drawsOnly = min(side, MaxPreviewSide), true
	report, _ := larger.Examine(ctx, f)
	return report.Preview, ctx.Err()
}
