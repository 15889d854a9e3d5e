package inbox

import (
	"testing"
	"time"
)

// TestSpeed is what arrived in the latest second, and is 0 again soon after nothing does. The
// wizard hears of that once, and of nothing more.
func TestSpeed(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	u := w.begin(w.tree("K7F2"), "front", Flags{})
	w.check(u.Declare(4000))
	speedIs := func(want int64) {
		t.Helper()
		if got := d.Arrivals()[0].PerSecond; got != want {
			t.Errorf("%d bytes a second, want %d", got, want)
		}
	}
	for i, want := range []int64{0, 1000, 1000, 1000} { // written twice a second
		w.wait(500 * time.Millisecond)
		w.write(u, string(make([]byte, 500)), int64(i)*500)
		speedIs(want)
	}
	ticks := d.Subscribe()
	<-ticks
	w.wait(speedWindow)
	speedIs(1000)
	w.wait(speedWindow)
	speedIs(0)
	select {
	case <-ticks:
	default:
		t.Error("the wizard does not hear that nothing moves")
	}
	for range 5 {
		w.wait(time.Second)
		select {
		case <-ticks:
			t.Error("a tick although nothing moves")
		default:
		}
	}
	if a := d.Arrivals()[0]; a.Declared != 4000 || a.State != Arriving {
		t.Errorf("%+v", a)
	}
}
