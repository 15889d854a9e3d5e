package flows

import (
	"testing"
	"time"
)

// What is tried again says the how manieth time it is, of how many, why, and since when
// it fails in this way.
func TestAnAutomaticTryIsCounted(t *testing.T) {
	s := storyOf(t, append(opened(), choose(billing, 1))...)
	retry := func() RetryState { l, _ := s.j.Line(billing); return l.Retry }
	fail := func(n AttemptNumber, cause Cause) time.Time {
		s.mustPost(t, ann, SendStarted{Attempt: n, Slot: billing, RetryOf: n - 1})
		s.now = s.now.Add(5 * time.Second)
		s.mustPost(t, ann, NotSent{Attempt: n, Cause: cause, RetryAfter: time.Second})
		return s.now
	}
	if got := retry(); got != (RetryState{}) {
		t.Errorf("before the first try: %+v", got)
	}
	since := fail(1, CauseInterrupted)
	if got, want := retry(), (RetryState{1, 2, CauseInterrupted, since}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	since = fail(2, CauseNoRoute)
	if got, want := retry(), (RetryState{1, 4, CauseNoRoute, since}); got != want {
		t.Errorf("another kind: %+v, want %+v", got, want)
	}
	fail(3, CauseUnknownHost)
	want := RetryState{2, 4, CauseUnknownHost, since}
	if got := retry(); got != want {
		t.Errorf("the same kind: %+v, want %+v", got, want)
	}
	s.mustPost(t, ann, SendStarted{Attempt: 4, Slot: billing, RetryOf: 3})
	if got := retry(); got != want {
		t.Errorf("under way: %+v, want %+v", got, want)
	}
	s.mustPost(t, ann, Released{4})
	if got := retry(); got != (RetryState{}) {
		t.Errorf("released: %+v", got)
	}
}
