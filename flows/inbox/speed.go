package inbox

import "time"

// speedWindow is the time over which bytes are counted: a line is slow or fast over
// seconds, not from one packet to the next.
const speedWindow = time.Second

// speed is how fast a file arrives.
type speed struct {
	since     time.Time // of the present window
	bytes     int64     // in it
	perSecond int64     // of the latest whole window; 0 when nothing came in it
}

// add counts bytes that came now.
func (s *speed) add(n int, now time.Time) {
	s.bytes += int64(n)
	if took := now.Sub(s.since); took >= speedWindow {
		*s = speed{since: now, perSecond: int64(float64(s.bytes) / took.Seconds())}
	}
}

// settle sets the speed of a transfer to 0 in which nothing has moved for two windows, and
// reports whether it did.
func (s *speed) settle(now time.Time) bool {
	if s.perSecond == 0 || now.Sub(s.since) < 2*speedWindow {
		return false
	}
	*s = speed{since: now}
	return true
}
