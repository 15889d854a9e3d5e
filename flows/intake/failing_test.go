package intake

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"
)

// failingSource is a file on a disk that gives up: it cannot be read from a place on.
type failingSource struct {
	content []byte
	from    int
	err     error
}

func (s failingSource) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(s.from) {
		return 0, s.err
	}
	n := copy(p, s.content[off:s.from])
	if n < len(p) {
		return n, s.err
	}
	return n, nil
}

func (failingSource) Close() error { return nil }

// What cannot be read, or became shorter meanwhile, is no damaged picture: another copy of it
// would not help.
func TestFailedReadIsNoDamage(t *testing.T) {
	errDisk := errors.New("input/output error")
	failed := &fs.PathError{Op: "read", Path: "/anna-meier", Err: errDisk}
	for name, content := range map[string][]byte{"a.jpg": asJPEG(t, card(1200, 800)), "a.png": asPNG(t, card(1200, 800)), "a.pdf": bill("")} {
		for _, from := range []int{0, 5, 700, 1100, len(content) / 2, len(content) - 1} {
			for err, want := range map[error]ProblemCode{failed: Unreadable, io.EOF: Changed} {
				f := newFile(failingSource{content, from, err}, int64(len(content)), time.Time{})
				got := f.runChecks(t.Context(), name, DefaultLimits())
				if codeOf(got) != want || strings.Contains(got.Error(), "anna") || want == Unreadable && !errors.Is(got, errDisk) {
					t.Errorf("%s fails at %d with %v: %v, want %s", name, from, err, got, want)
				}
			}
		}
	}
}

// The same while it is decoded: that the disk fails does not show that pixels are missing.
func TestFailedReadWhileLookingIsNoDamage(t *testing.T) {
	photo, scan := asJPEG(t, card(1200, 800)), asPNG(t, card(1200, 800))
	for name, content := range map[string][]byte{"a.jpg": photo[:len(photo)-2], "a.png": scan[:len(scan)-12]} {
		f, _, err := OpenBytes(name, content, time.Time{}, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		layout := f.facts.layout
		f = newFile(failingSource{content, len(content) / 2, fs.ErrClosed}, int64(len(content)), time.Time{})
		f.facts.layout, f.facts.width, f.facts.height = layout, 1200, 800
		report, err := NewExaminer(DefaultLimits()).Examine(t.Context(), f)
		if err != nil || !report.HasWarning(Undecodable) {
			t.Errorf("%s: %v, warnings %v", name, err, codes(report))
		}
	}
}
