package intake

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// memoryScene is the memory of looks with a collector that only counts.
type memoryScene struct {
	*lookMemory
	collected int
	cycle     uint64
}

func newMemoryScene(bytes int64) *memoryScene {
	s := &memoryScene{lookMemory: newLookMemory(bytes)}
	s.collect = func() { s.collected++; s.cycle++ }
	s.cycles = func() uint64 { return s.cycle }
	return s
}

func (s *memoryScene) take(t *testing.T, bytes int64) {
	t.Helper()
	if err := s.acquire(t.Context(), bytes); err != nil {
		t.Fatal(err)
	}
}

func (s *memoryScene) look(t *testing.T, bytes int64) {
	t.Helper()
	s.take(t, bytes)
	s.release(bytes)
}

// What ended looks took counts until it is collected, and garbage is collected only when
// there is too little memory otherwise, or much of it is garbage.
func TestGarbageOfLooksIsCollectedWhenItMustBe(t *testing.T) {
	s := newMemoryScene(100)
	s.look(t, 20)
	s.look(t, 20)
	if s.collected != 0 || s.garbage != 40 {
		t.Errorf("after two looks that fit: collected %d times, %d bytes of garbage", s.collected, s.garbage)
	}
	s.take(t, 70)
	if s.collected != 1 || s.garbage != 0 {
		t.Errorf("a look that fits only without garbage: collected %d times, %d bytes of garbage", s.collected, s.garbage)
	}
	s.release(70)
	if s.collected != 2 || s.garbage != 0 {
		t.Errorf("much garbage: collected %d times, %d bytes of garbage", s.collected, s.garbage)
	}
	s.look(t, 40)
	s.cycle++ // may have begun before the look ended
	s.take(t, 1)
	if s.garbage != 40 {
		t.Errorf("after a collection that may be older: %d bytes of garbage", s.garbage)
	}
	s.cycle++
	s.take(t, 99)
	if s.collected != 2 || s.garbage != 0 {
		t.Errorf("after a collection of the runtime's own: collected %d times, %d bytes of garbage", s.collected, s.garbage)
	}
}

// A look that waits gets the memory of one that ends at once, and its context ends the wait.
func TestALookThatWaitsGetsGarbageAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryScene(100)
		s.take(t, 40)
		var second sync.WaitGroup
		second.Go(func() { s.take(t, 70) })
		synctest.Wait()
		if s.collected != 0 {
			t.Error("collected although there was no garbage")
		}
		s.release(40) // little garbage, but somebody waits
		second.Wait()
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if s.acquire(ended, 40) == nil {
			t.Error("two looks have the memory of one")
		}
		if s.release(70); s.waiting != 0 {
			t.Errorf("%d looks wait", s.waiting)
		}
		s.take(t, 100)
	})
}

// BenchmarkTwentyPhonePictures is what twenty people cost who send a picture of 12
// megapixels at the same time: the time for all, and the most memory beside that of before.
func BenchmarkTwentyPhonePictures(b *testing.B) {
	var content bytes.Buffer
	if err := jpeg.Encode(&content, image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420), nil); err != nil {
		b.Fatal(err)
	}
	stop, most := make(chan struct{}), make(chan uint64)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	go func() {
		var now runtime.MemStats
		for top := uint64(0); ; {
			runtime.ReadMemStats(&now)
			top = max(top, now.HeapInuse)
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	for b.Loop() {
		examiner := NewExaminer(DefaultLimits())
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				f, _, err := OpenBytes("a.jpg", content.Bytes(), time.Time{}, DefaultLimits())
				if err == nil {
					_, err = examiner.Examine(b.Context(), f)
				}
				if err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
	}
	close(stop)
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(<-most-before.HeapInuse)/(1<<20), "MiB")
	b.ReportMetric(float64(after.NumForcedGC-before.NumForcedGC)/float64(b.N), "collections/op")
}
