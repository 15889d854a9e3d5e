package inbox

import "time"

// subscribers are who is told of changes in a box. Its lock guards them.
type subscribers struct {
	channels   map[chan struct{}]bool
	progressAt time.Time // the latest tick for progress
	isBehind   bool      // progress without a tick
}

func (s *subscribers) subscribe() chan struct{} {
	ch := make(chan struct{}, 1)
	if s.channels == nil {
		s.channels = map[chan struct{}]bool{}
	}
	s.channels[ch] = true
	ch <- struct{}{}
	return ch
}

func (s *subscribers) unsubscribe(ch chan struct{}) { delete(s.channels, ch) }

// tick says that something changed.
func (s *subscribers) tick() {
	s.isBehind = false
	for ch := range s.channels {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// tickProgress says that bytes arrived, unless it said so just before. The next sweep
// makes up for it.
func (s *subscribers) tickProgress(now time.Time) {
	if now.Sub(s.progressAt) < progressInterval {
		s.isBehind = true
		return
	}
	s.progressAt = now
	s.tick()
}
