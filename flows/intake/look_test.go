package intake

import (
	"image"
	"testing"
)

// TestDrawIsLargerThanThePreview proves that a picture to be looked at has more dots than
// the preview of the list, in the same shape, and that the preview keeps its size.
func TestDrawIsLargerThanThePreview(t *testing.T) {
	file, _, err := Open(t.Context(), writeTemp(t, "card.jpg", asJPEG(t, image.NewRGBA(image.Rect(0, 0, 1600, 1000)))), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	e := NewExaminer(DefaultLimits())
	large, err := e.Draw(t.Context(), file, 512)
	report, err2 := e.Examine(t.Context(), file)
	if err != nil || err2 != nil || large == nil || report.Preview == nil {
		t.Fatal(err, err2)
	}
	if max(large.W, large.H) != 512 || max(report.Preview.W, report.Preview.H) != previewSide {
		t.Errorf("%d×%d to look at, %d×%d in the list", large.W, large.H, report.Preview.W, report.Preview.H)
	}
	_ = file.Close()
	if gone, err := e.Draw(t.Context(), file, 512); gone != nil || err != nil {
		t.Errorf("a closed file is drawn: %v %v", gone, err)
	}
}
