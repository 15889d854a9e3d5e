package flows

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// TestOnlyProofOfNothingKeptRetries holds the list of causes: one more would
// send a picture twice.
func TestOnlyProofOfNothingKeptRetries(t *testing.T) {
	want := []Cause{CauseInterrupted, CauseNoConnection, CauseEdge, CauseThrottled}
	got := slices.Collect(maps.Keys(retryRules))
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("retried causes: %v", got)
	}
	for cause, like := range sameRule {
		if want = append(want, cause); like != CauseNoConnection && like != CauseInterrupted {
			t.Errorf("%s is retried as %s", cause, like)
		}
	}
	for _, cause := range want {
		if rule, ok := RetryRuleFor(cause); !ok || rule.Tries < 1 || len(rule.Waits) < 1 {
			t.Errorf("%s: %v", cause, rule)
		}
	}
	if _, ok := RetryRuleFor(CauseNoAnswer); ok {
		t.Error("a lost answer is retried")
	}
}

func TestWaitsGrowAndStayInTheirBounds(t *testing.T) {
	for cause, rule := range retryRules {
		for used := range rule.Tries + 2 {
			least, most := rule.Backoff(used, 0), rule.Backoff(used, 0.999)
			listed := rule.Waits[min(used, len(rule.Waits)-1)]
			low, high := listed, listed+listed/5
			if rule.Jitter {
				low, high = 500*time.Millisecond, listed
			}
			if least != low || most > high || most < least {
				t.Errorf("%s, %d used: %v to %v, want %v to %v", cause, used, least, most, low, high)
			}
		}
	}
}

// TestAWaitTooLongIsAPersonsMatter: the service may ask for an hour; nobody
// would know what the program is doing.
func TestAWaitTooLongIsAPersonsMatter(t *testing.T) {
	for wait, want := range map[time.Duration]State{LongestWait: Chosen, LongestWait + time.Second: Failed} {
		picture := slotState{slot: Slot{Need: "selfie"}, state: Awaiting, attempt: 1, picture: Picture{Session: "ann"}}
		j := Journey{holder: Holder{Session: "ann"}, attempts: []Attempt{{Number: 1}}}
		if j.retryOrFail(Entry{Session: "ann"}, &picture, CauseThrottled, wait); picture.state != want {
			t.Errorf("asked to wait %v: %s, want %s", wait, picture.state, want)
		}
	}
}

// Failures of one kind count together: a network that fails in a new way each time
// gets no more tries than one that always fails in the same way.
func TestConnectionFailuresShareTheirTries(t *testing.T) {
	causes := slices.Sorted(maps.Keys(sameRule))
	rule := retryRules[CauseNoConnection]
	s := slotState{slot: Slot{Need: "selfie"}, picture: Picture{Session: "ann"}}
	j := Journey{holder: Holder{Session: "ann"}, attempts: []Attempt{{Number: 1}}}
	tries := 0
	for _, cause := range causes {
		if ruleCause(cause) != CauseNoConnection {
			continue
		}
		s.state, s.attempt = Sending, 1
		if j.retryOrFail(Entry{Session: "ann"}, &s, cause, 0); s.state == Chosen {
			tries++
		}
		if s.cause != cause {
			t.Errorf("%s is shown as %s", cause, s.cause)
		}
	}
	if tries != rule.Tries {
		t.Errorf("%d tries, want %d", tries, rule.Tries)
	}
}
