package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows/intake/picture"
)

// gate is a source whose readers wait, so that a test can count them.
type gate struct {
	memorySource
	open    chan struct{}
	readers *atomic.Int32
}

func (g *gate) ReadAt(p []byte, off int64) (int, error) {
	g.readers.Add(1)
	defer g.readers.Add(-1)
	<-g.open
	return g.memorySource.ReadAt(p, off)
}

// layoutOf walks over a picture in memory.
func layoutOf(content []byte) picture.Layout {
	found, _ := picture.WalkJPEG(io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
	return found
}

func newGatedFile(t *testing.T, readers *atomic.Int32, open chan struct{}) *File {
	content := asJPEG(t, card(200, 150))
	f := newFile(&gate{memorySource: memorySource{Reader: bytes.NewReader(content)}, open: open, readers: readers}, int64(len(content)), time.Time{})
	f.facts = facts{media: JPEG, size: int64(len(content)), width: 200, height: 150, layout: layoutOf(content)}
	return f
}

func TestTwoDecodesAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readers atomic.Int32
		open, done := make(chan struct{}), make(chan error)
		e := NewExaminer(DefaultLimits())
		for range 5 {
			f := newGatedFile(t, &readers, open)
			go func() {
				_, err := e.Examine(t.Context(), f)
				done <- err
			}()
		}
		synctest.Wait()
		if n := readers.Load(); n != 2 {
			t.Errorf("%d decode at a time", n)
		}
		close(open)
		for range 5 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestWaitingForASeatCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readers atomic.Int32
		open, done := make(chan struct{}), make(chan error)
		e := NewExaminer(DefaultLimits())
		e.decodeSlots <- struct{}{}
		e.decodeSlots <- struct{}{}
		ctx, cancel := context.WithCancel(t.Context())
		f := newGatedFile(t, &readers, open)
		go func() {
			_, err := e.Examine(ctx, f)
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) || readers.Load() != 0 {
			t.Errorf("got %v with %d readers", err, readers.Load())
		}
	})
}

// cancelingSource cancels while the decoder reads.
type cancelingSource struct {
	memorySource
	cancel context.CancelFunc
	reads  int
}

func (c *cancelingSource) ReadAt(p []byte, off int64) (int, error) {
	c.reads++
	c.cancel()
	return c.memorySource.ReadAt(p, off)
}

func TestDecodingCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	content := asJPEG(t, card(1200, 800))
	q := &cancelingSource{memorySource: memorySource{Reader: bytes.NewReader(content)}, cancel: cancel}
	f := newFile(q, int64(len(content)), time.Time{})
	f.facts = facts{media: JPEG, size: int64(len(content)), width: 1200, height: 800, layout: layoutOf(content)}
	e := NewExaminer(DefaultLimits())
	report, err := e.Examine(ctx, f)
	if !errors.Is(err, context.Canceled) || report.Preview != nil || q.reads != 1 {
		t.Errorf("got %v after %d reads", err, q.reads)
	}
	if len(e.decodeSlots) != 0 {
		t.Error("the seat was kept")
	}
}

func TestPicturesCanBeTurnedOff(t *testing.T) {
	f, _, err := OpenBytes("a.jpg", asJPEG(t, card(1200, 800)), time.Time{}, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	report, err := NewExaminer(Limits{}).Examine(t.Context(), f)
	if err != nil || report.Preview != nil || report.Sharpness != 0 {
		t.Errorf("%v, preview %v", err, report.Preview)
	}
}
