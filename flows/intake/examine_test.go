package intake

import (
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// gate is a source whose readers wait, so that a test can count them.
type gate struct {
	memory
	open    chan struct{}
	readers *atomic.Int32
}

func (g *gate) ReadAt(p []byte, off int64) (int, error) {
	g.readers.Add(1)
	defer g.readers.Add(-1)
	<-g.open
	return g.memory.ReadAt(p, off)
}

func gated(t *testing.T, readers *atomic.Int32, open chan struct{}) *File {
	content := asJPEG(t, card(200, 150))
	f := newFile(&gate{memory: memory{Reader: bytes.NewReader(content)}, open: open, readers: readers}, int64(len(content)))
	f.facts = facts{media: JPEG, size: int64(len(content)), width: 200, height: 150}
	return f
}

func TestTwoDecodesAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readers atomic.Int32
		open, done := make(chan struct{}), make(chan error)
		e := NewExaminer(DefaultLimits())
		for range 5 {
			f := gated(t, &readers, open)
			go func() {
				_, err := e.Examine(t.Context(), f, Want{})
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
		e.seats <- struct{}{}
		e.seats <- struct{}{}
		ctx, cancel := context.WithCancel(t.Context())
		f := gated(t, &readers, open)
		go func() {
			_, err := e.Examine(ctx, f, Want{})
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) || readers.Load() != 0 {
			t.Errorf("got %v with %d readers", err, readers.Load())
		}
	})
}

// quitter cancels while the decoder reads.
type quitter struct {
	memory
	cancel context.CancelFunc
	reads  int
}

func (q *quitter) ReadAt(p []byte, off int64) (int, error) {
	q.reads++
	q.cancel()
	return q.memory.ReadAt(p, off)
}

func TestDecodingCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	content := asJPEG(t, card(1200, 800))
	q := &quitter{memory: memory{Reader: bytes.NewReader(content)}, cancel: cancel}
	f := newFile(q, int64(len(content)))
	f.facts = facts{media: JPEG, size: int64(len(content)), width: 1200, height: 800}
	e := NewExaminer(DefaultLimits())
	report, err := e.Examine(ctx, f, Want{})
	if !errors.Is(err, context.Canceled) || report.Preview != nil || q.reads != 1 {
		t.Errorf("got %v after %d reads", err, q.reads)
	}
	if len(e.seats) != 0 {
		t.Error("the seat was kept")
	}
}

func TestPicturesCanBeTurnedOff(t *testing.T) {
	f, _, err := OpenBytes("a.jpg", asJPEG(t, card(1200, 800)), time.Time{}, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	report, err := NewExaminer(Limits{}).Examine(t.Context(), f, Want{})
	if err != nil || report.Preview != nil || report.Sharpness != 0 {
		t.Errorf("%v, preview %v", err, report.Preview)
	}
}
