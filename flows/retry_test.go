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
